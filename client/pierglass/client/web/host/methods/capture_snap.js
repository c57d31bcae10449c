import { CallError } from "/sdk/v1/bridge/port.js";
import { announce } from "../../ui/dom.js";

/** The try-on as a full-quality picture: the lens gets a handle, the person sees it. */

/** @type {import("./index.js").Handler} */
export async function snap(stage, _params, call) {
  const { app, viewfinder } = stage;
  const { itemId } = viewfinder;
  if (itemId === null) throw new CallError("failed", "Nothing is tried on; call tryon.start first.");
  const photo = await app.source.full();
  viewfinder.flash();
  viewfinder.hold(await createImageBitmap(photo));
  viewfinder.say("Making the picture…");
  try {
    const { media } = await app.api.post("/v1/media", undefined, { raw: photo, signal: call.signal });
    const answer = await app.api.post("/v1/tryons", { media_id: media.id, item_id: itemId }, { signal: call.signal });
    const result = await app.api.blob(`/v1/media/${encodeURIComponent(answer.media.id)}`, call.signal);
    viewfinder.hold(await createImageBitmap(result));
    announce("Picture taken.");
    const picture = { mediaId: answer.media.id, augmentationId: answer.augmentation.id, itemId, preview: result };
    return { picture: stage.issue("picture", picture, "camera.tryon"), item_id: itemId };
  } catch (error) {
    viewfinder.release();
    throw error;
  } finally {
    viewfinder.say("");
  }
}
