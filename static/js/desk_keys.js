// The desk's keys. A letter typed into a field, or while an input method composes, is a letter
// and nothing else.

/**
 * @typedef {object} Does
 * @property {(deed: string) => void} deed
 * @property {(key: string) => string | null} deedOf the deed a key does
 * @property {(step: number) => void} move
 * @property {() => void} enter
 * @property {Record<string, () => void>} keys what single keys do
 * @property {() => void} leaveSearch
 */

/** @param {Does} does */
export function listen(does) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (document.querySelector("dialog[open]")) inSheet(event);
    else if (isSearch(event)) inSearch(event, does);
    else if (!isTyping(event)) outside(event, does);
  });
}

/** @param {KeyboardEvent} event */
const targetOf = (event) => /** @type {HTMLElement} */ (event.target);

/** @param {KeyboardEvent} event */
const isSearch = (event) => targetOf(event).id === "search";

/** @param {KeyboardEvent} event */
const isTyping = (event) => targetOf(event).matches("input, textarea, select, [contenteditable]");

/** Ctrl+Enter sends; Enter in a line goes to the next field instead of sending half a form. @param {KeyboardEvent} event */
function inSheet(event) {
  if (event.key !== "Enter") return;
  const form = document.querySelector("dialog[open] form");
  if (!(form instanceof HTMLFormElement)) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (targetOf(event).matches("input:not([type=file])") && !event.defaultPrevented) {
    event.preventDefault();
    next(form, targetOf(event));
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} from */
function next(form, from) {
  const all = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("input, textarea, select, button[type=submit]")]);
  const name = from.getAttribute("name");
  const rest = all.slice(all.indexOf(from) + 1).filter((one) =>
    one.getAttribute("name") !== name && (one.getAttribute("type") !== "radio" || one.matches(":checked")));
  rest[0]?.focus();
}

/** @param {KeyboardEvent} event @param {Does} does */
function inSearch(event, does) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) does.move(steps[/** @type {keyof typeof steps} */ (event.key)]);
  else if (event.key === "Enter") does.enter();
  else if (event.key === "Escape") does.leaveSearch();
  else return;
  event.preventDefault();
}

/** @param {KeyboardEvent} event @param {Does} does */
function outside(event, does) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const deed = does.deedOf(key);
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (targetOf(event).matches(".ev, .leaflet-container, .leaflet-container *")) return;
    does.move(key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter") {
    if (targetOf(event).matches("button:not(.row), a, summary, [role=button]")) return;
    does.enter();
  } else if (key in does.keys) does.keys[key]();
  else if (deed) does.deed(deed);
  else return;
  event.preventDefault();
}
