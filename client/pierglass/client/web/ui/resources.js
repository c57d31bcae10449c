import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { openLinked, opensHere } from "./linked.js";
import { sheet } from "./sheet.js";
import { errorText } from "./toast.js";

/**
 * What fits where the person is: lenses, and apps of the device, told apart.
 *
 * @typedef {"camera" | "conversation" | "profile" | "story"} Context
 * @typedef {{id: string, name: string, kind: "applet" | "linked_app", summary: string, scopes: string[], handler?: string}} Resource
 */

/**
 * A sheet with the list; what is chosen is opened.
 * @param {import("../app.js").App} app
 * @param {{title: string, context: Context}} options
 * @returns {Promise<Resource | null>} what was chosen
 */
export function pickResource(app, { title, context }) {
  return sheet({ title, testid: "resources", body: (close) => resourceList(app, context, close) });
}

/**
 * The list by itself, for a view that has room for it.
 * @param {import("../app.js").App} app
 * @param {Context} context
 * @param {(chosen: Resource) => void} onChosen
 */
export function resourceList(app, context, onChosen) {
  const list = el("ul", { class: "resource-list", testid: `resources-${context}` }, el("li", { class: "row-note" }, "Looking…"));
  draw(app, context, list, onChosen);
  return list;
}

/**
 * Open a lens inside, or a linked app by its link.
 * @param {import("../app.js").App} app
 * @param {Resource} resource
 * @param {import("../app.js").Launch} launch
 */
export function openResource(app, resource, launch) {
  if (resource.kind === "linked_app") openLinked(app, resource, launch);
  else app.openLens(resource.id, launch);
}

/**
 * @param {import("../app.js").App} app
 * @param {Context} context
 * @param {HTMLElement} list
 * @param {(chosen: Resource) => void} onChosen
 */
async function draw(app, context, list, onChosen) {
  try {
    const { resources } = await app.api.get(`/v1/resources?context=${context}`);
    fill(list, resources.length
      ? resources.map((/** @type {Resource} */ one) => el("li", {}, row(app, one, onChosen)))
      : el("li", { class: "row-note" }, "No lens fits here yet."));
  } catch (error) {
    const again = el("button", { class: "button button-plain", type: "button", on: { click: () => draw(app, context, list, onChosen) } }, "Try again");
    fill(list, el("li", { class: "field-error" }, errorText(error), again));
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {Resource} resource
 * @param {(chosen: Resource) => void} onChosen
 */
function row(app, resource, onChosen) {
  const lens = app.model.lens(resource.id);
  const linked = resource.kind === "linked_app";
  const words = el("span", { class: "row-main" },
    el("span", { class: "row-name" }, resource.name),
    el("span", { class: "row-note" }, resource.summary));
  const choose = { click: () => onChosen(resource) };
  if (linked && opensHere(resource)) {
    return el("button", { class: "row", type: "button", testid: "linked-app", on: choose },
      icon("door"), words, el("span", { class: "row-note" }, "App on your device"), icon("next"));
  }
  if (linked || !lens) {
    // It declared no link that a page may follow: the desktop client has its command.
    return el("div", { class: "row row-static", testid: "linked-app" }, icon("door"), words, el("span", { class: "row-note" }, "On your device"));
  }
  return el("button", { class: "row", type: "button", testid: `open-${resource.id}`, on: choose },
    el("img", { class: "box-art", src: lens.box_art_url, alt: "" }), words, icon("next"));
}
