// Reads the columns that report/page_code.c writes: Rice codes of differences.

const BLOCK = 32;
const ALL_ZERO = 31;
const LONGEST_UNARY = 20;
const DAY = 24;

export const FROM_NOTHING = 0;
export const FROM_LAST = 1;
export const FROM_YESTERDAY = 2;

class Bits {
  private place: number;
  private bit = 7;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
  ) {
    this.place = start;
  }

  one(): number {
    const value = (this.bytes[this.place]! >> this.bit) & 1;
    if (this.bit-- === 0) {
      this.bit = 7;
      this.place++;
    }
    return value;
  }

  many(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.one();
    return value;
  }

  rice(k: number): number {
    let quotient = 0;
    while (quotient < LONGEST_UNARY && this.one() === 1) quotient++;
    return quotient === LONGEST_UNARY ? this.many(32) : quotient * 2 ** k + this.many(k);
  }
}

function predicted(value: Int32Array, i: number, from: number): number {
  if (from === FROM_NOTHING || i === 0) return 0;
  return from === FROM_YESTERDAY && i >= DAY ? value[i - DAY]! : value[i - 1]!;
}

/** The whole numbers of a column of n hours whose code begins at a byte. */
export function decode(bytes: Uint8Array, start: number, n: number, from: number): Int32Array {
  const bits = new Bits(bytes, start);
  const value = new Int32Array(n);
  for (let first = 0; first < n; first += BLOCK) {
    const k = bits.many(5);
    for (let i = first; i < Math.min(first + BLOCK, n); i++) {
      const zigzag = k === ALL_ZERO ? 0 : bits.rice(k);
      const residual = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
      value[i] = predicted(value, i, from) + residual;
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
