// A problem as one sentence for the person who caused or met it. Pure.

/** @typedef {import("./i18n.js").Translate} Translate */
/** @typedef {{ status: number, title: string, detail: string, field: string | null }} Told */

/**
 * What went wrong and what was wrong this time; never empty.
 * @param {Told} problem
 * @param {Translate} t
 */
export function sentence(problem, t) {
  if (problem.status === 0) return t("noAnswer");
  if (problem.status === 401 && !problem.detail) return problem.title || t("sessionEnded");
  const said = [problem.title, problem.detail].filter((text, index, all) =>
    text && all.indexOf(text) === index);
  return said.join(t("colon")) || t("refused", { n: problem.status });
}

/** The input a problem names: `photos[2]` is `photos`. @param {string | null} field */
export const inputOf = (field) => (field ?? "").replace(/\[.*$/, "").replace(/^.*\./, "");
