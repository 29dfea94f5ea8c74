// The rounding rules of docs/results.md, "The page", written a second time: what the page shows is
// held against them and result.json.

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Halves away from zero, as people round; "12,345.6", "\u22123". */
export function rounded(value, decimals) {
  const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
  const text = grouped(whole) + (part === undefined ? "" : `.${part}`);
  return value < 0 && /[1-9]/.test(text) ? `\u2212${text}` : text;
}

const scaled = (value, sizes, plain) => {
  const found = sizes.find(([from]) => Math.abs(value) >= from);
  if (found === undefined) return plain(value);
  const [, divisor, decimals, unit] = found;
  return `${rounded(value / divisor, decimals)} ${unit}`;
};

const rules = {
  usd: (value) =>
    scaled(
      value,
      [
        [0.9995e9, 1e9, 3, "billion USD"],
        [0.9995e6, 1e6, 1, "million USD"],
        [1000, 1, 0, "USD"],
        [0.005, 1, 2, "USD"],
      ],
      () => "0 USD",
    ),
  mwh: (value) =>
    scaled(
      value,
      [
        [0.9995e6, 1e6, 2, "TWh"],
        [0.9995e3, 1e3, 1, "GWh"],
        [0.05, 1, 1, "MWh"],
      ],
      () => "0 MWh",
    ),
  t: (value) =>
    scaled(
      value,
      [
        [0.9995e6, 1e6, 2, "million t"],
        [0.9995e3, 1e3, 1, "thousand t"],
      ],
      (small) => `${rounded(small, 0)} t`,
    ),
  mw: (value) => `${rounded(value, Math.abs(value) >= 0.05 && Math.abs(value) < 99.95 ? 1 : 0)} MW`,
  usd_per_mwh: (value) => `${rounded(value, 2)} USD/MWh`,
  usd_per_mw: (value) => `${rounded(value, Math.abs(value) >= 1000 ? 0 : 2)} USD/MW`,
  price: (value) => rounded(value, 2),
  share: (value) => `${rounded(100 * value, 1)} %`,
  hours_part: (value) => `${rounded(value, 2)} h`,
  hours: (value) => `${rounded(value, 0)} h`,
  count: (value) => rounded(value, 0),
  small: (value) =>
    value === 0 ? "0" : value.toExponential(1).replace("-", "\u2212").replace("e+", "e"),
};

/** What the page must show for a value of result.json. */
export function shown(value, kind) {
  return typeof value === "number" ? rules[kind](value) : "n/a";
}

export function at(answer, pointer) {
  return pointer
    .split("/")
    .slice(1)
    .reduce((value, key) => (value === null || value === undefined ? value : value[key]), answer);
}

/** A table as written by the program: headings and rows of texts. */
export function readCsv(text) {
  const [head, ...rows] = text.trimEnd().split("\n");
  const headings = [...head.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
  return { headings, rows: rows.map((row) => row.split(",")) };
}
