// What the pictures of the desk and the phone are drawn from.
import type { Card, Me, Place } from "./card.js";
import type { Agency, CaseFile, FileParty, Looked, Officer, Similar, Values } from "./file.js";
import type { Wish as BookingWish } from "../thought/booking.js";
import type { OpenReception } from "./frame.js";
import type { Change, Reception } from "./reception.js";
import type { Combo, Hit } from "../thought/combo.js";
import type { Translate } from "../thought/i18n.js";
import type { Lists } from "../thought/lists.js";
import type { Sent } from "../wire/outbox.js";
import type { Wish } from "../thought/queue.js";

// A form in the making: what was typed, found, chosen, refused.
export interface Form {
  values: Values;
  combos: Record<string, Combo>;
  photos: Blob[];
  problems: Record<string, string>;
  said: string;
  isBusy: boolean;
  isRestored: boolean;
}

export interface DeedSheet extends Form {
  kind: "deed";
  deed: string;
  card: Card;
  version: number;
  stale: Card | null;
}

export interface NewSheet extends Form {
  kind: "new";
  suggested: string;
  // Known matters to choose from before it is sent, and the choice: "new", "joined:12", "linked:12".
  found: Similar | null;
  looked: Similar | null;
  choice: string;
}

export interface ReceiptSheet {
  kind: "receipt";
  receipt: string;
  code: string;
  qr: string;
  card: Card;
}

export interface PlainSheet {
  kind: "help" | "outbox" | "leave" | "ended";
}

// A person's cases by a whole number; what was found, once.
export interface LookupSheet {
  kind: "lookup";
  by: string;
  value: string;
  purpose: string;
  found: Looked | null;
  problems: Record<string, string>;
  said: string;
  isBusy: boolean;
}

// One masked field of somebody the open case names; its value lives here only.
export interface RevealSheet {
  kind: "reveal";
  case: number;
  party: FileParty;
  field: string;
  purpose: string;
  value: string;
  left: number | null;
  problems: Record<string, string>;
  said: string;
  isBusy: boolean;
}

// A document as a list tells it; `opens` that a copy may carry the citizen's name.
export interface PaperItem {
  document: number;
  kind: string;
  name: string;
  number: string;
  digest: string;
  issued: string;
  by: string;
  agency: string;
  copies: number;
  opens: boolean;
}

// A kind of document: whether it may be issued now, what of the case it needs, what is said in it.
export interface PaperKind {
  kind: string;
  name: string;
  allowed: boolean;
  reason: string;
  about: string;
  subjects: { number: number; name: string }[];
  inputs: { code: string; name: string; choices: string[] }[];
}

// What stands in a document, people masked; a preview has no number.
export interface SheetShown {
  title: string;
  number: string;
  unit: string;
  lines: { style: string; cells: string[] }[];
}

// Documents of the open case.
export interface Papers {
  case: number;
  items: PaperItem[];
  kinds: PaperKind[];
  said: string;
  isBusy?: boolean;
}

// Issuing a document of the open case: looked at first; the key stays the same for every try.
export interface PaperSheet {
  kind: "paper";
  case: number;
  code: string;
  subject: number;
  inputs: Record<string, string>;
  shown: SheetShown | null;
  problems: Record<string, string>;
  said: string;
  isBusy: boolean;
  key: string;
}

export interface ReadSheet {
  kind: "read";
  shown: SheetShown;
}

// Booking a reception of the open case; the key stays the same for every try.
export interface BookingSheet {
  kind: "booking";
  card: Card;
  wish: BookingWish;
  officers: { level: string; people: Officer[] }[];
  said: string;
  isBusy: boolean;
  isTried: boolean;
  key: string;
}

// Changing a booked reception: the record it was opened on, what was typed so far.
export interface AppointmentSheet {
  kind: "appointment";
  deed: "move" | "cancel" | "noshow";
  reception: Reception;
  change: Change;
  said: string;
  isBusy: boolean;
  isTried: boolean;
  key: string;
}

// A party at a gate, in its turn.
export interface WaitingParty {
  reception: number;
  seat: string;
  name: string;
  place: number;
  estimate_minutes: number | null;
}

export type Sheet = AppointmentSheet | BookingSheet | DeedSheet | NewSheet | ReceiptSheet | PaperSheet | ReadSheet | LookupSheet | RevealSheet | PlainSheet;

export interface FormHandlers {
  set: (name: string, value: any) => void;
  typed: (name: string, text: string) => void;
  pick: (name: string, hit: Hit) => void;
  unpick: (name: string, code: string) => void;
  step: (name: string, step: number) => void;
  shut: (name: string) => void;
  photos: (files: FileList) => void;
  unphoto: (index: number) => void;
}

export interface DeskHandlers {
  queue: (queue: string) => void;
  search: (text: string) => void;
  level: (level: string) => void;
  state: (state: string) => void;
  open: (id: number | null) => void;
  more: () => void;
  reload: () => void;
  filter: (filter: string) => void;
  deed: (deed: string) => void;
  report: () => void;
  help: () => void;
  letters: () => void;
  close: () => void;
  submit: (event: Event) => void;
  discard: () => void;
  match: (choice: string) => void;
  unlook: () => void;
  lookup: () => void;
  reveal: (party: FileParty, field: string) => void;
  identity: (name: string, value: any) => void;
  issuePaper: () => void;
  paper: (name: string, value: any) => void;
  readPaper: (document: number) => void;
  copy: (document: number, format: "pdf" | "word", open: boolean) => void;
  archive: () => void;
  refresh: () => void;
  language: () => void;
  theme: () => void;
  leave: () => void;
  leaveNow: () => void;
  print: () => void;
  retry: () => void;
  forget: (id: string) => void;
  amend: (id: string) => void;
  whole: () => void;
  book: () => void;
  wish: (change: Partial<BookingWish>) => void;
  appoint: (reception: number, deed: AppointmentSheet["deed"]) => void;
  change: (change: Partial<Change>) => void;
  answer: (task: number) => void;
}

export interface DeskView {
  t: Translate;
  lists: Lists;
  isDay: boolean;
  now: number;
  me: Me;
  places: Map<string, Place>;
  agencies: Map<string, Agency>;
  live: { isLive: boolean; age: number; isStale: boolean; word: string };
  wish: Wish;
  items: Card[];
  hasMore: boolean;
  counts: Record<string, number>;
  isLoading: boolean;
  problem: string;
  marked: number | null;
  seen: Record<string, number>;
  file: CaseFile | null;
  papers: Papers | null;
  isOpening: boolean;
  fileProblem: string;
  filter: string;
  drafts: Set<string>;
  letters: Sent[];
  near: Card[];
  cards: Card[];
  officers: Officer[];
  receptions: Reception[];
  openReceptions: OpenReception[];
  parties: WaitingParty[];
  sheet: Sheet | null;
  toast: string;
  form: FormHandlers;
  on: DeskHandlers;
}
