// The hourly tables of the result, as they stand in the page: decoded column by column when asked.

import { bytesOf, decode } from "./decode.ts";

/** heading, power of ten of the step, prediction, first byte, number of an empty cell (0: none), and
 *  of a column of words, whose numbers are their places, these */
type CodedColumn = [string, number, number, number, number, string[]?];

interface CodedTable {
  file: string;
  hours: number;
  columns: CodedColumn[];
  code: string;
}

export interface CodedSeries {
  left_out: string[];
  tables: CodedTable[];
}

export interface Column {
  heading: string;
  unit: string;
  /** Values are rounded to 10 to the power of this. */
  step: number;
  values: Float64Array;
  words?: readonly string[];
}

interface Table {
  hours: number;
  bytes: Uint8Array | null;
  coded: CodedTable;
  place: Map<string, number>;
  ready: Map<string, Column>;
}

export function unitOf(heading: string): string {
  return /\[([^\]]*)\]$/.exec(heading)?.[1] ?? "";
}

/** Power of ten from a text: 10 ** -2 is 0.01 exactly as it would be written. */
export function power(step: number): number {
  return Number(`1e${String(step)}`);
}

export class Series {
  private readonly tables = new Map<string, Table>();
  readonly leftOut: readonly string[];

  constructor(coded: CodedSeries) {
    this.leftOut = coded.left_out;
    for (const table of coded.tables) {
      const place = new Map(table.columns.map((column, i) => [column[0], i]));
      this.tables.set(table.file, {
        hours: table.hours,
        bytes: null,
        coded: table,
        place,
        ready: new Map(),
      });
    }
  }

  get isEmpty(): boolean {
    return this.tables.size === 0;
  }

  has(file: string): boolean {
    return this.tables.has(file);
  }

  headings(file: string): string[] {
    return this.tables.get(file)?.coded.columns.map((column) => column[0]) ?? [];
  }

  /** The column of that heading, or undefined when the page does not hold it. */
  column(file: string, heading: string): Column | undefined {
    const table = this.tables.get(file);
    const place = table?.place.get(heading);
    if (table === undefined || place === undefined) return undefined;
    let column = table.ready.get(heading);
    if (column === undefined) {
      column = this.read(table, place);
      table.ready.set(heading, column);
    }
    return column;
  }

  private read(table: Table, place: number): Column {
    const [heading, step, from, start, none, words] = table.coded.columns[place]!;
    table.bytes ??= bytesOf(table.coded.code);
    const counts = decode(table.bytes, start, table.hours, from);
    const values = new Float64Array(table.hours);
    // Dividing by a whole power gives the double nearest to the decimal number; multiplying by
    // 0.01 would not.
    const divisor = step < 0 ? power(-step) : 1;
    const factor = step > 0 ? power(step) : 1;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!;
      values[i] = none !== 0 && count === none ? NaN : (count * factor) / divisor;
    }
    return {
      heading,
      unit: unitOf(heading),
      step,
      values,
      ...(words === undefined ? {} : { words }),
    };
  }
}
