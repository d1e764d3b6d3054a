// What the pictures of the phone are drawn from.
import type { Card, Me, Place } from "./card.js";
import type { CaseFile } from "./file.js";
import type { Lists } from "../thought/lists.js";
import type { Translate } from "../thought/i18n.js";
import type { Report } from "../thought/field.js";
import type { Sent } from "../wire/outbox.js";

export interface PhoneView {
  t: Translate;
  lists: Lists;
  me: Me;
  places: Map<string, Place>;
  now: number;
  tab: string;
  isDay: boolean;
  isOnline: boolean;
  ours: Card[];
  others: Card[];
  asOf: number | null;
  problem: string;
  file: CaseFile | null;
  words: string;
  photos: Blob[];
  wrong: string;
  report: Report;
  shots: Blob[];
  isRestored: boolean;
  isChoosing: boolean;
  found: { code: string; path: string }[];
  gps: string;
  letters: Sent[];
  undo: { id: string; label: string; left: number } | null;
  isLeaving: boolean;
  isEnded: boolean;
  said: string;
  on: Record<string, (...args: any[]) => void>;
}
