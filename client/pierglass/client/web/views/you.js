import { avatar } from "../ui/avatar.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { openResource, resourceList } from "../ui/resources.js";
import { sheet } from "../ui/sheet.js";
import { shortTime } from "../ui/time.js";
import { errorText, toast, toastError } from "../ui/toast.js";
import { drawGrants } from "./grants.js";

/**
 * Oneself: name, who sees the story, what lenses may do, devices, the way out.
 * @param {import("../app.js").App} app
 */
export function youView(app) {
  const profile = el("div", { class: "profile" });
  const grants = el("ul", { testid: "grants" });
  const devices = el("ul", {});
  const audience = el("div", { class: "padded" });
  const activity = el("div", { class: "padded" });
  drawProfile(app, profile);
  const resources = el("div", { class: "padded" }, resourceList(app, "profile", (chosen) => openResource(app, chosen, { source: "tray", context: "profile" })));
  const parts = [
    () => drawGrants(app, grants),
    () => drawDevices(app, devices),
    () => drawAudience(app, audience),
    () => drawActivity(app, activity),
  ];
  for (const draw of parts) draw();
  const node = document.createDocumentFragment();
  node.append(
    el("header", { class: "pane-head" }, el("h1", {}, "You")),
    el("div", { class: "pane-scroll" },
      profile,
      section("Lenses and apps", resources),
      section("Your story", audience),
      section("In chats", activity),
      section("Lenses that may use your data", grants),
      section("Signed in on", devices),
      el("div", { class: "padded" },
        el("button", { class: "button button-quiet button-wide", type: "button", testid: "sign-out", on: { click: () => app.signOut() } }, icon("door"), "Sign out"))));
  return { node };
}

/**
 * @param {string} title
 * @param {Node} body
 */
function section(title, body) {
  return el("section", { "aria-label": title }, el("h2", { class: "section-title" }, title), body);
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
function drawProfile(app, node) {
  const account = /** @type {import("../session.js").Account} */ (app.session.account);
  fill(node,
    avatar(account, "l"),
    el("div", { class: "row-main" },
      el("span", { class: "profile-name", testid: "own-name" }, account.display_name),
      el("span", { class: "profile-handle" }, `@${account.username}`),
      el("span", {}, el("button", { class: "button button-plain auth-switch", type: "button", on: { click: () => rename(app, node) } }, "Change name"))));
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
async function rename(app, node) {
  const account = /** @type {import("../session.js").Account} */ (app.session.account);
  const name = await sheet({
    title: "Your name",
    body: (close) => {
      const input = el("input", { class: "input", id: "display-name", value: account.display_name, maxlength: 64, autocomplete: "name", autofocus: true });
      /** @param {Event} event */
      const submit = (event) => {
        event.preventDefault();
        close(input.value.trim());
      };
      return el("form", { class: "picker-form", on: { submit } },
        el("div", { class: "field" }, el("label", { class: "field-label", for: "display-name" }, "Friends see this"), input),
        el("button", { class: "button button-primary" }, "Save"));
    },
  });
  if (!name || name === account.display_name) return;
  try {
    const answer = await app.api.patch("/v1/me", { display_name: name });
    app.session.describe(answer.account);
    drawProfile(app, node);
    toast("Your name is changed.");
  } catch (error) {
    toastError(error);
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
async function drawDevices(app, node) {
  await load(node, async () => {
    const { devices } = await app.api.get("/v1/me/devices");
    return devices.map((/** @type {any} */ device) => {
      const here = device.id === app.session.tokens?.device_id;
      const seen = device.last_seen_at_ms ?? device.created_at_ms;
      return el("li", {}, el("div", { class: "row row-static" },
        el("span", { class: "row-main" },
          el("span", { class: "row-name" }, device.name || "A device"),
          el("span", { class: "row-note" }, here ? "This window" : seen ? `Last seen ${shortTime(seen, app.now())}` : "")),
        !here && el("button", { class: "button button-quiet", type: "button", "aria-label": `Sign out ${device.name}`, on: { click: () => signOutDevice(app, device, node) } }, "Sign out")));
    });
  });
}

/**
 * @param {import("../app.js").App} app
 * @param {any} device
 * @param {HTMLElement} node
 */
async function signOutDevice(app, device, node) {
  try {
    await app.api.delete(`/v1/me/devices/${encodeURIComponent(device.id)}`);
    toast(`${device.name} is signed out.`);
  } catch (error) {
    toastError(error);
  }
  await drawDevices(app, node);
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
async function drawAudience(app, node) {
  await load(node, async () => {
    const answer = await app.api.get("/v1/stories/mine");
    const current = answer.audience ?? answer.story?.audience;
    /** @param {Event} event */
    const change = async (event) => {
      const audience = /** @type {HTMLInputElement} */ (event.target).value;
      try {
        await app.api.patch("/v1/stories/mine", { audience });
        toast(audience === "friends" ? "Friends see your story." : "Nobody sees your story.");
      } catch (error) {
        toastError(error);
        await drawAudience(app, node);
      }
    };
    return el("div", { class: "segments", role: "radiogroup", "aria-label": "Who sees your story", on: { change } },
      [["friends", "Friends see it"], ["nobody", "Nobody sees it"]].map(([value, label]) => el("label", { class: "segment" },
        el("input", { type: "radio", name: "audience", value, checked: current === value }), el("span", {}, label))));
  });
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} node
 */
async function drawActivity(app, node) {
  await load(node, async () => {
    const { privacy } = await app.api.get("/v1/me/privacy");
    const input = el("input", { type: "checkbox", class: "switch", role: "switch", checked: privacy.shows_activity, testid: "shows-activity" });
    input.addEventListener("change", async () => {
      try {
        await app.api.put("/v1/me/privacy", { shows_activity: input.checked });
        toast(input.checked ? "Chats see which lens you open there." : "Nobody sees which lens you have open.");
      } catch (error) {
        input.checked = !input.checked;
        toastError(error);
      }
    });
    return el("label", { class: "switch-row" }, el("span", {}, "Others see which lens you open there"), input);
  });
}

/**
 * @param {HTMLElement} node
 * @param {() => Promise<import("../ui/dom.js").Child>} draw
 */
async function load(node, draw) {
  try {
    fill(node, await draw());
  } catch (error) {
    const again = el("button", { class: "button button-plain", type: "button", on: { click: () => load(node, draw) } }, "Try again");
    fill(node, el("div", { class: "padded field-error" }, errorText(error), again));
  }
}
