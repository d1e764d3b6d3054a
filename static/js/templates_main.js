// Wiring of the page of templates: a kind, its versions, a draft to look at and to save.

import { Page } from "./page.js";
import { drawTemplates } from "./picture/templates.js";
import { templates as words } from "./thought/words_documents.js";
import { get, newKey, send } from "./wire/api.js";

/** @typedef {import("./picture/templates.js").Template} Template */

const asked = { text: "", key: "" };
const TEXT = ["title", "mark", "body"];

const page = new Page("templates", [words], drawTemplates, { items: null, kind: "", draft: null, shown: null, isForeign: false }, {
  /** @param {Event} event */
  kind: (event) => choose(/** @type {HTMLSelectElement} */ (event.target).value),
  /** @param {import("./picture/templates.js").Version} version */
  use(version) {
    page.held.draft = version;
    page.held.shown = null;
    page.draw();
  },
  look: () => page.doing(async () => {
    const number = page.valueOf("case");
    const path = number ? `/api/cases/${Number(number) || 0}/templates/${page.held.kind}/preview` : `/api/templates/${page.held.kind}/sample`;
    keep();
    page.held.shown = await send("POST", path, text());
  }),
  /** @param {SubmitEvent} event */
  write(event) {
    const t = page.t;
    page.filled(event, { title: t("need"), mark: t("need"), body: t("need"), from: t("need"), why: t("need") }, async () => {
      keep();
      const body = { ...text(), from: page.valueOf("from"), why: page.valueOf("why") };
      const path = `/api/templates/${page.held.kind}`;
      const { version } = await send("POST", path, body, keyOf(`${path} ${JSON.stringify(body)}`));
      asked.text = "";
      await load();
      return page.t("written", { n: version });
    });
  },
});

/** What was typed, as the server takes it. */
const text = () => Object.fromEntries(TEXT.map((name) => [name, page.valueOf(name)]));

/** The same wish sent again after a broken line has the same key: it is written once.
 * @param {string} text */
function keyOf(text) {
  if (asked.text !== text) Object.assign(asked, { text, key: newKey() });
  return asked.key;
}

/** What was typed stays when the page is drawn anew. */
function keep() {
  page.held.draft = { ...page.held.draft, ...text() };
}

/** @param {string} kind */
function choose(kind) {
  const found = page.held.items.find((/** @type {Template} */ one) => one.kind === kind);
  const holds = found.versions.find((/** @type {any} */ one) => one.state === "holds");
  Object.assign(page.held, { kind, draft: holds, shown: null, problems: {} });
  page.tell("");
}

async function load() {
  page.held.items = (await get("/api/templates")).items;
  choose(page.held.kind || page.held.items[0].kind);
}

async function begin() {
  const me = page.held.me = await get("/api/session");
  page.held.isForeign = !me.verbs.includes("write_templates");
  if (!page.held.isForeign) await load();
  page.draw();
}

page.draw();
begin().catch((error) => page.refused(error));
