// The host's look, for a lens that wants to belong: light or dark, its colours, the
// language that it speaks, and the edges that its own controls or the device cover.
//
//   import { follow, speak } from "/sdk/v1/look.js";
//   const stop = follow(lens);                       // custom properties, colour scheme
//   lens.on("theme", ({ locale }) => show(speak(locale, ["en", "de", "pt-BR"])));
//
// It is not part of the core: a page that needs it loads it.

/** @typedef {import("./types.js").ThemeNotification} Look */
/** @typedef {{on: (name: "theme", listener: (look: Look) => void) => () => void}} Teller */
/** @typedef {{style: {colorScheme: string, setProperty: (name: string, value: string) => void}}} Styled */

const EDGES = /** @type {const} */ (["top", "right", "bottom", "left"]);

/**
 * Keep *element* in the host's look: its `color-scheme`, `--pierglass-safe-top` (and
 * right, bottom, left; CSS pixels) and a `--pierglass-NAME` for each colour.
 * @param {Teller} lens
 * @param {Styled} [element] The page when absent.
 * @returns {() => void} Ends it.
 */
export function follow(lens, element = document.documentElement) {
  return lens.on("theme", ({ scheme, colours, safe_area: edges }) => {
    element.style.colorScheme = scheme;
    for (const edge of EDGES) {
      if (edges) element.style.setProperty(`--pierglass-safe-${edge}`, `${edges[edge]}px`);
    }
    for (const [name, colour] of Object.entries(colours ?? {})) {
      element.style.setProperty(`--pierglass-${name}`, String(colour));
    }
  });
}

/**
 * Which of the languages that a lens speaks fits the host's best.
 * @param {string | undefined} locale Such as `de-AT`.
 * @param {string[]} spoken The first is the lens's own, for everybody else.
 * @returns {string}
 */
export function speak(locale, spoken) {
  const wanted = (locale ?? "").toLowerCase();
  const [language] = wanted.split("-");
  const exact = spoken.find((one) => one.toLowerCase() === wanted);
  return exact ?? spoken.find((one) => one.toLowerCase().split("-")[0] === language) ?? spoken[0];
}
