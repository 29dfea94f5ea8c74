// Numbers for people: separators, a unit that suits the size, and never a digit that is not meant.

export type Kind =
  | "usd"
  | "usd_per_mwh"
  | "usd_per_mw"
  | "mwh"
  | "mw"
  | "t"
  | "share"
  | "hours"
  | "hours_part"
  | "count"
  | "small"
  | "price";

const separated = new Map<number, Intl.NumberFormat>();

/** "12,345.6"; a minus that stands for nothing is left out. */
export function decimal(value: number, decimals: number): string {
  let format = separated.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-GB", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    separated.set(decimals, format);
  }
  const text = format.format(value);
  return /^-[0,.]*$/.test(text) ? text.slice(1) : text.replace("-", "\u2212");
}

function money(usd: number): string {
  const size = Math.abs(usd);
  if (size >= 0.9995e9) return `${decimal(usd / 1e9, 3)} billion USD`;
  if (size >= 0.9995e6) return `${decimal(usd / 1e6, 1)} million USD`;
  return `${decimal(usd, size >= 1000 || size < 0.005 ? 0 : 2)} USD`;
}

function energy(mwh: number): string {
  const size = Math.abs(mwh);
  if (size >= 0.9995e6) return `${decimal(mwh / 1e6, 2)} TWh`;
  if (size >= 0.9995e3) return `${decimal(mwh / 1e3, 1)} GWh`;
  return `${decimal(mwh, size < 0.05 ? 0 : 1)} MWh`;
}

function mass(t: number): string {
  const size = Math.abs(t);
  if (size >= 0.9995e6) return `${decimal(t / 1e6, 2)} million t`;
  if (size >= 0.9995e3) return `${decimal(t / 1e3, 1)} thousand t`;
  return `${decimal(t, 0)} t`;
}

/** Residuals and gaps: "1.1e-11". */
function small(value: number): string {
  return value === 0 ? "0" : value.toExponential(1).replace("-", "\u2212").replace("e+", "e");
}

const writers: Record<Kind, (value: number) => string> = {
  usd: money,
  usd_per_mwh: (value) => `${decimal(value, 2)} USD/MWh`,
  usd_per_mw: (value) => `${decimal(value, Math.abs(value) >= 1000 ? 0 : 2)} USD/MW`,
  price: (value) => decimal(value, 2), // where the unit stands above it
  mwh: energy,
  mw: (value) => `${decimal(value, Math.abs(value) < 99.95 && Math.abs(value) >= 0.05 ? 1 : 0)} MW`,
  t: mass,
  share: (value) => `${decimal(100 * value, 1)} %`,
  hours_part: (value) => `${decimal(value, 2)} h`,
  hours: (value) => `${decimal(value, 0)} h`,
  count: (value) => decimal(value, 0),
  small,
};

export function quantity(value: unknown, kind: Kind): string {
  return typeof value === "number" && Number.isFinite(value) ? writers[kind](value) : "n/a";
}

/** An hourly value with the decimals that its step leaves. */
export function stepped(value: number, step: number): string {
  return Number.isFinite(value) ? decimal(value, Math.max(0, -step)) : "n/a";
}

const regions = new Intl.DisplayNames(["en"], { type: "region" });

/** "Kazakhstan" for KZ; a code that is none stays. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const name = regions.of(code) ?? code;
  return name === "T\u00fcrkiye" || name === "Turkey" ? "T\u00fcrkiye" : name;
}

/** "Tashkent" of "Tashkent, Angren, Chirchik", the id where there is no name. */
export function shortName(bus: { id: string; name: string | null }): string {
  const name = bus.name?.split(/[,(]/)[0]?.trim() ?? "";
  return name === "" ? bus.id : name;
}

/** "hydro ror" is not a word: what technologies are called by people. */
const technologyNames: Record<string, string> = {
  biomass_waste: "biomass and waste",
  coal: "coal",
  gas_ccgt: "gas, combined cycle",
  gas_engine: "gas, engines",
  gas_ocgt: "gas, open cycle",
  gas_steam: "gas, steam",
  geothermal: "geothermal",
  hydro_ror: "hydro, run of river",
  nuclear: "nuclear",
  oil: "oil",
  solar: "solar",
  wind: "wind",
};

export function technologyName(technology: string): string {
  return technologyNames[technology] ?? technology.replaceAll("_", " ");
}

const keyWords: Record<string, string> = {
  mwh: "MWh",
  usd: "USD",
  eur: "EUR",
  mw: "MW",
  co2: "CO2",
  fx: "FX",
  hvdc: "HVDC",
  ac: "AC",
};

/** "Market purchases" of market_purchases_usd when the unit stands beside it. */
export function keyName(key: string): string {
  const words = key.split("_").map((word) => keyWords[word] ?? word);
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
