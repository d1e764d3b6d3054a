// How long nobody has touched this page: told with what a page asks by itself, so that an officer
// who has left does not stay signed in. Sends nothing.

const RESTING = 60_000; // ms without a touch, from when on the server is told
let touched = performance.now();
for (const kind of ["pointerdown", "keydown", "touchstart"]) {
  addEventListener(kind, () => { touched = performance.now(); }, { capture: true, passive: true });
}

/** @returns {Record<string, string>} a header, when the page rests */
export function resting() {
  const rest = performance.now() - touched;
  return rest > RESTING ? { "x-idle": String(Math.floor(rest / 1000)) } : {};
}
