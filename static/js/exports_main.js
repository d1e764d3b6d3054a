// Wiring of the page of exports: asking, a second person's word, the file itself.

import { Page } from "./page.js";
import { drawExports } from "./picture/exports.js";
import { exports_ as words } from "./thought/words_exports.js";
import { get, send } from "./wire/api.js";
import { keep, taken } from "./wire/parts.js";

/** @type {Record<string, string>} the form in which a deed takes the file */
const FORMS = { take: "csv", xlsx: "xlsx", geojson: "geojson" };

const page = new Page("exports", [words], drawExports, { items: null, alone: 0, isForeign: false }, {
  /** @param {SubmitEvent} event */
  ask(event) {
    const t = page.t;
    page.filled(event, { from: t("need"), to: t("need"), reason: t("needReason") }, async () => {
      const names = ["from", "to", "which", "purpose", "reason"];
      const body = Object.fromEntries(names.map((name) => [name, page.valueOf(name)]));
      const made = await send("POST", "/api/exports", body);
      await load();
      return page.t(made.state === "ready" ? "ready" : "waits", { n: made.identities });
    });
  },
  /** @param {import("./picture/exports.js").Export} one @param {string} deed */
  deed: (one, deed) => page.doing(async () => {
    const path = `/api/exports/${one.export}/`;
    const form = FORMS[deed];
    try {
      if (form) keep(await taken(`${path}take?as=${form}`), `${one.number}.${form}`);
      else await send("POST", `${path}${deed}`);
    } finally {
      await load(); // somebody else may have been faster
    }
    return page.t("done");
  }),
});

async function load() {
  const { items, alone } = await get("/api/exports");
  Object.assign(page.held, { items, alone });
}

async function begin() {
  const me = page.held.me = await get("/api/session");
  page.held.isForeign = !me.verbs.includes("export");
  if (!page.held.isForeign) await load();
  page.draw();
}

page.draw();
begin().catch((error) => page.refused(error));
