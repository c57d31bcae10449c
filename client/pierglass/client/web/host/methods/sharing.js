import { CallError } from "/sdk/v1/bridge/port.js";
import { uploadable } from "../../pictures.js";
import { el } from "../../ui/dom.js";
import { placeLine } from "../../ui/place.js";

/** What sharing to a chat and sharing to the story have in common. */

/** @typedef {{mediaId: string, augmentationId?: string, itemId?: string, preview: Blob}} Picture */

const PLACE_NAME = 120;
const AXES = /** @type {const} */ ([["latitude", 90], ["longitude", 180]]);

/**
 * What the handle names, a try-on or the person's own photo, with the overlay if the lens
 * drew one. The server draws the one over the other; the lens never holds the picture.
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {AbortSignal} signal
 * @returns {Promise<Picture | null>}
 */
export async function pictureOf(stage, params, signal) {
  if (params.picture === undefined) {
    if (params.overlay !== undefined) throw refusal("overlay", "there is no picture to lay it over");
    return null;
  }
  const picture = await named(stage, params.picture);
  if (params.overlay === undefined) return picture;
  // The same drawing over the same picture is one picture: a repeated share sends it again.
  const key = `${picture.mediaId} ${params.overlay}`;
  const made = stage.overlaid.get(key) ?? await layOver(stage, picture, params.overlay, signal);
  stage.overlaid.set(key, made);
  return made;
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {Picture} picture
 * @param {string} overlay
 * @param {AbortSignal} signal
 * @returns {Promise<Picture>}
 */
async function layOver(stage, picture, overlay, signal) {
  const path = `/v1/media/${encodeURIComponent(picture.mediaId)}/overlays`;
  const { media } = await stage.app.api.post(path, undefined, { raw: drawing(overlay), signal });
  const preview = await stage.app.api.blob(`/v1/media/${encodeURIComponent(media.id)}`, signal);
  return { ...picture, mediaId: media.id, preview };
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {unknown} word
 * @returns {Promise<Picture>}
 */
async function named(stage, word) {
  let photo;
  try {
    return stage.resolve(word, "picture");
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== "handle_kind") throw error;
    photo = stage.resolve(word, "photo");
  }
  // A photo stays on this device until the lens wants to share it.
  photo.shared ??= await upload(stage, photo.file);
  return photo.shared;
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {Blob} file
 * @returns {Promise<Picture>}
 */
async function upload(stage, file) {
  const preview = await uploadable(file);
  const { media } = await stage.app.api.post("/v1/media", undefined, { raw: preview });
  return { mediaId: media.id, preview };
}

/**
 * @param {string} text base64
 * @returns {Blob}
 */
function drawing(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw refusal("overlay", "expected base64");
  }
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return new Blob([bytes], { type: "image/png" });
  if (bytes[0] === 0x52 && bytes[8] === 0x57) return new Blob([bytes], { type: "image/webp" });
  throw refusal("overlay", "expected a PNG or WebP in base64");
}

/**
 * The place that the lens proposes: a name with a point on Earth.
 * @param {any} params
 * @returns {import("../../ui/place.js").Place | undefined}
 */
export function placeOf({ place }) {
  if (place === undefined) return undefined;
  const names = Object.keys(place).sort().join();
  if (names !== "latitude,longitude,name") throw refusal("place", "expected name, latitude and longitude");
  const { name } = place;
  if (typeof name !== "string" || !name.trim() || name.length > PLACE_NAME) throw refusal("place", `name: expected 1 to ${PLACE_NAME} characters`);
  for (const [axis, most] of AXES) {
    if (!Number.isFinite(place[axis])) throw refusal("place", `${axis}: expected a number of degrees`);
    if (Math.abs(place[axis]) > most) throw refusal("place", `${axis}: ${place[axis]}, expected -${most} to ${most}`);
  }
  return place;
}

/** @param {string} field @param {string} message */
function refusal(field, message) {
  return new CallError("invalid_params", `${field}: ${message}`, { field });
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
  if (params.place !== undefined) card.place = placeOf(params);
  return card;
}

/**
 * What is being shared, and by whom, at the head of the sheet.
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {Picture | null} picture
 */
export function summaryOf(stage, params, picture) {
  const place = placeOf(params);
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
      place && placeLine(place),
      el("span", { class: "share-lens" }, el("img", { class: "card-art", src: stage.lens.box_art_url, alt: "" }), `From the lens ${stage.lens.name}`)));
}
