// Small line drawings for deeds and things. They stand beside words and never replace them.

import { svg } from "../../vendor/lit-html-3.3.3/lit-html.js";

/** @type {Record<string, string>} */
const PATHS = {
  "case.opened": "M5 3h9l5 5v13H5zM14 3v5h5M12 11v6M9 14h6",
  "case.accepted": "M4 12.500 9.500 18 20 7",
  "case.assigned": "M3 12h14M12 6l6 6-6 6M21 5v14",
  "case.signed": "M4 19c3-1 4-9 6-9s1 7 3 7 2-4 3-4 1 3 4 3M3 22h18",
  "case.returned": "M9 6 4 11l5 5M4 11h10a6 6 0 0 1 6 6v2",
  "case.facts_updated": "M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM14 6.500l3.500 3.500",
  "case.progressed": "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
  "case.escalated": "M12 20V5M5.500 11.500 12 5l6.500 6.500",
  "case.acknowledged": "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  "case.overdue": "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
  "case.resolved": "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM8 12.200l3 3 5-6",
  "case.visited": "M5 3.500h4l1.500 5-2.500 1.500a12 12 0 0 0 6 6l1.500-2.500 5 1.500v4C11 20 4 13 5 3.500z",
  "case.closed": "M4 8h16v12H4zM3 4h18v4H3zM10 12h4",
  tasks: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  report: "M12 5v14M5 12h14",
  outbox: "M4 13v6h16v-6M12 15V4M7 9l5-5 5 5",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.500c1-4 4.200-6 8-6s7 2 8 6",
  back: "M15 5l-7 7 7 7",
  find: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 20.500 20.500",
  clip: "M19 11l-7.500 7.500a4.200 4.200 0 0 1-6-6L13.500 4.500a2.900 2.900 0 0 1 4 4L9.700 16.300a1.400 1.400 0 0 1-2-2L14.500 7.500",
  camera: "M3 8h4l2-3h6l2 3h4v11H3zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z",
  pin: "M12 21.500c4.500-5 6.500-8.200 6.500-11.500a6.500 6.500 0 0 0-13 0c0 3.300 2 6.500 6.500 11.500zM12 7.700a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600z",
  retry: "M20 12a8 8 0 1 1-2.400-5.700M20 3.500V8h-4.500",
  crowd: "M12 4.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM6.500 19c.4-3.700 2.600-5.500 5.500-5.500s5.100 1.800 5.500 5.500M4.800 7.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM19.200 7.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM1.500 17c.2-2 1.300-3.200 3-3.400M22.500 17c-.2-2-1.300-3.200-3-3.400",
  talk: "M3 4.500h11v8H8l-3.500 3v-3H3zM17 8.500h4v8h-1.500v3l-3.500-3H10",
  slope: "M2.500 20 10 6l4 6.500 2-3L21.500 20zM17 3.500v2M20.500 4.500l-1.200 1.600M13.500 4.500l1.200 1.600",
  car: "M3 17v-4.500l2-.5 2-5h10l2 5 2 .5V17zM5 12h14M7.500 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM16.500 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  pay: "M2.500 5.500h19v13h-19zM9 8.500l3 3.500 3-3.500M12 12v4M9.500 12.500h5",
  more: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h.01M12 12h.01M16 12h.01",
};

/** @param {string} name */
export const icon = (name) => svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path
  d=${PATHS[name] ?? PATHS.more}></path></svg>`;

/** A dashed ring: kept here, not yet with the server. */
export const unsent = () => svg`<svg class="icon ring" viewBox="0 0 18 18" aria-hidden="true"><circle
  cx="9" cy="9" r="7" stroke-dasharray="3.900 2"></circle></svg>`;
