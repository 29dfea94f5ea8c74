// Reads the columns that report/page_code.c writes: Rice codes of differences.

const BLOCK = 32;
const ALL_ZERO = 31;
const LONGEST_UNARY = 20;
const DAY = 24;

export const FROM_NOTHING = 0;
export const FROM_LAST = 1;
export const FROM_YESTERDAY = 2;

/** The 32 bits from a place on; zeros behind the end. */
function windowAt(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3,
    shift = bit & 7;
  const four = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return shift === 0 ? four : (four << shift) | (bytes[at + 4]! >> (8 - shift));
}

/** The whole numbers of a column of n hours whose code begins at a byte. */
export function decode(bytes: Uint8Array, start: number, n: number, from: number): Int32Array {
  const value = new Int32Array(n);
  let bit = 8 * start;
  for (let first = 0; first < n; first += BLOCK) {
    const k = windowAt(bytes, bit) >>> 27;
    bit += 5;
    for (let i = first; i < Math.min(first + BLOCK, n); i++) {
      let zigzag = 0;
      if (k !== ALL_ZERO) {
        const quotient = Math.clz32(~windowAt(bytes, bit));
        if (quotient >= LONGEST_UNARY) {
          zigzag = windowAt(bytes, bit + LONGEST_UNARY) >>> 0;
          bit += LONGEST_UNARY + 32;
        } else {
          const below = k === 0 ? 0 : windowAt(bytes, bit + quotient + 1) >>> (32 - k);
          zigzag = quotient * 2 ** k + below;
          bit += quotient + 1 + k;
        }
      }
      let last = 0;
      if (from !== FROM_NOTHING && i > 0)
        last = from === FROM_YESTERDAY && i >= DAY ? value[i - DAY]! : value[i - 1]!;
      value[i] = last + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
    }
  }
  return value;
}

export function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
