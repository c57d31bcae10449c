import { el } from "../../ui/dom.js";

/** What sharing to a chat and sharing to the story have in common. */

/** @typedef {{mediaId: string, augmentationId: string, itemId: string, preview: Blob}} Picture */

/**
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @returns {Picture | null}
 */
export function pictureOf(stage, params) {
  return params.picture === undefined ? null : stage.resolve(params.picture, "picture");
}

/**
 * The card as the server keeps it; the lens's identity is the page's to say.
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {Picture | null} picture
 * @returns {import("../../model.js").Card}
 */
export function cardOf(stage, params, picture) {
  /** @type {import("../../model.js").Card} */
  const card = { lens_id: stage.lens.id, title: params.title };
  const itemId = params.item_id ?? picture?.itemId;
  if (params.subtitle !== undefined) card.subtitle = params.subtitle;
  if (itemId !== undefined) card.item_id = itemId;
  if (picture) card.image_id = picture.mediaId;
  if (params.state !== undefined) card.state = params.state;
  return card;
}

/**
 * What is being shared, and by whom, at the head of the sheet.
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {Picture | null} picture
 */
export function summaryOf(stage, params, picture) {
  const image = el("img", { class: "share-picture", alt: "The picture that is shared", hidden: !picture });
  if (picture) {
    const url = URL.createObjectURL(picture.preview);
    image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
    image.src = url;
  }
  return el("div", { class: "share-summary" },
    image,
    el("div", { class: "row-main" },
      el("strong", { class: "share-title" }, params.title),
      params.subtitle && el("span", { class: "row-note" }, params.subtitle),
      el("span", { class: "share-lens" }, el("img", { class: "card-art", src: stage.lens.box_art_url, alt: "" }), `From the lens ${stage.lens.name}`)));
}
