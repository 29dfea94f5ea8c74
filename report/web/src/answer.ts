// The members of result.json that the page reads; docs/results.md says what each means.

export interface Bus {
  id: string;
  name: string | null;
  country: string;
  latitude_deg: number | null;
  longitude_deg: number | null;
  nominal_kv: number | null;
  price_mean_usd_per_mwh: number;
  load_mwh: number;
  unserved_mwh: number;
}

interface BranchTotal {
  id: string;
  from: string;
  to: string;
  forward_mwh: number;
  back_mwh: number;
  loss_mwh: number;
  utilisation_share: number;
  hours_full: number;
  rent_usd: number;
  shadow_usd_per_mw: number;
}

export interface Line extends BranchTotal {
  nominal_kv: number | null;
  limit_mw: number;
  limit_back_mw: number;
}

export interface Link extends BranchTotal {
  technology: string | null;
  capacity_mw: number;
  received_forward_mwh: number;
  received_back_mwh: number;
}

export interface Generator {
  id: string;
  bus: string;
  technology: string;
  green: boolean;
  capacity_mw: number;
  energy_mwh: number;
}

export interface Storage {
  id: string;
  bus: string;
  kind: string;
  energy_mwh: number;
  charged_mwh: number;
  discharged_mwh: number;
  spilled_mwh: number;
  level_start_mwh: number;
  level_end_mwh: number;
  value_mean_usd_per_mwh: number;
}

export interface Market {
  id: string;
  bus: string;
  country: string;
  bought_mwh: number;
  sold_mwh: number;
  price_mean_usd_per_mwh: number;
}

export interface Quantiles {
  mean: number;
  p10: number;
  p50: number;
  p90: number;
  max: number;
}

export interface Country {
  country: string;
  load_mwh: number;
  generation_mwh: number;
  curtailed_mwh: number;
  unserved_mwh: number;
  storage_net_mwh: number;
  market_net_mwh: number;
  co2_t: number;
  operating_cost_usd: number;
  price_mean_usd_per_mwh: number;
  price_usd_per_mwh: Quantiles;
}

export interface Export {
  interface: string | null;
  terminal: string;
  mode: string;
  target_mw: number;
  capacity_mw: number;
  energy_mwh: number;
  mean_mw: number;
  p10_mw: number;
  p50_mw: number;
  p90_mw: number;
  max_mw: number;
  hours_at_target: number;
  shortfall_mwh: number;
  elements?: { kind: string; id: string; direction: number }[];
}

export interface Binding {
  kind: string;
  id: string;
  shadow_usd: number;
  shadow_usd_per_mw: number;
  hours_full: number;
}

export interface Identity {
  name: string;
  unit: string;
  left: number;
  right: number;
  relative_gap: number;
}

export interface Certificate {
  accepted: boolean;
  relative_gap: number;
  primal_residual_mw: number;
  bound_violation_mw: number;
  dual_residual: number;
  lower_bound_usd: number;
  objective_usd: number;
  all_hours_relative_gap: number | null;
}

export interface Security {
  form: string;
  unsecured_usd: number | null;
  price_of_security_usd: number | null;
  limits: {
    line: string;
    outage: string;
    outage_kind: string;
    hours: number;
    usd_per_mw: number;
  }[];
  actions?: { outage: string; link: string; most_mw: number; hours: number }[];
}

/** What stands in every answer, whatever became of the study. */
export interface Answer {
  schema: string;
  study: string;
  network: string;
  case: string;
  status: string;
  why: string;
  hours: number;
  first_hour: number;
  start: string;
  seed: number;
  method: string;
  windows: number;
  iterations: number;
  objective_usd: number | null;
  certificate?: Certificate;
  costs?: Record<string, number>;
  export?: Export;
  totals?: Record<string, number>;
  security?: Security;
  countries?: Country[];
  links?: Link[];
  lines?: Line[];
  buses?: Bus[];
  generators?: Generator[];
  storages?: Storage[];
  markets?: Market[];
  binding?: Binding[];
  identities?: Identity[];
  assumptions: {
    year: number;
    weather_parameters: string | null;
    rows_reported: number;
    rows_derived: number;
    rows_assumed: number;
    settings: Record<string, string | number | null>;
  };
  left_out: string[];
  sources: { key: string; rows: number }[];
}

/** An answer with numbers: only a certified optimum has them. */
export type Solved = Answer &
  Required<
    Pick<
      Answer,
      | "certificate"
      | "costs"
      | "export"
      | "totals"
      | "countries"
      | "links"
      | "lines"
      | "buses"
      | "generators"
      | "storages"
      | "markets"
      | "binding"
      | "identities"
    >
  > & { objective_usd: number };

export function isSolved(answer: Answer): answer is Solved {
  return answer.buses !== undefined && answer.objective_usd !== null;
}

/** The value at a JSON pointer as "/lines/3/loss_mwh". */
export function at(answer: unknown, pointer: string): unknown {
  let value: unknown = answer;
  for (const part of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
