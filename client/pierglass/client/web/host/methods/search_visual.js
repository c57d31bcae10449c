import { uploadable } from "../../pictures.js";

/**
 * Listings by a photo that the person chose, by words, or by both. The mirror shows what
 * was searched with, and says when a network made it up; the lens gets its handle.
 */

const MADE_UP = "Made up by Pierglass";

/** @type {import("./index.js").Handler} */
export async function searchVisual(stage, params, call) {
  const { app, viewfinder } = stage;
  const asked = { ...filtersOf(params), ...(await photoOf(stage, params, call.signal)) };
  for (const name of ["keywords", "kind", "top"]) {
    if (params[name] !== undefined) asked[name] = params[name];
  }
  const { outcome, garment, picture, notes, results } = await app.api.post("/v1/search", asked, { signal: call.signal });
  /** @type {Record<string, unknown>} */
  const answer = { outcome, generated: false, notes, results };
  if (garment) answer.garment = garment;
  if (picture) {
    const preview = await app.api.blob(`/v1/media/${encodeURIComponent(picture.id)}`, call.signal);
    viewfinder.hold(await createImageBitmap(preview), picture.generated ? MADE_UP : "", "whole");
    answer.generated = picture.generated;
    answer.picture = stage.issue("picture", { mediaId: picture.id, preview }, "search");
  }
  return answer;
}

/**
 * The photo on the server; one that is searched with again is not uploaded again.
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {AbortSignal} signal
 * @returns {Promise<Record<string, unknown>>}
 */
async function photoOf(stage, params, signal) {
  if (params.photo === undefined) return {};
  const photo = stage.resolve(params.photo, "photo");
  if (!photo.mediaId) {
    const raw = await uploadable(photo.file);
    const { media } = await stage.app.api.post("/v1/media", undefined, { raw, signal });
    photo.mediaId = media.id;
  }
  return { media_id: photo.mediaId };
}

/**
 * @param {any} params
 * @returns {Record<string, any>}
 */
function filtersOf(params) {
  const given = (/** @type {string[]} */ names) =>
    Object.fromEntries(names.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]));
  const filters = given(["kinds", "merchant_id", "in_stock", "text"]);
  if (params.currency !== undefined) filters.price = given(["currency", "least_minor", "most_minor"]);
  return Object.keys(filters).length ? { filters } : {};
}
