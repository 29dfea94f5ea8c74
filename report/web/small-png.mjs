// A PNG with a palette: charts have few colours, so a file of them is a third as large.

import { deflateSync } from "node:zlib";

const MOST = 255;
/** Colours that differ in the lowest bits of a channel count as one. */
const MASK = 0xf8f8f8;

/** ISO 3309; zlib.crc32 came with node 22 only. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(a, b) {
  const [x, y] = [channels(a), channels(b)];
  return x.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0);
}

/** The colours that most pixels have; of those that are nearly the same, the most frequent one. */
function paletteOf(colours) {
  const groups = new Map();
  for (const colour of colours) {
    const group = groups.get(colour & MASK) ?? new Map();
    groups.set(colour & MASK, group.set(colour, (group.get(colour) ?? 0) + 1));
  }
  const ranked = [...groups.values()].map((group) => {
    const all = [...group].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return [all[0][0], all.reduce((sum, [, count]) => sum + count, 0)];
  });
  ranked.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return ranked.slice(0, MOST).map(([colour]) => colour);
}

/** rgba as a canvas gives it. */
export function smallPng(width, height, rgba) {
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++)
    colours[i] = (rgba[4 * i] << 16) | (rgba[4 * i + 1] << 8) | rgba[4 * i + 2];
  const palette = paletteOf(colours);
  const nearest = new Map(palette.map((colour, i) => [colour, i]));
  const place = (colour) => {
    let found = nearest.get(colour);
    if (found === undefined) {
      const far = palette.map((other) => distance(colour, other));
      found = far.indexOf(Math.min(...far));
      nearest.set(colour, found);
    }
    return found;
  };
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = place(colours[y * width + x]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(palette.flatMap(channels))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
