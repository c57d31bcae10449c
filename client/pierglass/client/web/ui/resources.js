import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { sheet } from "./sheet.js";
import { errorText } from "./toast.js";

/** @typedef {{id: string, name: string, kind: "applet" | "linked_app", summary: string}} Resource */

/**
 * What fits where the person is: lenses, and apps of the device, told apart.
 *
 * @param {import("../app.js").App} app
 * @param {{title: string, context: "camera" | "conversation" | "profile" | "story"}} options
 * @returns {Promise<Resource | null>} the lens that was chosen
 */
export function pickResource(app, { title, context }) {
  return sheet({
    title,
    testid: "resources",
    body: (close) => {
      const list = el("ul", { class: "resource-list" }, el("li", { class: "row-note" }, "Looking…"));
      draw(app, context, list, close);
      return list;
    },
  });
}

/**
 * @param {import("../app.js").App} app
 * @param {string} context
 * @param {HTMLElement} list
 * @param {(chosen: Resource | null) => void} close
 */
async function draw(app, context, list, close) {
  try {
    const { resources } = await app.api.get(`/v1/resources?context=${context}`);
    fill(list, resources.length
      ? resources.map((/** @type {Resource} */ one) => el("li", {}, row(app, one, close)))
      : el("li", { class: "row-note" }, "No lens fits here yet."));
  } catch (error) {
    const again = el("button", { class: "button button-plain", type: "button", on: { click: () => draw(app, context, list, close) } }, "Try again");
    fill(list, el("li", { class: "field-error" }, errorText(error), again));
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {Resource} resource
 * @param {(chosen: Resource | null) => void} close
 */
function row(app, resource, close) {
  const lens = app.model.lens(resource.id);
  const words = el("span", { class: "row-main" },
    el("span", { class: "row-name" }, resource.name),
    el("span", { class: "row-note" }, resource.summary));
  if (resource.kind === "linked_app" || !lens) {
    // A page cannot start a program: the desktop client does, by its registered command.
    return el("div", { class: "row row-static", testid: "linked-app" }, icon("door"), words, el("span", { class: "row-note" }, "On your device"));
  }
  return el("button", { class: "row", type: "button", testid: `open-${resource.id}`, on: { click: () => close(resource) } },
    el("img", { class: "box-art", src: lens.box_art_url, alt: "" }), words, icon("next"));
}
