/** A lens counts what happens in it, and never to whom. */

/** @type {import("./index.js").Handler} */
export async function countEvent(stage, { event, by = 1 }, { signal }) {
  const path = `/v1/lenses/${encodeURIComponent(stage.lens.id)}/counts`;
  await stage.app.api.post(path, { event, by }, { signal });
  return {};
}
