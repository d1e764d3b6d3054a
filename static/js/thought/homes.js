// Where somebody lands after signing in: by what they asked for, their role, their screen. Pure.

const PAGES = ["/desk", "/phone", "/wall", "/me", "/admin", "/audit", "/assessment", "/reception", "/glass", "/sealed", "/exports", "/ledger"];
const ROLES = new Map([
  ["kiosk", "/wall"], ["county_leader", "/wall"], ["village_cadre", "/phone"],
  ["system_admin", "/admin"], ["security_admin", "/admin"],
  ["auditor", "/audit"],
]);

/**
 * Where to go after signing in; whoever must set up a second factor does that first.
 * @param {{ role: string, lacks_factor?: boolean }} me
 * @param {string} search
 */
export const firstPage = (me, search) => me.lacks_factor ? "/me" : homeOf(me.role, search);

/**
 * @param {string} role
 * @param {string} search of the sign-in page; `next` counts when it is one of our pages
 */
export function homeOf(role, search) {
  const next = new URLSearchParams(search).get("next") ?? "";
  return PAGES.includes(next.split(/[?#]/)[0]) ? next : ROLES.get(role) ?? "/desk";
}
