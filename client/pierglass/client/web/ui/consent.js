import { scopeConsent, scopeTitle } from "../host/scopes.js";
import { el } from "./dom.js";
import { sheet } from "./sheet.js";

/**
 * The consent sheet: every kind of data by name, why the lens wants it, and a switch
 * where it can do without.
 *
 * @param {import("../host/stage.js").Lens} lens
 * @param {AbortSignal} signal
 * @returns {Promise<string[] | null>} the scopes that the person gives; null for "not now"
 */
export function askConsent(lens, signal) {
  return sheet({
    title: `${lens.name} asks to`,
    testid: "consent",
    variant: "sheet-in-stage",
    closable: false,
    signal,
    body: (close) => {
      const lines = lens.scopes.map((asked) => scopeLine(asked));
      const accept = () => close(lens.scopes.map(({ scope }) => scope).filter((_, index) => lines[index].given()));
      return [
        el("ul", { class: "consent-list" }, lines.map(({ node }) => el("li", {}, node))),
        el("p", { class: "consent-foot" }, "You can withdraw this at any time: tab You, Lenses that may use your data."),
        buttons(() => close(null), accept),
      ];
    },
  });
}

/**
 * What an open lens asks for when it needs it: once, and the answer is kept.
 *
 * @param {import("../host/stage.js").Lens} lens with the scopes that it asks for now
 * @param {AbortSignal} signal
 * @returns {Promise<string[] | null>} the scopes that the person gives; null for a no
 */
export function askMore(lens, signal) {
  const isOne = lens.scopes.length === 1;
  return sheet({
    title: isOne ? `May ${lens.name} use this too?` : `May ${lens.name} use these too?`,
    testid: "ask-more",
    variant: "sheet-in-stage",
    closable: false,
    signal,
    body: (close) => {
      // One permission is answered by the buttons; of several each has its switch.
      const lines = lens.scopes.map((asked) => scopeLine(asked, isOne));
      const allow = () => close(lens.scopes.map(({ scope }) => scope).filter((_, index) => lines[index].given()));
      return [
        el("ul", { class: "consent-list" }, lines.map(({ node }) => el("li", {}, node))),
        el("p", { class: "consent-foot" }, "Your answer is kept: the lens cannot ask again. You can change it at any time: tab You, Lenses that may use your data."),
        buttons(() => close(null), allow, { yes: "Allow", no: "Don’t allow" }),
      ];
    },
  });
}

/**
 * What the lens's own server may do for the person.
 * @param {import("../host/stage.js").Lens} lens
 * @param {string[]} scopes what is new; optional ones as switches
 * @param {string[]} held what the person allowed the lens before, and its server asks for too
 * @param {AbortSignal} signal
 * @returns {Promise<string[] | null>} the new scopes that the person gives; null for "not now"
 */
export function askAuthorize(lens, scopes, held, signal) {
  const optional = new Set(lens.scopes.filter((asked) => asked.optional).map(({ scope }) => scope));
  const lines = scopes.map((scope) => scopeLine({ scope, reason: reasonOf(lens, scope), optional: optional.has(scope) }));
  const accept = () => scopes.filter((_, index) => lines[index].given());
  return sheet({
    title: `Let the server of ${lens.name} act for you?`,
    testid: "authorize",
    variant: "sheet-in-stage",
    closable: false,
    signal,
    body: (close) => [
      el("p", { class: "sheet-text" }, "Its server may do this also while the lens is closed:"),
      el("ul", { class: "consent-list" }, lines.map(({ node }) => el("li", {}, node))),
      held.length > 0 && el("p", { class: "sheet-text", testid: "authorize-held" }, `You already allow: ${held.map(scopeTitle).join(", ")}.`),
      buttons(() => close(null), () => close(accept())),
    ],
  });
}

/** @param {import("../host/stage.js").Lens} lens @param {string} scope */
function reasonOf(lens, scope) {
  return lens.scopes.find((asked) => asked.scope === scope)?.reason ?? "";
}

/** @param {() => void} refuse @param {() => void} accept @param {{yes?: string, no?: string}} [words] */
export function buttons(refuse, accept, { yes = "Accept", no = "Not now" } = {}) {
  return el("div", { class: "sheet-actions" },
    el("button", { class: "button button-quiet", type: "button", testid: "consent-refuse", on: { click: refuse } }, no),
    el("button", { class: "button button-primary", type: "button", testid: "consent-accept", on: { click: accept } }, yes));
}

/** @param {import("../host/stage.js").Asked} asked @param {boolean} [isPlain] neither switch nor mark */
export function scopeLine({ scope, reason, optional }, isPlain = false) {
  const what = el("span", { class: "consent-what" },
    el("strong", {}, scopeTitle(scope)),
    el("span", {}, scopeConsent(scope)),
    reason && el("span", { class: "consent-why" }, `Why: ${reason}`));
  if (!optional || isPlain) {
    const node = el("div", { class: "consent-scope", testid: `scope-${scope}` }, what, !isPlain && el("span", { class: "consent-always" }, "Needed"));
    return { node, given: () => true };
  }
  const input = el("input", { type: "checkbox", class: "switch", role: "switch", checked: true, testid: `switch-${scope}` });
  const node = el("label", { class: "consent-scope", testid: `scope-${scope}` }, what, input);
  return { node, given: () => input.checked };
}
