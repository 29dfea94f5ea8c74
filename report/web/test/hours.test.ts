import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, decode, FROM_LAST, FROM_NOTHING, FROM_YESTERDAY } from "../src/decode.ts";
import { byHourOfDay } from "../src/explorer-tables.ts";
import { Series } from "../src/series.ts";
import { days, duration, quantile } from "../src/statistics.ts";
import { clock, day, hourOfDay, periods, stamp, stretch } from "../src/time.ts";

// k = 2 in five bits, then 3, -1, 0 as zigzag 6, 1, 0: 00010 10|10 0|01 0|00, filled with zeros.
const threeNumbers = Uint8Array.from([0b00010101, 0b00010000]);

test("the code of report/page_code.h is read", () => {
  assert.deepEqual([...decode(threeNumbers, 0, 3, FROM_NOTHING)], [3, -1, 0]);
  assert.deepEqual([...decode(threeNumbers, 0, 3, FROM_LAST)], [3, 2, 2]);
  assert.deepEqual([...decode(threeNumbers, 0, 3, FROM_YESTERDAY)], [3, 2, 2]);
});

test("a block of zeros takes no bits beyond its mark", () => {
  const zeros = decode(Uint8Array.from([0b11111111, 0b11000000]), 0, 40, FROM_LAST);
  assert.ok(zeros.every((value) => value === 0));
});

test("a quotient too long for unary is read from 32 bits", () => {
  // k = 0, twenty ones, then 2,000,000 (zigzag of 1,000,000) in 32 bits.
  const bits = "00000" + "1".repeat(20) + (2000000).toString(2).padStart(32, "0");
  const bytes = (bits.padEnd(64, "0").match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  assert.deepEqual([...decode(Uint8Array.from(bytes), 0, 1, FROM_NOTHING)], [1000000]);
});

test("a column comes back in its unit, an empty cell as no number", () => {
  const code = Buffer.from(threeNumbers).toString("base64");
  const table = { file: "prices.csv", hours: 3, code };
  const column = (step: number, none: number) =>
    new Series({
      left_out: [],
      tables: [{ ...table, columns: [["A [USD/MWh]", step, FROM_NOTHING, 0, none]] }],
    }).column("prices.csv", "A [USD/MWh]");
  assert.deepEqual([...(column(-2, 0)?.values ?? [])], [0.03, -0.01, 0]);
  assert.deepEqual([...(column(1, 3)?.values ?? [])], [NaN, -10, 0]);
  assert.equal(column(0, 0)?.unit, "USD/MWh");
  assert.deepEqual([...bytesOf(code)], [...threeNumbers]);
});

test("a column of words has their places", () => {
  const column = new Series({
    left_out: [],
    tables: [
      {
        file: "security_hours.csv",
        hours: 2,
        code: Buffer.from([0b00000011, 0]).toString("base64"),
        columns: [["worst contingency", 0, FROM_NOTHING, 0, 0, ["AB", "CD"]]],
      },
    ],
  }).column("security_hours.csv", "worst contingency");
  assert.deepEqual(column?.words, ["AB", "CD"]);
  assert.deepEqual([...(column?.values ?? [])], [0, 1]);
});

const calendar = { firstHour: 1415, hours: 8760, year: 2030 };

test("the hour after 28 February is 1 March: a study year has 8,760 hours", () => {
  assert.equal(stamp(calendar, 0), "2030-02-28T23:00Z");
  assert.equal(stamp(calendar, 1), "2030-03-01T00:00Z");
  assert.equal(clock(calendar, 1), "1 Mar 2030, 00:00 UTC");
  assert.equal(day(calendar, 8760 - 1415), "1 Jan");
  assert.equal(stamp(calendar, 8760 - 1415), "2031-01-01T00:00Z");
  assert.equal(hourOfDay(calendar, 0), 23);
});

test("a year has its months as periods, a day only itself", () => {
  const year = periods({ firstHour: 0, hours: 8760, year: 2030 });
  assert.equal(year.length, 13);
  assert.deepEqual(year[2], { label: "Feb 2030", first: 744, end: 1416 });
  assert.equal(periods({ firstHour: 0, hours: 24, year: 2030 }).length, 1);
});

test("a stretch is whole days that hold what was drawn, within the study", () => {
  const year = { firstHour: 0, hours: 8760, year: 2030 };
  assert.deepEqual(stretch(year, 30.5, 50), { label: "2 Jan to 3 Jan", first: 24, end: 72 });
  assert.equal(stretch(year, -5, 3).first, 0);
  assert.equal(stretch(year, 8750, 9000).end, 8760);
});

test("days have their mean, least and largest; a short last day too", () => {
  const values = Float64Array.from({ length: 26 }, (_, i) => (i < 24 ? i : 100));
  const found = days(values, 0, 26);
  assert.deepEqual(found.first, [0, 24]);
  assert.deepEqual(found.mean, [11.5, 100]);
  assert.deepEqual(
    [found.least, found.most],
    [
      [0, 100],
      [23, 100],
    ],
  );
});

test("a duration curve is sorted and leaves empty hours out", () => {
  assert.deepEqual([...duration(Float64Array.from([1, NaN, 3, -2]), 0, 4)], [3, 1, -2]);
  assert.equal(quantile(Float64Array.from([4, 1, 3, 2]), 0.5), 2);
});

test("hours of the day follow the clock, not the start of the study", () => {
  const two = byHourOfDay(calendar, Float64Array.from([7, 1, 2]), {
    label: "",
    first: 0,
    end: 3,
  });
  assert.deepEqual(two[23], { mean: 7, least: 7, most: 7 });
  assert.equal(two[0]?.mean, 1);
  assert.ok(Number.isNaN(two[2]?.mean));
});
