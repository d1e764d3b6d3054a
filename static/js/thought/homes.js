// Where somebody lands after signing in: by what they asked for, their role, their screen. Pure.

const PAGES = ["/desk", "/phone", "/wall", "/reception"];
const ROLES = new Map([
  ["kiosk", "/wall"], ["county_leader", "/wall"], ["village_cadre", "/phone"],
]);

/**
 * @param {string} role
 * @param {string} search of the sign-in page; `next` counts when it is one of our pages
 */
export function homeOf(role, search) {
  const next = new URLSearchParams(search).get("next") ?? "";
  return PAGES.includes(next.split(/[?#]/)[0]) ? next : ROLES.get(role) ?? "/desk";
}
