// A reception as the server tells it: its record (HTTP), its room (signalling), what a page holds.
// `docs/protocol.md` explains each field; instants are ISO 8601 in UTC.
import type { Me, Place } from "./card.js";
import type { Agency, CaseFile, Officer } from "./file.js";
import type { Translate } from "../thought/i18n.js";

export type Level = "county" | "township" | "village";

export interface Deed {
  deed: string;
  allowed: boolean;
  reason: string;
}

export interface RecordSite {
  level: Level;
  place: string;
  name: string;
  people: string[];
  present: boolean;
  consent: boolean | null;
  mine: boolean;
}

export interface Outcome {
  commitments: { task: number; agency: string; officer: string; words: string; due: string; state: string }[];
  conclusion: string;
}

export interface Reception {
  reception: number;
  case: number;
  receipt: string;
  title: string;
  state: string;
  petitioner: string;
  starts_at: string;
  began_at: string | null;
  ended_at: string | null;
  sites: RecordSite[];
  host: boolean;
  deeds: Deed[];
  version: number;
  waiting: number;
  reason: string;
  side: string;
  outcome: Outcome | null;
}

export interface RoomSite {
  level: Level;
  place: string;
  name: string;
  present: boolean;
  consent: boolean | null;
}

export interface Person {
  seat: string;
  site: Level;
  name: string;
  role: string;
  host: boolean;
  admitted: boolean;
  held: boolean;
  consent: boolean | null;
  mic: boolean;
  camera: boolean;
  screen: boolean;
  hand: boolean;
  quality: Quality | null;
  speaking: boolean;
  connected: boolean;
  companions: { id: number; label: string; given: boolean }[];
}

export interface Waiting {
  seat: string;
  name: string;
  place: number;
  estimate_minutes: number | null;
}

export interface Room {
  type: "room";
  version: number;
  state: string;
  since: string;
  now: string;
  sites: RoomSite[];
  people: Person[];
  waiting: Waiting[];
}

export interface Entered {
  type: "entered";
  seat: string;
  site: Level;
  role: string;
  name: string;
  host: boolean;
  ice: { urls: string | string[]; username?: string; credential?: string }[];
  expires: string;
}

export interface ChatLine {
  type: "chat";
  id: number;
  seat: string;
  name: string;
  words: string;
  at: string;
}

export interface Refusal {
  type: "refused";
  what: string;
  code: string;
  detail: string;
  field?: string;
}

export type Told =
  | Room | Entered | ChatLine | Refusal
  | { type: "door"; ice: Entered["ice"] }
  | { type: "published"; generation: number; answer: string }
  | { type: "offer"; generation: number; offer: string }
  | { type: "republish" } | { type: "replaced" } | { type: "closed"; why: string }
  | { type: "pong"; now: string };

export interface Hall {
  entered: Entered | null;
  room: Room | null;
  chat: ChatLine[];
  unread: number;
  refused: Refusal | null;
  ended: string;
  ahead: number;
}

// What getStats says, in a few numbers; counters grow from the beginning of a connection.
export interface Sample {
  at: number;
  received: number;
  lost: number;
  jitter: number;
  rtt: number | null;
  outLoss: number | null;
  available: number | null;
}

export interface Quality {
  up: number;
  down: number;
  audio_only: boolean;
}

export interface Tracks {
  mic: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
}

export interface Commitment {
  key: number;
  words: string;
  agency: string;
  sought?: string; // what was typed to find the agency
  officer: string;
  due: string;
}

export interface Draft {
  commitments: Commitment[];
  conclusion: string;
}

export interface Check {
  isBusy: boolean;
  micProblem: string;
  cameraProblem: string;
  level: number;
  mics: { id: string; label: string }[];
  cameras: { id: string; label: string }[];
  mic: string;
  camera: string;
  agreed: boolean;
  heard: boolean;
  site: Level;
}

// How a booked reception is changed: when (as an input of date and time has it), whose wish, why.
export interface Change {
  starts: string;
  side: string;
  reason: string;
}

export interface Sheet extends Change {
  kind: "begin" | "end" | "close" | "noshow" | "help" | "leave" | "move" | "cancel" | "ask" | "handover" | "companions";
  site: string;
  agency: string;
  account: string;
  label: string;
  isTried: boolean;
}

// Whoever had a seat, and what they said about being heard, in turn.
export interface Attendant {
  seat: string;
  site: Level;
  name: string;
  role: string;
  host: boolean;
  came_at: string;
  admitted_at: string | null;
  consent: boolean | null;
  words: { given: boolean; at: string }[];
}

export interface ReceptionView {
  t: Translate;
  isDay: boolean;
  caseWord: (state: string) => string;
  now: number;
  phase: "loading" | "check" | "entering" | "inside" | "away" | "over";
  why: string;
  canReturn: boolean;
  isGuest: boolean;
  me: Me | null;
  reception: Reception | null;
  attendance: Attendant[] | null;
  hall: Hall;
  file: CaseFile | null;
  places: Map<string, Place>;
  agencies: Agency[];
  officers: Map<string, Officer[]>;
  own: Tracks;
  tracks: Map<string, Partial<Tracks>>;
  quality: Quality;
  check: Check;
  tab: "case" | "chat" | "waiting" | "";
  draft: Draft;
  words: string;
  sheet: Sheet | null;
  guest: { url: string; expires: string } | null;
  isBusy: boolean;
  isBlocked: boolean;
  isLarge: boolean;
  said: string;
  on: Record<string, (...args: any[]) => void>;
}
