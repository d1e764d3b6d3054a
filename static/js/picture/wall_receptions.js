// Receptions on the wall: which run and which wait, three lights each, how long they have run.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { listed, tally } from "../thought/booking.js";
import { duration, instant, shortTime } from "../thought/format.js";
import { lights } from "./lights.js";

/** @typedef {import("./wall.js").View} View */

const MOST = 4;

/** A wall without receptions has no room to give to them. @param {View} view */
export function receptions(view) {
  const { t } = view;
  const shown = listed(view.receptions, view.now);
  if (!shown.length) return nothing;
  const { running, waiting } = tally(shown);
  return html`<section class="panel box receptions"><h2>${t("wallReceptions")} <b>${t("running", { n: running })}</b>
      ${waiting ? html`<span class="chip">${t("partiesWaiting", { n: waiting })}</span>` : nothing}</h2>
    <ul>${shown.slice(0, MOST).map((one) => html`<li class="row">${lights(one.sites, t)}<span>${one.began_at && one.state !== "closing" ? duration(view.now - instant(one.began_at), t)
        : t(`rec_${one.state}`)}${one.state === "booked" ? html` ${shortTime(instant(one.starts_at))}` : nothing}${one.waiting ? html` · ${t("partiesWaiting", { n: one.waiting })}` : nothing}</span><b class="what">${one.title}</b></li>`)}</ul></section>`;
}
