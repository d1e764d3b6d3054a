// The forms of the deeds that lead a case off its plain way and back. Pure.

/** @type {Record<string, import("./deeds.js").Field[]>} */
export const LAW = {
  decline: [
    { name: "ground", kind: "choice", list: "declines", must: true },
    { name: "door", kind: "line", least: 2, most: 200, label: "rightDoor" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "declineWords" },
  ],
  withdraw: [
    { name: "method", kind: "choice", list: "methods", label: "heardHow", must: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "withdrawWords" },
  ],
  tell: [
    { name: "number", kind: "notice", label: "whatToTell", must: true },
    { name: "way", kind: "choice", list: "ways_by_hand", label: "toldHow", must: true },
    { name: "told", kind: "moment", label: "toldWhen", optional: true },
    { name: "words", kind: "line", most: 500, label: "toldWords" },
  ],
  merge: [
    { name: "into", kind: "line", least: 4, most: 40, label: "mergeInto" },
    { name: "words", kind: "area", least: 2, most: 500, label: "mergeWords" },
  ],
  unmerge: [{ name: "words", kind: "area", least: 2, most: 500, label: "unmergeWords" }],
  link: [{ name: "other", kind: "line", least: 4, most: 40, label: "linkTo" }],
  transfer: [
    { name: "body", kind: "choice", list: "bodies", label: "toWhichBody", must: true },
    { name: "name", kind: "line", least: 2, most: 60, label: "bodyName" },
    { name: "reference", kind: "line", most: 60, label: "bodyNumber", optional: true },
    { name: "due", kind: "day", label: "expectedBy", optional: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "transferWords" },
  ],
  "come-back": [
    { name: "outcome", kind: "choice", list: "comes_back", label: "outcomeThere", must: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "outcomeWords" },
  ],
  hear: [
    { name: "held", kind: "moment", label: "hearingAt", must: true },
    { name: "spot", kind: "line", least: 2, most: 60, label: "hearingSpot" },
    { name: "words", kind: "area", least: 2, most: 500, label: "hearingWords" },
  ],
  "conclude-hearing": [
    { name: "present", kind: "line", most: 500, label: "hearingWho" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "minutesWords" },
  ],
  agree: [
    { name: "agreed_on", kind: "day", label: "agreedOn", must: true },
    { name: "mediators", kind: "line", least: 2, most: 120, label: "mediators" },
    { name: "form", kind: "choice", list: "forms", label: "agreementForm", must: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "agreementWords" },
    { name: "duties", kind: "area", least: 2, most: 2000, label: "dutiesByLine" },
  ],
  perform: [
    { name: "number", kind: "duty", label: "whichDuty", must: true },
    { name: "on", kind: "day", label: "performedOn", must: true },
    { name: "words", kind: "line", most: 300, label: "performWords" },
  ],
  confirm: [
    { name: "outcome", kind: "choice", list: "confirmations", label: "confirmation", must: true },
    { name: "words", kind: "line", most: 500, label: "confirmWords" },
  ],
  "break-off": [{ name: "words", kind: "area", least: 2, most: 2000, label: "breakOffWords" }],
  "ask-review": [
    { name: "organ", kind: "line", least: 2, most: 60, label: "reviewOrgan" },
    { name: "asked", kind: "day", label: "reviewAsked", optional: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "reviewWords" },
  ],
  "hear-review": [
    { name: "begun", kind: "day", label: "hearingFrom", must: true },
    { name: "to", kind: "day", label: "hearingTo", must: true },
    { name: "spot", kind: "line", least: 2, most: 60, label: "hearingSpot" },
    { name: "present", kind: "line", most: 500, label: "hearingWho" },
    { name: "words", kind: "area", least: 2, most: 2000, label: "minutesWords" },
  ],
  "conclude-review": [
    { name: "outcome", kind: "choice", list: "verdicts_said", label: "verdict", must: true },
    { name: "words", kind: "area", least: 2, most: 2000, label: "verdictWords" },
  ],
  reopen: [{ name: "words", kind: "area", least: 2, most: 2000, label: "reopenWords" }],
};

const DUTY = /^(\d{4}-\d{2}-\d{2})\s+(\S.+)$/;

/** Duties as they are typed, one a line: a day and what is to be done. @param {string} text @returns {({ due: string, words: string } | null)[]} */
export const dutiesOf = (text) => text.split("\n").map((one) => one.trim()).filter(Boolean).map((one) => {
  const found = DUTY.exec(one);
  return found && { due: found[1], words: found[2].trim() };
});
