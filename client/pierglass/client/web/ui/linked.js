import { announce, el } from "./dom.js";
import { buttons, scopeLine } from "./consent.js";
import { handlerOf, handOver } from "./handover.js";
import { icon } from "./icons.js";
import { sheet } from "./sheet.js";
import { toast, toastError } from "./toast.js";

/**
 * Linked apps: programs of this device, opened by the link that each declared, with what
 * the person lets it know and nothing else. The page's own tokens never leave the page:
 * the address carries a word that is worth one launch.
 *
 * @typedef {import("./resources.js").Resource} Resource
 */

/** What an app may learn by being opened; more it asks for itself. */
const HANDED = ["user.display_name", "user.avatar"];

/**
 * Whether this page can open *app*; its device's own client may all the same.
 * @param {Resource} app
 */
export function opensHere({ handler }) {
  return handler !== undefined && handlerOf(handler.startsWith("https:") ? handler : `${handler}:/`) === handler;
}

/**
 * Show which app it is and what it gets; open it once the person says so.
 * @param {import("../app.js").App} app
 * @param {Resource} linked
 * @param {import("../app.js").Launch} launch
 */
export async function openLinked(app, linked, launch) {
  const base = `/v1/resources/${encodeURIComponent(linked.id)}`;
  try {
    const { grant } = await app.api.get(`${base}/grant`);
    const asked = HANDED.filter((scope) => linked.scopes.includes(scope));
    const known = grant.state === "granted" || asked.length === 0;
    const given = await ask(app, linked, asked, known ? grant.scopes : null);
    if (given === null) {
      if (!known) await app.api.put(`${base}/grant`, { state: "refused" });
      return;
    }
    if (!known) await app.api.put(`${base}/grant`, { scopes: given });
    await go(app, linked, launch);
  } catch (error) {
    toastError(error);
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {Resource} linked
 * @param {import("../app.js").Launch} launch
 */
async function go(app, linked, launch) {
  const base = `/v1/resources/${encodeURIComponent(linked.id)}`;
  const { source, context, item_id, state, place, conversation_id: where } = launch;
  const how = { source, context, item_id, state, place, ...(where ? { in_chat: true } : {}) };
  const answer = await app.api.post(`${base}/launches`, how);
  const opened = await handOver(answer.launch.url, linked.handler ?? "");
  app.api.post(`${base}/uses`, { source }).catch(() => {});
  if (opened) return toast(`${linked.name} opens outside Pierglass.`, { testid: "linked-opened" });
  const again = await sheet({
    title: `Nothing here opened ${linked.name}`,
    testid: "linked-missing",
    body: (close) => [
      el("p", { class: "sheet-text" }, `No program on this device answers ${linked.handler}. Install ${linked.name}, then try again; what it was to be handed is void.`),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(null) } }, "Close"),
        el("button", { class: "button button-primary", type: "button", testid: "linked-again", on: { click: () => close(true) } }, "Try again")),
    ],
  });
  if (again) await go(app, linked, launch);
}

/**
 * The app's landing, and under it, once it stood for the threshold, what the app asks.
 * @param {import("../app.js").App} app
 * @param {Resource} linked
 * @param {string[]} asked
 * @param {string[] | null} held what was allowed before; null if the person was never asked
 * @returns {Promise<string[] | null>} what the person gives; null for "not now"
 */
function ask(app, linked, asked, held) {
  return sheet({
    title: `Open ${linked.name}?`,
    testid: "linked",
    body: (close) => {
      const landing = el("div", { class: "linked-landing" },
        el("span", { class: "linked-mark", "aria-hidden": "true" }, icon("door")),
        el("p", {}, linked.summary),
        el("p", { class: "sheet-text" }, "An app outside Pierglass, opened by ", el("code", { class: "linked-handler", testid: "linked-handler" }, linked.handler), ". Pierglass does not see what happens there."));
      if (held) return [landing, knows(asked.filter((scope) => held.includes(scope))), actions(() => close(null), () => close([]))];
      const lines = asked.map((scope) => scopeLine({ scope, reason: "", optional: true }));
      const wait = el("div", { class: "linked-consent", hidden: true },
        el("p", { class: "sheet-text" }, `${linked.name} asks to`),
        el("ul", { class: "consent-list" }, lines.map(({ node }) => el("li", {}, node))),
        el("p", { class: "consent-foot" }, "Of your avatar it gets the drawing, not hair, skin and build. You can withdraw this at any time in the tab You."),
        buttons(() => close(null), () => close(asked.filter((_, index) => lines[index].given())), { yes: "Open" }));
      setTimeout(() => {
        wait.hidden = false;
        announce(`${linked.name} asks for data.`);
      }, app.config.consent_threshold_ms);
      return [landing, wait];
    },
  });
}

/** @param {string[]} scopes */
function knows(scopes) {
  const names = { "user.display_name": "your name", "user.avatar": "your avatar" };
  const words = scopes.map((scope) => names[/** @type {keyof typeof names} */ (scope)]);
  return el("p", { class: "consent-foot", testid: "linked-knows" }, words.length ? `It learns ${words.join(" and ")}.` : "It learns nothing about you.");
}

/** @param {() => void} refuse @param {() => void} open */
function actions(refuse, open) {
  return buttons(refuse, open, { yes: "Open" });
}
