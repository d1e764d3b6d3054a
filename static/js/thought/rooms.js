// Which further pages somebody may open, by what their role may do. Pure.

/** @type {[string, string, string[]][]} address, key of its word, verbs of which one is needed */
const ROOMS = [
  ["/glass", "roomGlass", ["read_case"]],
  ["/assessment", "roomAssessment", ["resolve", "assess"]],
  ["/sealed", "roomSealed", ["handle_sealed", "report"]],
  ["/exports", "roomExports", ["export"]],
  ["/ledger", "roomLedger", ["manage_system"]],
  ["/templates", "roomTemplates", ["write_templates"]],
];

/**
 * @param {{ verbs: string[] } | null} me
 * @returns {{ address: string, word: string }[]}
 */
export const roomsOf = (me) => ROOMS
  .filter(([, , verbs]) => verbs.some((verb) => me?.verbs.includes(verb)))
  .map(([address, word]) => ({ address, word }));
