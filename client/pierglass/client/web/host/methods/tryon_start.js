/** An item on the camera picture, or on a photo that the person chose. */

/** @type {import("./index.js").Handler} */
export async function startTryOn(stage, params, call) {
  // An unknown item ends here, with the catalogue's own word for it.
  await stage.app.api.get(`/v1/items/${encodeURIComponent(params.item_id)}`, { signal: call.signal });
  if (params.photo !== undefined) {
    const { file } = stage.resolve(params.photo, "photo");
    await stage.app.source.usePhoto(file);
  }
  const { placed, hidden_share: share, reason } = await stage.viewfinder.tryOn(params.item_id, call.signal);
  return reason ? { placed, hidden_share: share, reason } : { placed, hidden_share: share };
}
