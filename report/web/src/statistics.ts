// Sums and means of hourly values for charts. Numbers in the text come from result.json.

/** Means, least and largest of stretches of 24 h; the last may be shorter. */
export interface Days {
  first: number[];
  mean: number[];
  least: number[];
  most: number[];
}

export function days(values: Float64Array, first: number, end: number, hoursPerStep = 24): Days {
  const out: Days = { first: [], mean: [], least: [], most: [] };
  for (let start = first; start < end; start += hoursPerStep) {
    let sum = 0,
      count = 0,
      least = Infinity,
      most = -Infinity;
    for (let hour = start; hour < Math.min(start + hoursPerStep, end); hour++) {
      const value = values[hour]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    out.first.push(start);
    out.mean.push(count > 0 ? sum / count : NaN);
    out.least.push(count > 0 ? least : NaN);
    out.most.push(count > 0 ? most : NaN);
  }
  return out;
}

/** Largest first, without empty hours. */
export function duration(values: Float64Array, first: number, end: number): Float64Array {
  return values
    .slice(first, end)
    .filter((value) => !Number.isNaN(value))
    .sort()
    .reverse();
}

export function range(values: ArrayLike<number>, first = 0, end = values.length): [number, number] {
  let least = Infinity,
    most = -Infinity;
  for (let i = first; i < end; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least <= most ? [least, most] : [0, 1];
}

export function sumOf(columns: readonly Float64Array[], hours: number): Float64Array {
  const sum = new Float64Array(hours);
  for (const column of columns) for (let i = 0; i < hours; i++) sum[i]! += column[i]!;
  return sum;
}

export function difference(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, i) => value - right[i]!);
}

export function meanOf(values: Float64Array, first: number, end: number): number {
  let sum = 0;
  for (let i = first; i < end; i++) sum += values[i]!;
  return sum / (end - first);
}

/** The value that a share of all values stays below, by nearest rank. */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[rank] ?? NaN;
}
