// Where we stand in the journal, and what a frame means there: the next one, a double, a gap.
// Pure. The feed and the state both follow it, so that they cannot disagree.

/** @typedef {import("../types/frame.js").Cursor} Cursor */
/** @typedef {import("../types/frame.js").Frame} Frame */
/** @typedef {import("../types/frame.js").Hello} Hello */
/** @typedef {import("../types/frame.js").Part} Part */
/** @typedef {import("../types/frame.js").EventFrame} EventFrame */
/** @typedef {import("../types/frame.js").Verdict} Verdict */
/** @typedef {{ verdict: Verdict, cursor: Cursor }} Step */

/** Nothing is held yet. @returns {Cursor} */
export function start() {
  return {
    epoch: "",
    scope: "",
    seq: 0,
    prev: 0,
    ready: false,
    gap: false,
    hello: null,
    loading: null,
  };
}

/** What a frame of one of the journal's events looks like: `case.opened`. @param {Frame} frame */
export const isEvent = (frame) => frame.type.includes(".");

/**
 * The verdict on a frame, and the cursor after it.
 * @param {Cursor} cursor
 * @param {Frame} frame
 * @returns {Step}
 */
export function follow(cursor, frame) {
  switch (frame.type) {
    case "hello":
      return greeted(cursor, frame);
    case "snapshot":
    case "latest":
      return loaded(cursor, frame);
    case "heartbeat":
      return { verdict: "take", cursor: moved(cursor, frame.seq) };
    case "lag":
      return frame.from === cursor.prev && isSteady(cursor) ? take(cursor) : broken(cursor);
    default:
      return isEvent(frame) ? heard(cursor, frame) : { verdict: "drop", cursor };
  }
}

/** Nothing is missing and nothing is half loaded. @param {Cursor} cursor */
const isSteady = (cursor) => cursor.ready && !cursor.gap && cursor.loading === null;

/** @param {Cursor} cursor @returns {Step} */
const take = (cursor) => ({ verdict: "take", cursor });

/** @param {Cursor} cursor @returns {Step} */
const broken = (cursor) => ({ verdict: "gap", cursor: { ...cursor, gap: true, loading: null } });

/**
 * Goes on where we stand, or a snapshot follows: until it is complete, no event fits.
 * @param {Cursor} cursor
 * @param {Hello} hello
 * @returns {Step}
 */
function greeted(cursor, hello) {
  const met = { ...cursor, hello, loading: null };
  const resumes = cursor.ready && hello.epoch === cursor.epoch && hello.seq === cursor.seq;
  if (!resumes) return take({ ...met, gap: true });
  const fits = hello.prev === cursor.prev && hello.scope === cursor.scope;
  return fits ? take({ ...met, gap: false }) : { verdict: "restart", cursor: start() };
}

/**
 * @param {Cursor} cursor
 * @param {Part} part
 * @returns {Step}
 */
function loaded(cursor, part) {
  const { hello, loading } = cursor;
  if (hello === null) return broken(cursor);
  if (part.type === "latest" && part.part === 1 && !isSteady(cursor)) return broken(cursor);
  const next = part.part === 1 ? 1 : loading?.next;
  const same = part.part === 1 || (loading?.seq === part.seq && loading.type === part.type);
  if (part.part !== next || !same) return broken(cursor);
  if (part.part < part.parts) {
    const { type, seq, parts } = part;
    return take({ ...cursor, loading: { type, seq, parts, next: part.part + 1 } });
  }
  const { seq, prev } = part;
  const { epoch, scope } = hello;
  return take({ epoch, scope, seq, prev, ready: true, gap: false, hello, loading: null });
}

/**
 * Everything up to `seq` has been sent to us. @param {Cursor} cursor @param {number} seq
 * @returns {Cursor}
 */
function moved(cursor, seq) {
  return isSteady(cursor) && seq > cursor.seq ? { ...cursor, seq } : cursor;
}

/**
 * @param {Cursor} cursor
 * @param {EventFrame} event
 * @returns {Step}
 */
function heard(cursor, event) {
  if (!isSteady(cursor)) return broken(cursor);
  if (event.seq <= cursor.seq) return { verdict: "drop", cursor };
  if (event.prev !== cursor.prev) return broken(cursor);
  return take({ ...cursor, seq: event.seq, prev: event.seq });
}
