// The inputs of every form, each with its label, its help and what is wrong with it. Values come
// from the view; a press or a letter is told to the handlers, nothing else.

import { html, nothing } from "../../vendor/lit-html-3.3.3/lit-html.js";
import { live } from "../../vendor/lit-html-3.3.3/directives/live.js";
import { glyph } from "./glyph.js";
import { icon } from "./icons.js";
import { addressOf } from "./shrink.js";

/** @typedef {import("../thought/i18n.js").Translate} Translate */
/** @typedef {import("../types/desk.js").FormHandlers} FormHandlers */
/** @typedef {{ name: string, label: string, problem?: string, note?: string, wide?: boolean,
 *   first?: boolean }} Label */

/** @param {Label} label @param {unknown} input */
function field(label, input) {
  const { name, problem = "", note = "", wide = false } = label;
  return html`<div class="field ${wide ? "wide" : ""} ${problem ? "wrong" : ""}">
    <label for=${`f-${name}`}>${label.label}</label>
    ${input}
    <p class="why" id=${`f-${name}-why`}>${problem || note}</p>
  </div>`;
}

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/**
 * @param {Label} label @param {string} value @param {FormHandlers} form
 * @param {{ most?: number, autocomplete?: string, inputmode?: string }} [how]
 */
export function line(label, value, form, { most = 200, autocomplete = "off", inputmode = "text" } = {}) {
  return field(label, html`<input id=${`f-${label.name}`} name=${label.name} type="text"
    .value=${live(String(value ?? ""))} maxlength=${most} autocomplete=${autocomplete}
    inputmode=${inputmode} aria-describedby=${`f-${label.name}-why`} ?autofocus=${label.first ?? false}
    aria-invalid=${label.problem ? "true" : "false"}
    @input=${(/** @type {Event} */ event) => form.set(label.name, textOf(event))}>`);
}

/** @param {Label} label @param {string} value @param {FormHandlers} form @param {number} most */
export function area(label, value, form, most) {
  return field({ ...label, wide: true }, html`<textarea id=${`f-${label.name}`} name=${label.name}
    rows="4" .value=${live(String(value ?? ""))} maxlength=${most} ?autofocus=${label.first ?? false}
    aria-describedby=${`f-${label.name}-why`} aria-invalid=${label.problem ? "true" : "false"}
    @input=${(/** @type {Event} */ event) => form.set(label.name, textOf(event))}></textarea>`);
}

/** A day of China; empty is none. @param {Label} label @param {string} value @param {FormHandlers} form */
export function day(label, value, form) {
  return field(label, html`<input id=${`f-${label.name}`} name=${label.name} type="date"
    .value=${live(String(value ?? ""))} ?autofocus=${label.first ?? false}
    aria-describedby=${`f-${label.name}-why`} aria-invalid=${label.problem ? "true" : "false"}
    @input=${(/** @type {Event} */ event) => form.set(label.name, textOf(event))}>`);
}

/** A day and time of China; empty is now. @param {Label} label @param {string} value @param {FormHandlers} form */
export function moment(label, value, form) {
  return field(label, html`<input id=${`f-${label.name}`} name=${label.name} type="datetime-local"
    .value=${live(String(value ?? ""))} aria-describedby=${`f-${label.name}-why`}
    aria-invalid=${label.problem ? "true" : "false"}
    @input=${(/** @type {Event} */ event) => form.set(label.name, textOf(event))}>`);
}

/** A whole number; empty stays empty. @param {Label} label @param {number | ""} value @param {FormHandlers} form */
export function number(label, value, form) {
  const told = (/** @type {Event} */ event) => {
    const digits = textOf(event).replace(/[^0-9]/g, "").slice(0, 7);
    form.set(label.name, digits === "" ? "" : Number(digits));
  };
  return field(label, html`<input id=${`f-${label.name}`} name=${label.name} type="text"
    inputmode="numeric" .value=${live(String(value ?? ""))} autocomplete="off"
    ?autofocus=${label.first ?? false} aria-describedby=${`f-${label.name}-why`}
    aria-invalid=${label.problem ? "true" : "false"} @input=${told}>`);
}

/**
 * One of a few, side by side: radios, so that the arrow keys work.
 * @param {Label} label
 * @param {{ code: string | number, name: unknown, off?: boolean }[]} choices
 * @param {string | number} value
 * @param {FormHandlers} form
 */
export function choice(label, choices, value, form) {
  const { name, problem = "", note = "" } = label;
  return html`<fieldset class="field wide ${problem ? "wrong" : ""}">
    <legend>${label.label}</legend>
    <div class="choices">${choices.map(({ code, name: word, off }, index) => html`<label
      class=${code === value ? "on" : ""}><input type="radio" name=${name} .value=${String(code)}
        .checked=${live(code === value)} ?disabled=${off ?? false}
        ?autofocus=${(label.first ?? false) && (code === value || (index === 0 && value === ""))}
        @change=${() => form.set(name, code)}><span>${word}</span></label>`)}</div>
    <p class="why">${problem || note}</p>
  </fieldset>`;
}

/**
 * Any of a few: boxes side by side.
 * @param {Label} label
 * @param {{ code: string | number, name: unknown }[]} choices
 * @param {(string | number)[]} values
 * @param {FormHandlers} form
 */
export function several({ name, label, problem = "", note = "" }, choices, values, form) {
  const turned = (/** @type {string | number} */ code) => choices.map((one) => one.code)
    .filter((one) => values.includes(one) !== (one === code));
  return html`<fieldset class="field wide ${problem ? "wrong" : ""}"><legend>${label}</legend>
    <div class="choices">${choices.map(({ code, name: word }) => html`<label class=${values.includes(code) ? "on" : ""}><input
      type="checkbox" name=${name} .value=${String(code)} .checked=${live(values.includes(code))}
      @change=${() => form.set(name, turned(code))}><span>${word}</span></label>`)}</div>
    <p class="why">${problem || note}</p></fieldset>`;
}

/** @param {Label} label @param {number} value @param {FormHandlers} form @param {Translate} t @param {(level: number) => boolean} isOff */
export function level(label, value, form, t, isOff = () => false) {
  const levels = [1, 2, 3, 4].map((code) => ({
    code, off: isOff(code),
    name: html`${glyph(code)} ${t(`level${code}`)}<small>${t(`level${code}Name`)}</small>`,
  }));
  return choice(label, levels, value, form);
}

/**
 * A field that finds: text, a list below, arrow keys and Enter.
 * @param {Label} label
 * @param {import("../thought/combo.js").Combo} held
 * @param {FormHandlers} form
 * @param {string} nothingFound
 */
export function finder(label, held, form, nothingFound) {
  const { name } = label;
  const list = `f-${name}-list`;
  const active = held.isOpen && held.active >= 0 ? `${list}-${held.active}` : "";
  return field(label, html`<div class="finder"><input id=${`f-${name}`} name=${name} type="text"
      role="combobox" autocomplete="off" aria-autocomplete="list" aria-controls=${list}
      aria-expanded=${held.isOpen ? "true" : "false"} aria-activedescendant=${active}
      aria-describedby=${`f-${name}-why`} ?autofocus=${label.first ?? false}
      aria-invalid=${label.problem ? "true" : "false"} .value=${live(held.text)}
      @input=${(/** @type {Event} */ event) => form.typed(name, textOf(event))}
      @click=${() => { if (!held.isOpen) form.typed(name, held.text); }}
      @keydown=${(/** @type {KeyboardEvent} */ event) => finderKey(event, name, held, form)}
      @blur=${() => form.shut(name)}>
    <ul id=${list} role="listbox" aria-label=${label.label} ?hidden=${!held.isOpen}>
      ${held.hits.map((hit, index) => html`<li role="option" id=${`${list}-${index}`}
        aria-selected=${index === held.active ? "true" : "false"}
        @mousedown=${(/** @type {Event} */ event) => { event.preventDefault(); form.pick(name, hit); }}>
        <b>${hit.main}</b><span>${hit.side}</span></li>`)}
      ${held.isOpen && !held.hits.length
        ? html`<li role="option" aria-selected="false" class="none">${nothingFound}</li>` : nothing}
    </ul></div>`);
}

/**
 * @param {KeyboardEvent} event @param {string} name
 * @param {import("../thought/combo.js").Combo} held @param {FormHandlers} form
 */
function finderKey(event, name, held, form) {
  if (event.isComposing || event.keyCode === 229) return;
  const hit = held.isOpen ? held.hits[held.active] : undefined;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (held.isOpen) form.step(name, event.key === "ArrowDown" ? 1 : -1);
    else form.typed(name, held.text);
  } else if (event.key === "Enter" && hit && !event.ctrlKey && !event.metaKey) form.pick(name, hit);
  else if (event.key === "Tab" && hit && held.text && held.asked) {
    form.pick(name, hit);
    return;
  } else if (event.key === "Escape" && held.isOpen) form.shut(name);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Label} label @param {{ code: string, name: string }[]} picked @param {FormHandlers} form @param {string} drop */
export function chips(label, picked, form, drop) {
  return html`<ul class="picked" aria-label=${label.label}>${picked.map(({ code, name }) => html`<li>
    ${name}<button type="button" aria-label=${`${drop} ${name}`}
      @click=${() => form.unpick(label.name, code)}>×</button></li>`)}</ul>`;
}

/**
 * @param {Blob[]} files @param {FormHandlers} form @param {Translate} t
 * @param {string} [problem]
 */
export function photos(files, form, t, problem = "") {
  const told = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.files?.length) form.photos(input.files);
    input.value = "";
  };
  return html`<div class="field wide photos ${problem ? "wrong" : ""}">
    <p class="label">${t("photos")} <span class="q">${t("photosNote")}</span></p>
    <div class="shots">
      ${files.map((file, index) => html`<figure><img src=${addressOf(file)}
        alt=${t("photoNumber", { n: index + 1 })}><button type="button"
        aria-label=${t("dropPhoto", { n: index + 1 })} @click=${() => form.unphoto(index)}>×</button>
        </figure>`)}
      <label class="add" ?hidden=${files.length >= 9}>${icon("camera")}<span>${t(files.length ? "photoMore" : "photoAdd")}</span>
        <input type="file" name="photos" accept="image/jpeg,image/png,image/webp" multiple
          @change=${told}></label>
    </div>
    <p class="why">${problem}</p>
  </div>`;
}
