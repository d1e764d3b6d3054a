// Wiring of the administrators' page: tabs by what the role may, forms to the server and back.

import { Page } from "./page.js";
import { drawAdmin } from "./picture/admin.js";
import { inputOf } from "./thought/problems.js";
import { admin as words } from "./thought/words_admin.js";
import { roles } from "./thought/words_desk.js";
import { get, send } from "./wire/api.js";

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

const page = new Page("admin", [words], drawAdmin, {
  tab: location.hash.slice(1), tabs: [], roles: ROLES, items: null, query: "", chosen: "", link: null, agencyItems: [], officers: [],
}, {
  close,
  /** @param {string} name */
  tab(name) {
    Object.assign(held, { tab: name, items: null, link: null });
    history.replaceState(null, "", `#${name}`);
    close();
    page.tell("");
    load().catch((error) => page.refused(error));
  },
  /** @param {string} name */
  open: (name) => page.open(name),
  /** @param {InputEvent} event */
  search(event) {
    held.query = /** @type {HTMLInputElement} */ (event.target).value;
    page.draw();
  },
  async copyLink() {
    await navigator.clipboard.writeText(held.link?.url ?? "").catch(() => null);
    page.tell(page.t("copied"));
  },
  dropLink() { held.link = null; page.draw(); },

  /** @param {SubmitEvent} event */
  create(event) {
    const { t } = page;
    const needed = { login: t("needLogin"), display_name: t("needName"), agency_id: t("needAgency") };
    page.filled(event, needed, async () => {
      const body = { login: page.valueOf("login"), display_name: page.valueOf("display_name"), role: page.valueOf("role"), agency_id: page.valueOf("agency_id"), staff_number: page.valueOf("staff_number") };
      const { url } = await send("POST", "/api/accounts", body);
      showLink(t("linkFor", { name: body.display_name }), t("linkWhy"), url);
    });
  },
  /** @param {any} one */
  invite: (one) => page.doing(async () => {
    const { url } = await send("POST", `/api/accounts/${one.account}/invitation`);
    showLink(page.t("linkFor", { name: one.name }), page.t("linkWhy"), url);
  }),
  /** @param {SubmitEvent} event @param {any} one */
  move(event, one) {
    page.filled(event, { agency_id: page.t("needAgency") }, async () => {
      await send("POST", `/api/accounts/${one.account}/posting`, { role: page.valueOf("role"), agency_id: page.valueOf("agency_id"), staff_number: page.valueOf("staff_number") });
      return page.t("moved");
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  disable(event, one) {
    page.filled(event, {}, async () => {
      await send("POST", `/api/accounts/${one.account}/disable`);
      return page.t("wasDisabled");
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  restore(event, one) {
    page.filled(event, {}, async () => {
      const { url } = await send("POST", `/api/accounts/${one.account}/restore`);
      showLink(page.t("linkFor", { name: one.name }), page.t("linkWhy"), url);
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  leaves(event, one) {
    page.filled(event, { why: page.t("needReason") }, async () => {
      const to = page.valueOf("to");
      const { cases } = await send("POST", `/api/accounts/${one.account}/leave`,
        { why: page.valueOf("why"), ...(to ? { to: Number(to) } : {}) });
      return page.t("hasLeft", { n: cases });
    });
  },
  /** @param {SubmitEvent} event @param {any} one */
  reset(event, one) {
    page.filled(event, {}, async () => {
      await send("POST", `/api/accounts/${one.account}/factors/reset`);
      return page.t("wasReset");
    });
  },
  /** @param {number} session */
  endSession: (session) => page.doing(async () => {
    await send("DELETE", `/api/sessions/${session}`);
    return page.t("sessionEnded");
  }),
  /** @param {any} one */
  demand: (one) => page.doing(async () => {
    await send("POST", "/api/factor-demands", { role: one.role, required: !one.required });
    return page.t(one.required ? "released" : "demanded");
  }),
  /** @param {SubmitEvent} event */
  makeKiosk(event) {
    const { t } = page;
    page.filled(event, { place: t("needPlace"), label: t("needLabel") }, async () => {
      const { url } = await send("POST", "/api/kiosks", { place: page.valueOf("place"), label: page.valueOf("label") });
      showLink(t("kioskLink"), t("kioskWhy"), url);
    });
  },
  /** @param {any} one */
  revoke: (one) => page.doing(async () => {
    await send("DELETE", `/api/kiosks/${one.kiosk}`);
    return page.t("wasRevoked");
  }),
  /** @param {Event} event */
  async chooseAgency(event) {
    held.chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    held.officers = [];
    page.draw();
    if (!held.chosen) return;
    const told = await get(`/api/agencies/${held.chosen}/officers`).catch((error) => page.refused(error));
    held.officers = told?.items ?? [];
    page.draw();
  },
  /** @param {SubmitEvent} event */
  addDuty(event) {
    const { t } = page;
    page.filled(event, { account: t("needPerson"), starts: t("needTimes"), ends: t("needTimes") }, async () => {
      await send("POST", "/api/duties", { account: Number(page.valueOf("account")), post: page.valueOf("post"),
        starts: `${page.valueOf("starts")}:00${CHINA}`, ends: `${page.valueOf("ends")}:00${CHINA}` });
      return t("dutyAdded");
    });
  },
  /** @param {any} one */
  endDuty: (one) => page.doing(async () => {
    await send("DELETE", `/api/duties/${one.duty}`);
    return page.t("dutyEnded");
  }),
}, {
  inputFor: ({ field }) => ({ starts_at: "starts", ends_at: "ends" })[field ?? ""] ?? inputOf(field),
  after: async () => {
    close();
    await load();
  },
});
const { held } = page;

async function load() {
  const { tab } = held;
  if (!tab) return page.draw();
  const { items } = await get(TABS[tab].path);
  if (tab !== held.tab) return;
  held.items = tab === "agencies" ? items.filter((/** @type {any} */ one) => !one.has_officer) : items;
  page.draw();
}

async function begin() {
  const { verbs } = held.me = await get("/api/session");
  held.tabs = Object.keys(TABS).filter((name) => verbs.includes(TABS[name].verb));
  if (!held.tabs.includes(held.tab)) held.tab = held.tabs[0] ?? "";
  held.agencyItems = (await get("/api/agencies")).items;
  await load();
}

function close() {
  Object.assign(held, { chosen: "", officers: [] });
  page.close();
}

/** @param {string} heading @param {string} why @param {string} url */
function showLink(heading, why, url) {
  held.link = { heading, why, url: new URL(url, location.origin).href };
}

page.draw();
begin().catch((error) => page.refused(error));
