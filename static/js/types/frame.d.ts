// The frames of the live stream as they arrive; `docs/protocol.md` explains each field.
import type { Card, Day } from "./card.js";

export interface Hello {
  type: "hello";
  epoch: string;
  seq: number;
  prev: number;
  heartbeat: number;
  scope: string;
  expires: string;
  now: string;
}

// A reception that is not over, on walls and desks; names nobody.
export interface OpenReception {
  id: number;
  case: number;
  state: string;
  title: string;
  place: string;
  starts_at: string;
  began_at: string | null;
  sites: { level: "county" | "township" | "village"; place: string; present: boolean }[];
  waiting: number;
}

export interface Item {
  reception?: OpenReception;
  card?: Card;
  hour?: { at: string; levels: number[] };
  day?: Day & { date: string };
  gone?: number;
}

export interface Part {
  type: "snapshot" | "latest";
  seq: number;
  prev: number;
  part: number;
  parts: number;
  items: Item[];
}

export interface Heartbeat {
  type: "heartbeat";
  seq: number;
  now: string;
  as_of: string;
}

export interface Lag {
  type: "lag";
  from: number;
  to: number;
}

export interface EventFrame {
  seq: number;
  prev: number;
  type: `${string}.${string}`;
  at: string;
  place: string;
  case: number | null;
  data: {
    card?: Card; case?: number; satisfaction?: string; why?: string; from_level?: number;
    task?: number; reception?: OpenReception; left?: number;
  };
}

export type Frame = Hello | Part | Heartbeat | Lag | EventFrame;

// Where a client stands in the journal. `hello` is the greeting of the present connection.
export interface Cursor {
  epoch: string;
  scope: string;
  seq: number;
  prev: number;
  ready: boolean;
  gap: boolean;
  hello: Hello | null;
  loading: { type: "snapshot" | "latest"; seq: number; next: number; parts: number } | null;
}

// take: it is the next one; drop: known already; gap: something is missing, resume;
// restart: what we hold belongs elsewhere, ask for everything.
export type Verdict = "take" | "drop" | "gap" | "restart";

export interface Arrival {
  case: number;
  seq: number;
  at: string;
  type: string;
  level: number;
}

export interface State {
  cursor: Cursor;
  now: string | null;
  asOf: string | null;
  cards: Map<number, Card>;
  hours: Map<string, number[]>;
  days: Map<string, Day>;
  arrivals: Arrival[];
  receptions: Map<number, OpenReception>;
  parts: Item[];
}
