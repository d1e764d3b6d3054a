// What an officer's screen gets from the server beside cards: a case file and the closed lists.
import type { Card } from "./card.js";

export interface FilePart {
  agency: string;
  name: string;
  part: string;
  officer: string;
  assigned: string;
  signed: string | null;
  returned: string | null;
  return_by?: string | null;
}

// A return with its ground; there are two at most.
export interface FileReturn {
  number: number;
  agency: string;
  name: string;
  ground: string;
  words: string;
  at: string;
}

// Who led from an instant on, at which level, and by which deed it came to them.
export interface FileStep {
  at: string;
  way: string;
  agency: string;
  name: string;
  level: string;
}

export interface FileDeadline {
  name: string;
  started: string;
  due: string;
  provisional: boolean;
  met: string | null;
  escalated: string | null;
  task: number | null;
  redo: number;
  warned: number;
  granted: number;
  paused_until: string | null;
}

// A round of tries to visit; without a satisfaction there is none, or none that may be read now.
export interface FileVisit {
  redo: number;
  tries: { number: number; method: string; tried: string; reached: boolean }[];
  satisfaction: string | null;
  words: string;
  result_known: boolean | null;
  request: string;
}

export interface FileEntry {
  id: number;
  at: string;
  type: string;
  by: string;
  agency: string;
  words: string;
  facts: Record<string, any>;
  photos: string[];
}

export interface Offer {
  deed: string;
  allowed: boolean;
  reason: string;
}

export interface CaseFile {
  card: Card;
  words: string;
  channel: string;
  reporter: { name: string; phone: string } | null;
  parties?: FileParty[];
  reports?: FileReport[];
  links?: FileLink[];
  merged?: FileLink[];
  into?: FileLink | null;
  parts: FilePart[];
  deadlines: FileDeadline[];
  entries: FileEntry[];
  next: Offer[];
  tasks?: FileTask[];
  returns?: FileReturn[];
  trail?: FileStep[];
  requests?: FileRequest[];
  visits?: FileVisit[];
  supervisions?: FileSupervision[];
  findings?: FileFinding[];
  owner?: { name: string; since: string; plan: string; percent: number } | null;
  long?: boolean;
  circumstances?: { dead: number; serious: number; yuan: number; marks: string[] };
  notices?: FileNotice[];
  outside?: FileOutside[];
  hearings?: FileHearing[];
  agreements?: FileAgreement[];
  reviews?: FileReview[];
}

// A review (stage 1) or a re-review (2) of an answer; without `outcome` it goes on.
export interface FileReview {
  round: number;
  stage: number;
  organ: string;
  words: string;
  asked: string;
  outcome: string | null;
  opinion: string;
  concluded: string | null;
}

// A mediation agreement and its duties; days of China.
export interface FileAgreement {
  number: number;
  agreed: string;
  mediators: string;
  form: string;
  words: string;
  duties: { number: number; words: string; due: string; performed: string | null; remark: string }[];
  confirmation: string | null;
  confirm_words: string;
  ended: string | null;
  ended_words: string;
}

// A way to a body outside; without `back` it is still there.
export interface FileOutside {
  number: number;
  body: string;
  name: string;
  reference: string;
  words: string;
  sent: string;
  outcome: string | null;
  result: string;
  back: string | null;
}

// A hearing; without `concluded` it is to come, or goes on.
export interface FileHearing {
  number: number;
  held: string;
  spot: string;
  words: string;
  who: string;
  minutes: string;
  concluded: string | null;
}

// Something the citizen must be told; without `told` it waits.
export interface FileNotice {
  number: number;
  matter: string;
  owed: string;
  told: string | null;
  way: string | null;
  words: string;
}

// What is demanded of a unit beside its promise; `mine` that the reader may lift it.
export interface FileSupervision {
  number: number;
  grade: string;
  agency: string;
  name: string;
  officer: string;
  words: string;
  by: string;
  given: string;
  due: string;
  answer: string;
  answered: string | null;
  lifted: string | null;
  lifted_why: string;
  mine: boolean;
}

// What a rule found; `level` is what it asks for at least, `from` what it raised the case from.
export interface FileFinding {
  finding: number;
  rule: string;
  name: string;
  urgency: string;
  words: string;
  detail: string;
  to: string[];
  at: string;
  level: number | null;
  from: number | null;
  refused: string | null;
  refused_by: string;
  refused_why: string;
}

// Somebody the case names, masked; `person` is for a reveal.
export interface FileParty {
  person: number;
  part: string;
  nature: string;
  name: string;
  phone: string;
  id_number: string;
  address: string;
  report: number | null;
}

// What was said, and what a house elsewhere calls it.
export interface FileReport {
  report: number;
  receipt: string;
  agency: string;
  channel: string;
  at: string;
  words: string;
  reference: string;
}

// What a reception agreed or a joint case asks, for one named officer, until a day.
export interface FileTask {
  task: number;
  agency: string;
  name: string;
  officer: string;
  words: string;
  due: string;
  state: string;
  answer: string;
  from: number;
  source?: string;
}

// What was asked for a clock, and what somebody else said to it.
export interface FileRequest {
  number: number;
  wish: string;
  deadline: string;
  reason: string | null;
  days: number | null;
  difficulty: string | null;
  words: string;
  by: string;
  at: string;
  decided: string | null;
  decided_by: string;
  granted: boolean | null;
  answer: string;
  lapsed: string | null;
  if_granted: string | null;
}

// A known matter that a report may belong to, and why.
export interface Candidate {
  card: Card;
  why: string[];
  words: string;
  reports: number;
  may_join: boolean;
}

export interface Similar {
  candidates: Candidate[];
  elsewhere: { agency: string; name: string; count: number }[];
}

// Whose cases have a number: by receipt in scope, by count elsewhere.
export interface Looked {
  cases: { case: number; receipt: string }[];
  elsewhere: { agency: string; name: string; count: number }[];
  more: boolean;
  left: number;
}

// Another case that belongs to this one.
export interface FileLink {
  case: number;
  receipt: string;
  title: string;
  state: string;
  at: string;
}

export interface Term {
  code: string | number;
  zh: string;
  en: string;
}

export interface CaseType extends Term {
  code: string;
  kinds: string[];
  difficulty: string;
  sensitive: boolean;
  no_point: boolean;
}

export interface Taxonomy {
  kinds: Term[];
  types: CaseType[];
  difficulties: (Term & { days: number })[];
  levels: Term[];
  states: Term[];
  deeds: (Term & { key: string })[];
  satisfactions: Term[];
  ratings: Term[];
  methods: Term[];
  reached: Term[];
  known: Term[];
  deadlines: Term[];
  channels: Term[];
  person_parts: Term[];
  natures: Term[];
  grounds: Term[];
  declines: Term[];
  matters: Term[];
  ways: Term[];
  ways_by_hand: Term[];
  forms: Term[];
  verdicts: Term[];
  verdicts_said: Term[];
  confirmations: Term[];
  bodies: Term[];
  outcomes: Term[];
  comes_back: Term[];
  wishes: Term[];
  decisions: Term[];
  grades: Term[];
  steps: Term[];
  rules: Term[];
  urgencies: Term[];
  recipients: Term[];
  marks: Term[];
  pauses: (Term & { days: number })[];
}

export interface Agency {
  id: string;
  name: string;
  short_name: string;
  kind: string;
  place: string;
  has_officer: boolean;
}

export interface Officer {
  account: number;
  name: string;
  role: string;
  can_sign: boolean;
  can_attend: boolean;
  can_host: boolean;
  duty: string[];
  named: boolean;
}

// What a person has typed into the form of a deed or of a new case.
export interface Values {
  [name: string]: any;
}
