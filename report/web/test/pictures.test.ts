import assert from "node:assert/strict";
import { test } from "node:test";
import { bottlenecks, ranked } from "../src/names-by-hour.ts";
import { niceStep } from "../src/chart-svg.ts";
import { colourScale } from "../src/heat.ts";
import { around, overlap, boxAround, place, type Box } from "../src/labels.ts";
import { project } from "../src/project.ts";
import type { Grid } from "../src/grid.ts";
import { Series } from "../src/series.ts";

const frame: Box = { left: 0, top: 0, right: 200, bottom: 200 };

test("labels never cover each other; one without a free place is left out", () => {
  const taken: Box[] = [];
  const wish = { width: 60, height: 14, places: around(100, 100, 5, 60, 14) };
  const found = place(
    Array.from({ length: 30 }, () => wish),
    frame,
    taken,
  );
  assert.ok(found.some((centre) => centre !== null) && found.includes(null));
  taken.forEach((a, i) => {
    for (const b of taken.slice(i + 1)) assert.equal(overlap(a, b), false);
  });
});

test("a label stays inside the picture", () => {
  const wish = {
    width: 60,
    height: 14,
    places: [
      [10, 10],
      [100, 50],
    ] as [number, number][],
  };
  assert.deepEqual(place([wish], frame, []), [[100, 50]]);
  assert.deepEqual(boxAround([10, 10], 4, 2), { left: 8, top: 9, right: 12, bottom: 11 });
});

test("ticks stand at 1, 2 or 5 times a power of ten", () => {
  assert.equal(niceStep(5300, 6), 1000);
  assert.equal(niceStep(1.1, 6), 0.2);
  assert.equal(niceStep(100, 8), 20);
});

test("east is to the right and north is up", () => {
  const baku = project([49.9, 40.4]),
    aktau = project([51.2, 43.7]),
    tbilisi = project([44.8, 41.7]);
  assert.ok(tbilisi[0] < baku[0] && aktau[1] < baku[1]);
});

test("values of both signs are coloured from the middle, others from the least", () => {
  const spec = (values: number[]) => ({
    title: "",
    unit: "MW",
    digits: 0,
    values: Float64Array.from(values),
    first: 0,
    end: values.length,
  });
  assert.deepEqual(
    [colourScale(spec([-50, 100])).low, colourScale(spec([-50, 100])).high],
    [-100, 100],
  );
  assert.deepEqual(
    [colourScale(spec([20, 100])).low, colourScale(spec([20, 100])).high],
    [20, 100],
  );
});

/** A column of small whole numbers, coded by hand: blocks of k = 0 are unary. */
function coded(values: number[]): string {
  const bits = "00000" + values.map((value) => "1".repeat(2 * value) + "0").join("");
  const bytes = (bits.padEnd(8 * Math.ceil(bits.length / 8), "0").match(/.{8}/g) ?? []).map(
    (byte) => parseInt(byte, 2),
  );
  return Buffer.from(bytes).toString("base64");
}

test("the limit of an hour is the one whose shadow price times flow is largest", () => {
  const one = (file: string, id: string, unit: string, values: number[]) => ({
    file,
    hours: values.length,
    columns: [[`${id} ${unit}`, 0, 0, 0, 0] as [string, number, number, number, number]],
    code: coded(values),
  });
  const series = new Series({
    left_out: [],
    tables: [
      one("line_flows.csv", "A", "[MW]", [5, 5, 0]),
      one("line_shadow_prices.csv", "A", "[USD/MWh]", [2, 1, 0]),
    ],
  });
  const branch = { id: "A", kind: "line" };
  const grid = { branches: [branch] } as unknown as Grid;
  const found = bottlenecks(grid, series, 3);
  assert.deepEqual([...(found?.kind ?? [])], [0, 0, -1]);
  assert.deepEqual(found?.limits, ["A", "A", ""]);
  assert.deepEqual([found?.hours, found?.none], [[2], 1]);
});

test("names are ranked by their hours; what is rare is one of the others", () => {
  const which = [0, 1, 1, -1, ...Array.from({ length: 8 }, (_, i) => i + 2)];
  const found = ranked(
    which,
    Array.from({ length: 10 }, (_, i) => `n${String(i)}`),
  );
  assert.deepEqual(found.named.slice(0, 2), ["n1", "n0"]);
  assert.equal(found.named.length, 7);
  assert.deepEqual([...found.kind.slice(0, 4)], [1, 0, 0, -1]);
  assert.equal(found.kind[11], 7);
  assert.deepEqual(found.limits.slice(1, 4), ["n1", "n1", ""]);
});
