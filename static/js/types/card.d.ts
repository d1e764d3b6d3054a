// The public projection of a case on the wire, and the day's counts. `docs/protocol.md` explains
// each field; instants are ISO 8601 in UTC.
export interface Part {
  agency: string;
  name: string;
  officer: string;
  since: string;
  signed: string | null;
}

export interface Card {
  case: number;
  receipt: string;
  kind: string;
  type: string;
  title: string;
  level: number;
  state: string;
  difficulty: string;
  headcount: number;
  place: string;
  spot: string;
  lon: number | null;
  lat: number | null;
  precision: string;
  lead: Part | null;
  supports: Part[];
  opened: string;
  changed: string;
  due: string | null;
  due_name: string | null;
  overdue: boolean;
  escalated: string | null;
  why: string;
  acknowledged: string | null;
  redo: number;
  returns?: number;
  version: number;
  why_en?: string;
  paused?: boolean;
  supervised?: string;
}

export interface Day {
  opened: number;
  resolved: number;
  closed: number;
  overdue: number;
  visited: number;
  satisfied: number;
}

export interface Place {
  code: string;
  name: string;
  short: string;
  kind: string;
  level: string;
  lon: number | null;
  lat: number | null;
  precision: string;
  parent: string | null;
}

export interface Me {
  account: number;
  login: string;
  name: string;
  role: string;
  verbs: string[];
  scope: string;
  place: string | null;
  agency: { id: string; name: string } | null;
  centre: string;
  county: string;
  demo: boolean;
  now: string;
}
