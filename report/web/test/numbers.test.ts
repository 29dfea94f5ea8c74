import assert from "node:assert/strict";
import { test } from "node:test";
import { countryName, decimal, keyName, quantity, shortName, stepped } from "../src/format.ts";
import { csvText } from "../src/dom.ts";

test("money is written in the unit that suits its size", () => {
  assert.equal(quantity(1808.9e6, "usd"), "1.809 billion USD");
  assert.equal(quantity(336812963.4, "usd"), "336.8 million USD");
  assert.equal(quantity(38167.4, "usd"), "38,167 USD");
  assert.equal(quantity(31.19, "usd"), "31.19 USD");
  assert.equal(quantity(-4.2e6, "usd"), "\u22124.2 million USD");
});

test("a number just below a unit does not become a thousand of the smaller one", () => {
  assert.equal(quantity(999.6e3, "mwh"), "1.00 TWh");
  assert.equal(quantity(999.4e6, "usd"), "999.4 million USD");
  assert.equal(quantity(999.7e6, "usd"), "1.000 billion USD");
});

test("nothing is written as minus zero", () => {
  assert.equal(decimal(-0.04, 1), "0.0");
  assert.equal(quantity(-0.001, "mwh"), "0 MWh");
});

test("power below 100 MW keeps a decimal, a whole zero none", () => {
  assert.equal(quantity(99.94, "mw"), "99.9 MW");
  assert.equal(quantity(99.96, "mw"), "100 MW");
  assert.equal(quantity(0, "mw"), "0 MW");
});

test("what is not a number is said so", () => {
  assert.equal(quantity(null, "mw"), "n/a");
  assert.equal(quantity(undefined, "usd"), "n/a");
  assert.equal(stepped(NaN, 0), "n/a");
});

test("an hourly value has the decimals of its step", () => {
  assert.equal(stepped(12.3, -2), "12.30");
  assert.equal(stepped(25000, 1), "25,000");
});

test("residuals are written with a power of ten", () => {
  assert.equal(quantity(1.14e-11, "small"), "1.1e\u221211");
  assert.equal(quantity(0, "small"), "0");
});

test("names are those that people use", () => {
  assert.equal(countryName("KZ"), "Kazakhstan");
  assert.equal(countryName("north"), "north");
  assert.equal(shortName({ id: "UZ_TAS", name: "Tashkent, Angren, Chirchik" }), "Tashkent");
  assert.equal(shortName({ id: "A", name: null }), "A");
  assert.equal(keyName("hvdc_loss"), "HVDC loss");
});

test("a cell with a comma or a quote is quoted in CSV", () => {
  assert.equal(csvText([["a,b", 'say "x"', 3]]), '"a,b","say ""x""",3\n');
});
