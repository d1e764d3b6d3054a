// Wiring of the administrators' page: tabs by what the role may, forms to the server and back.

import { dressOf, turnLanguage, turnTheme, wear } from "./picture/dress.js";
import { drawAdmin } from "./picture/admin.js";
import { translator } from "./thought/i18n.js";
import { sentence } from "./thought/problems.js";
import { admin } from "./thought/words_admin.js";
import { roles } from "./thought/words_desk.js";
import { account } from "./thought/words_me.js";
import { problemWords } from "./thought/words_signin.js";
import { Problem, get, send } from "./wire/api.js";

/** @type {Record<string, { verb: string, path: string }>} */
const TABS = {
  accounts: { verb: "manage_accounts", path: "/api/accounts" },
  sessions: { verb: "manage_accounts", path: "/api/sessions" },
  factors: { verb: "manage_accounts", path: "/api/factor-demands" },
  kiosks: { verb: "manage_kiosks", path: "/api/kiosks" },
  agencies: { verb: "manage_system", path: "/api/agencies" },
  duties: { verb: "manage_system", path: "/api/duties" },
};
const ROLES = Object.keys(roles.zh).map((key) => key.replace("role_", "")).filter((role) => role !== "kiosk");
const CHINA = "+08:00"; // times are typed as the clock on the wall shows them
const dress = dressOf("night");
const root = /** @type {HTMLElement} */ (document.getElementById("root"));
/** @type {any} what the page holds */
const held = {
  /** @type {any} */ me: null, tab: location.hash.slice(1), /** @type {any} */ items: null,
  open: "", isBusy: false, said: "", isBad: false, query: "", chosen: "",
  /** @type {Record<string, string>} */ problems: {}, /** @type {any} */ link: null,
  /** @type {any[]} */ agencyItems: [], /** @type {any[]} */ officers: [],
};
const words = () => translator(dress.language, problemWords, roles, account, admin);
const tabs = () => Object.keys(TABS).filter((name) => held.me?.verbs.includes(TABS[name].verb));

/** @param {string} name */
const valueOf = (name) => /** @type {HTMLInputElement | null} */ (document.getElementById(`in-${name}`))?.value.trim() ?? "";

function draw() {
  const t = words();
  wear(dress, t("title"));
  drawAdmin({ ...held, t, tabs: tabs(), roles: ROLES, home: "", isDay: dress.theme === "day", now: Date.now(), on }, root);
}

/** @param {string} text @param {boolean} [isBad] */
function tell(text, isBad = false) {
  held.said = text;
  held.isBad = isBad;
  draw();
}

async function load() {
  const tab = held.tab;
  if (!tab) return draw();
  const { items } = await get(TABS[tab].path);
  if (tab !== held.tab) return;
  held.items = tab === "agencies" ? items.filter((/** @type {any} */ one) => !one.has_officer) : items;
  draw();
}

async function begin() {
  held.me = await get("/api/session");
  if (!tabs().includes(held.tab)) held.tab = tabs()[0] ?? "";
  held.agencyItems = (await get("/api/agencies")).items;
  await load();
}

/** Do one thing; what it says afterwards, or why not. @param {() => Promise<string | void>} deed */
async function doing(deed) {
  if (held.isBusy) return;
  held.isBusy = true;
  held.problems = {};
  tell("");
  try {
    const text = await deed();
    held.isBusy = false;
    close();
    await load();
    if (text) tell(text);
  } catch (error) {
    held.isBusy = false;
    refused(error);
  }
}

/** @param {unknown} error */
function refused(error) {
  const problem = error instanceof Problem ? error : new Problem(0, {});
  if (problem.code === "not-signed-in") return location.assign("/signin?ended&next=/admin");
  if (problem.code === "second-factor-required") return location.assign("/me");
  const field = { starts_at: "starts", ends_at: "ends" }[problem.field ?? ""] ?? problem.field ?? "";
  if (!document.getElementById(`in-${field}`)) return tell(sentence(problem, words()), true);
  held.problems = { [field]: sentence(problem, words()) };
  draw();
  document.getElementById(`in-${field}`)?.focus();
}

/**
 * @param {SubmitEvent} event @param {Record<string, string>} needed a reason by field
 * @param {() => Promise<string | void>} deed
 */
function filled(event, needed, deed) {
  event.preventDefault();
  const missing = Object.entries(needed).filter(([name]) => !valueOf(name));
  if (!missing.length) {
    doing(deed);
    return;
  }
  held.problems = Object.fromEntries(missing);
  tell("");
  document.getElementById(`in-${missing[0][0]}`)?.focus();
}

function close() {
  held.open = "";
  held.problems = {};
  held.chosen = "";
  held.officers = [];
  draw();
}

/** @param {string} heading @param {string} why @param {string} url */
function showLink(heading, why, url) {
  held.link = { heading, why, url: new URL(url, location.origin).href };
}

const on = {
  close,
  language() { turnLanguage(dress); held.problems = {}; tell(""); },
  theme() { turnTheme(dress); draw(); },
  async leave() {
    await send("DELETE", "/api/session").catch(() => null);
    location.assign("/signin");
  },
  /** @param {string} name */
  tab(name) {
    Object.assign(held, { tab: name, items: null, link: null });
    history.replaceState(null, "", `#${name}`);
    close();
    tell("");
    load().catch(refused);
  },
  /** @param {string} name */
  open(name) {
    held.open = name;
    held.problems = {};
    tell("");
    /** @type {HTMLElement | null} */ (document.querySelector(".ask input, .ask select"))?.focus();
  },
  /** @param {InputEvent} event */
  search(event) {
    held.query = /** @type {HTMLInputElement} */ (event.target).value;
    draw();
  },
  async copyLink() {
    await navigator.clipboard.writeText(held.link?.url ?? "").catch(() => null);
    tell(words()("copied"));
  },
  dropLink() { held.link = null; draw(); },

  /** @param {SubmitEvent} event */
  create(event) {
    const t = words();
    const needed = { login: t("needLogin"), display_name: t("needName"), agency_id: t("needAgency") };
    filled(event, needed, async () => {
      const body = { login: valueOf("login"), display_name: valueOf("display_name"), role: valueOf("role"), agency_id: valueOf("agency_id"), staff_number: valueOf("staff_number") };
      const { url } = await send("POST", "/api/accounts", body);
      showLink(t("linkFor", { name: body.display_name }), t("linkWhy"), url);
    });
  },
  /** @param {any} one */
  invite: (one) => doing(async () => {
    const { url } = await send("POST", `/api/accounts/${one.account}/invitation`);
    showLink(words()("linkFor", { name: one.name }), words()("linkWhy"), url);
  }),
  /** @param {SubmitEvent} event @param {any} one */
  move(event, one) {
    filled(event, { agency_id: words()("needAgency") }, async () => {
      await send("POST", `/api/accounts/${one.account}/posting`, { role: valueOf("role"), agency_id: valueOf("agency_id"), staff_number: valueOf("staff_number") });
      return words()("moved");
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  disable(event, one) {
    filled(event, {}, async () => {
      await send("POST", `/api/accounts/${one.account}/disable`);
      return words()("wasDisabled");
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  restore(event, one) {
    filled(event, {}, async () => {
      const { url } = await send("POST", `/api/accounts/${one.account}/restore`);
      showLink(words()("linkFor", { name: one.name }), words()("linkWhy"), url);
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  leaves(event, one) {
    filled(event, { why: words()("needReason") }, async () => {
      const to = valueOf("to");
      const { cases } = await send("POST", `/api/accounts/${one.account}/leave`,
        { why: valueOf("why"), ...(to ? { to: Number(to) } : {}) });
      return words()("hasLeft", { n: cases });
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  reset(event, one) {
    filled(event, {}, async () => {
      await send("POST", `/api/accounts/${one.account}/factors/reset`);
      return words()("wasReset");
    });
  },
  /** @param {number} session */
  endSession: (session) => doing(async () => {
    await send("DELETE", `/api/sessions/${session}`);
    return words()("sessionEnded");
  }),
  /** @param {any} one */
  demand: (one) => doing(async () => {
    await send("POST", "/api/factor-demands", { role: one.role, required: !one.required });
    return words()(one.required ? "released" : "demanded");
  }),
  /** @param {SubmitEvent} event */
  makeKiosk(event) {
    const t = words();
    filled(event, { place: t("needPlace"), label: t("needLabel") }, async () => {
      const { url } = await send("POST", "/api/kiosks", { place: valueOf("place"), label: valueOf("label") });
      showLink(t("kioskLink"), t("kioskWhy"), url);
    });
  },
  /** @param {any} one */
  revoke: (one) => doing(async () => {
    await send("DELETE", `/api/kiosks/${one.kiosk}`);
    return words()("wasRevoked");
  }),
  /** @param {Event} event */
  async chooseAgency(event) {
    held.chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    held.officers = [];
    draw();
    if (!held.chosen) return;
    const told = await get(`/api/agencies/${held.chosen}/officers`).catch(refused);
    held.officers = told?.items ?? [];
    draw();
  },
  /** @param {SubmitEvent} event */
  addDuty(event) {
    const t = words();
    filled(event, { account: t("needPerson"), starts: t("needTimes"), ends: t("needTimes") }, async () => {
      await send("POST", "/api/duties", { account: Number(valueOf("account")), post: valueOf("post"),
        starts: `${valueOf("starts")}:00${CHINA}`, ends: `${valueOf("ends")}:00${CHINA}` });
      return t("dutyAdded");
    });
  },
  /** @param {any} one */
  endDuty: (one) => doing(async () => {
    await send("DELETE", `/api/duties/${one.duty}`);
    return words()("dutyEnded");
  }),
};

draw();
begin().catch(refused);
