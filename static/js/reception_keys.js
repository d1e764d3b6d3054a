// The keys of a reception. A letter typed into a field, or while an input method composes, is a
// letter and nothing else.

/** @param {Record<string, () => void>} keys what single keys do @param {() => void} submit */
export function listen(keys, submit) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (document.querySelector("dialog[open]")) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      return;
    }
    if (target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Enter" && target.matches("button, a")) return;
    const deed = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}
