// Wiring of one's own account: what is asked of the server, what the page holds until it is done.

import { Page } from "./page.js";
import { drawMe } from "./picture/me.js";
import { inputOf } from "./thought/problems.js";
import { me as words } from "./thought/words_me.js";
import { Problem, get, send } from "./wire/api.js";
import { makePasskey } from "./wire/passkey.js";

const SHORTEST = 10; // characters, as the server asks

const page = new Page("me", [words], drawMe, { security: null, begun: null, codes: [] }, {
  /** @param {string} name */
  open(name) { held.begun = null; page.open(name); },
  close,
  kept() { held.codes = []; page.draw(); },
  async copy() {
    await navigator.clipboard.writeText(held.codes.join("\n")).catch(() => null);
    page.tell(page.t("copied"));
  },
  /** @param {SubmitEvent} event */
  changePassword(event) {
    const { t } = page;
    const [fresh, again] = [page.valueOf("new"), page.valueOf("again")];
    const why = !fresh ? t("needNew") : [...fresh].length < SHORTEST ? t("tooShort") : "";
    proven(event, async (old) => {
      await send("POST", "/api/me/password", { old, new: fresh });
      close();
      return t("passwordChanged");
    }, { new: why, again: why || fresh === again ? "" : t("differ") });
  },
  /** @param {SubmitEvent} event */
  beginTotp(event) {
    proven(event, async (password) => {
      held.begun = await send("POST", "/api/me/totp", { password });
      page.draw();
      document.getElementById("in-code")?.focus();
    });
  },
  /** @param {SubmitEvent} event */
  confirmTotp(event) {
    page.filled(event, { code: page.t("needCode") }, async () => {
      held.codes = (await send("POST", "/api/me/totp/confirm", { code: page.valueOf("code") })).codes;
      close();
      return page.t("totpDone");
    });
  },
  /** @param {SubmitEvent} event */
  removeTotp(event) {
    proven(event, async (password) => {
      await send("POST", "/api/me/totp/remove", { password });
      close();
      return page.t("totpGone");
    });
  },
  /** @param {SubmitEvent} event */
  renewRecovery(event) {
    proven(event, async (password) => {
      held.codes = (await send("POST", "/api/me/recovery", { password })).codes;
      close();
    });
  },
  /** @param {SubmitEvent} event */
  addPasskey(event) {
    const label = page.valueOf("label");
    proven(event, async (password) => {
      const { token, options } = await send("POST", "/api/me/passkeys/ask", { password });
      const credential = await makePasskey(options).catch(() => { throw new Problem(400, { title: page.t("passkeyCancelled") }); });
      held.codes = (await send("POST", "/api/me/passkeys", { token, label, credential })).codes;
      close();
      return page.t("passkeyAdded");
    }, { label: label ? "" : page.t("needLabel") });
  },
  /** @param {SubmitEvent} event @param {number} passkey */
  removePasskey(event, passkey) {
    proven(event, async (password) => {
      await send("POST", `/api/me/passkeys/${passkey}/remove`, { password });
      close();
      return page.t("passkeyGone");
    });
  },
  /** @param {number} session */
  endSession: (session) => page.doing(async () => {
    await send("DELETE", `/api/me/sessions/${session}`);
    return page.t("sessionEnded");
  }),
  endOthers: () => page.doing(async () => {
    const { ended } = await send("DELETE", "/api/me/sessions");
    return page.t("othersEnded", { n: ended });
  }),
}, {
  inputFor: ({ code, field }) => (code === "weak-password" ? "new" : inputOf(field)),
  after: refresh,
});
const { held } = page;

async function refresh() {
  [held.me, held.security] = await Promise.all([get("/api/session"), get("/api/me/security")]);
}

function close() {
  held.begun = null;
  page.close();
}

/**
 * A deed behind the present password.
 * @param {SubmitEvent} event @param {(password: string) => Promise<string | void>} deed
 * @param {Record<string, string>} [more] reasons of further fields
 */
function proven(event, deed, more = {}) {
  const password = page.valueOf("password");
  page.checked(event, { password: password ? "" : page.t("needPassword"), ...more }, () => deed(password));
}

page.draw();
refresh().then(() => page.draw(), (error) => page.refused(error));
