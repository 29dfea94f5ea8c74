// The members of result.json of `corridor invest` that the page reads; docs/results.md says what
// each means.

export interface CurvePoint {
  capacity_mw: number;
  value_usd_per_year: number;
  value_low_usd_per_year: number;
  value_high_usd_per_year: number;
  marginal_value_usd_per_mw_year: number;
  marginal_least_usd_per_mw_year: number | null;
  marginal_most_usd_per_mw_year: number | null;
}

export interface Sample {
  draws: number;
  mean_npv_usd: number;
  p90_npv_usd: number;
  p50_npv_usd: number;
  p10_npv_usd: number;
  cvar_npv_usd: number;
}

export interface Swing {
  who: string;
  driver: string;
  npv_at_low_usd: number;
  npv_at_high_usd: number;
  swing_usd: number;
}

export interface Investment {
  schema: string;
  question: string;
  answer: string;
  link: string;
  network: string;
  price_year: number;
  hours: number;
  value_curve: CurvePoint[];
  costs: { construction_years: number };
  optimum: {
    capacity_mw: number;
    low_mw: number;
    high_mw: number;
    annual_cost_usd_per_mw_year: number;
    by_cost_and_return: { capital: string; wacc: string }[];
    modules?: { module_mw: number }[];
  };
  together?: {
    projects?: { link: string }[];
    surplus_changes?: { agent: string; country: string; put_in_usd_per_year: number }[];
  };
  appraisal?: {
    capacity_mw: number;
    why_this_size: string;
    levelised_cost_usd_per_mwh: number | null;
    views: { who: string; benefit: string }[];
    regimes?: { regime: string; terms: string }[];
  };
  risk?: { convention: string; society?: Sample; owner?: Sample; tornado?: Swing[] };
  checks?: { name: string; unit: string; gap: number; tolerance: number }[];
  can_claim?: string;
  cannot_claim?: string;
  inputs?: {
    name: string;
    region: string;
    low: number | null;
    central: number | null;
    high: number | null;
    unit: string;
    source: string;
    confidence: string;
  }[];
}
