import { scopeConsent, scopeTitle } from "../host/scopes.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { confirmSheet, sheet } from "../ui/sheet.js";
import { shortTime } from "../ui/time.js";
import { errorText, toast, toastError } from "../ui/toast.js";

/**
 * What lenses and linked apps may do, when they last did it, and the way to end it.
 */

/** @type {Record<string, string>} */
const WAYS = {
  tray: "from the tray",
  card: "from a card",
  link: "from a link",
  invite: "from an invitation",
  activity: "by joining a friend",
};
/** @type {Record<string, string>} */
const KINDS = { applet: "Lens", linked_app: "App on your device", server: "Website" };

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
export async function drawGrants(app, node) {
  try {
    const { grants } = await app.api.get("/v1/grants");
    fill(node, grants.length
      ? grants.map((/** @type {any} */ grant) => el("li", {}, line(app, grant, node)))
      : el("li", { class: "row-note padded" }, "None. A lens asks before it uses anything."));
  } catch (error) {
    const again = el("button", { class: "button button-plain", type: "button", on: { click: () => drawGrants(app, node) } }, "Try again");
    fill(node, el("li", { class: "padded field-error" }, errorText(error), again));
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {any} grant
 * @param {HTMLElement} node
 */
function line(app, grant, node) {
  const { client } = grant;
  const used = grant.last_used_at_ms ? `Used ${shortTime(grant.last_used_at_ms, app.now())}` : "Never used";
  return el("button", { class: "row row-wrap", type: "button", testid: "grant", "aria-label": `What ${client.name} may do`, on: { click: () => open(app, grant, node) } },
    face(app, client),
    el("span", { class: "row-main" },
      el("span", { class: "row-name" }, client.name),
      el("span", { class: "row-note" }, grant.scopes.map(scopeTitle).join(" · ")),
      el("span", { class: "row-note" }, grant.muted ? `${used} · muted` : used)),
    icon("next"));
}

/**
 * @param {import("../app.js").App} app
 * @param {any} client
 */
function face(app, client) {
  const lens = app.model.lens(client.id);
  return lens ? el("img", { class: "box-art", src: lens.box_art_url, alt: "" }) : icon("shield");
}

/**
 * @param {import("../app.js").App} app
 * @param {any} grant
 * @param {HTMLElement} node
 */
async function open(app, grant, node) {
  const { client } = grant;
  const history = el("ul", { class: "use-list", testid: "uses" });
  drawUses(app, client.id, history);
  // A permission without which the lens goes on is one's own to switch, also after a no.
  /** @type {import("../host/stage.js").Asked[]} */
  const asked = app.model.lens(client.id)?.scopes ?? [];
  const optional = asked.filter((one) => one.optional).map(({ scope }) => scope);
  const notices = el("input", { type: "checkbox", class: "switch", role: "switch", checked: !grant.muted, testid: "notices" });
  notices.addEventListener("change", () => mute(app, client, notices));
  const answer = await sheet({
    title: client.name,
    testid: "grant-sheet",
    body: (close) => [
      el("p", { class: "row-note" }, KINDS[client.kind] ?? "", ` · allowed ${shortTime(grant.granted_at_ms, app.now())}`),
      el("ul", { class: "consent-list" },
        grant.scopes.filter((/** @type {string} */ scope) => !optional.includes(scope)).map((/** @type {string} */ scope) => el("li", {}, el("div", { class: "consent-scope" }, what(scopeTitle(scope), scopeConsent(scope))))),
        optional.map((scope) => el("li", {}, scopeSwitch(app, grant, scope))),
        client.kind !== "server" && el("li", {}, el("label", { class: "consent-scope" }, what("Notices", "Lines such as “Ana is in the fitting room”."), notices))),
      grant.authorized_at_ms && el("p", { class: "sheet-text" }, "Its own server may do this too, also while it is closed."),
      el("h3", { class: "use-title" }, "Opened"),
      history,
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-danger", type: "button", testid: "revoke", "aria-label": `Withdraw from ${client.name}`, on: { click: () => close("revoke") } }, "Withdraw")),
    ],
  });
  if (answer === "revoke") await revoke(app, grant);
  await drawGrants(app, node);
}

/**
 * @param {import("../app.js").App} app
 * @param {any} grant
 * @param {string} scope
 */
function scopeSwitch(app, grant, scope) {
  const held = grant.scopes.includes(scope);
  const input = el("input", { type: "checkbox", class: "switch", role: "switch", checked: held, testid: `grant-switch-${scope}` });
  const state = el("span", { class: "consent-why" });
  const say = () => fill(state, SWITCHED[standing(grant, scope)]);
  input.addEventListener("change", async () => {
    await change(app, grant, scope, input);
    say();
  });
  say();
  return el("label", { class: "consent-scope" },
    el("span", { class: "consent-what" }, el("strong", {}, scopeTitle(scope)), el("span", {}, scopeConsent(scope)), state), input);
}

/** @type {Record<string, string>} */
const SWITCHED = {
  allowed: "",
  refused: "You said no. The lens cannot ask again.",
  open: "Not allowed. The lens may ask you once.",
};

/** @param {any} grant @param {string} scope */
function standing({ scopes, refused = [] }, scope) {
  if (scopes.includes(scope)) return "allowed";
  return refused.includes(scope) ? "refused" : "open";
}

/**
 * @param {import("../app.js").App} app
 * @param {any} grant
 * @param {string} scope
 * @param {HTMLInputElement} input
 */
async function change(app, grant, scope, input) {
  const { client } = grant;
  const rest = grant.scopes.filter((/** @type {string} */ one) => one !== scope);
  const answer = input.checked ? { scopes: [...rest, scope] } : { scopes: rest, refused: [scope] };
  input.disabled = true;
  try {
    const kept = await app.api.put(`/v1/lenses/${encodeURIComponent(client.id)}/grant`, answer);
    Object.assign(grant, { scopes: kept.grant.scopes, refused: kept.grant.refused });
    if (!input.checked) globalThis.dispatchEvent(new CustomEvent("pierglass:revoked", { detail: { clientId: client.id, scopes: [scope] } }));
  } catch (error) {
    input.checked = !input.checked;
    toastError(error);
  } finally {
    input.disabled = false;
    input.focus();
  }
}

/** @param {string} title @param {string} text */
function what(title, text) {
  return el("span", { class: "consent-what" }, el("strong", {}, title), el("span", {}, text));
}

/**
 * @param {import("../app.js").App} app
 * @param {string} clientId
 * @param {HTMLElement} node
 */
async function drawUses(app, clientId, node) {
  try {
    const { uses } = await app.api.get(`/v1/resources/${encodeURIComponent(clientId)}/uses`);
    fill(node, uses.length
      ? uses.map((/** @type {any} */ use) => el("li", { class: "row-note" }, `${shortTime(use.opened_at_ms, app.now())}, ${WAYS[use.source] ?? use.source}`))
      : el("li", { class: "row-note" }, "Not opened yet."));
  } catch (error) {
    fill(node, el("li", { class: "field-error" }, errorText(error)));
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {any} client
 * @param {HTMLInputElement} input
 */
async function mute(app, client, input) {
  try {
    await app.api.put(`/v1/resources/${encodeURIComponent(client.id)}/mute`, { muted: !input.checked });
    toast(input.checked ? `${client.name} may send you notices.` : `${client.name} sends you no more notices.`);
  } catch (error) {
    input.checked = !input.checked;
    toastError(error);
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {any} grant
 */
async function revoke(app, grant) {
  const sure = await confirmSheet({
    title: `Withdraw from ${grant.client.name}?`,
    text: "It can use nothing of yours from now on, also where it is open. You can allow it again later.",
    confirm: "Withdraw",
    danger: true,
  });
  if (!sure) return;
  try {
    await app.api.delete(`/v1/grants/${encodeURIComponent(grant.id)}`);
    globalThis.dispatchEvent(new CustomEvent("pierglass:revoked", { detail: { clientId: grant.client.id } }));
    toast(`${grant.client.name} can no longer use your data.`);
  } catch (error) {
    toastError(error);
  }
}
