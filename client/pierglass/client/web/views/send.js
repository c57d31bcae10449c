import { el } from "../ui/dom.js";
import { conversationOf, pickRecipients } from "../ui/picker.js";
import { toast, toastError } from "../ui/toast.js";

/**
 * Ask who gets a picture, upload it once, send it to each.
 * @param {import("../app.js").App} app
 * @param {Blob} blob
 * @returns {Promise<boolean>} whether it is on its way
 */
export async function sendPicture(app, blob) {
  const url = URL.createObjectURL(blob);
  const summary = el("img", { class: "send-preview", src: url, alt: "The picture you took" });
  const choice = await pickRecipients(app, { title: "Send to", many: true, story: true, summary });
  if (!choice) {
    URL.revokeObjectURL(url);
    return false;
  }
  try {
    const { media } = await app.api.post("/v1/media", undefined, { raw: blob });
    await deliver(app, choice, { image_id: media.id });
    return true;
  } catch (error) {
    toastError(error);
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../ui/picker.js").Choice} choice
 * @param {import("../model.js").Body} body
 */
async function deliver(app, choice, body) {
  const timer = choice.durationS ? { duration_s: choice.durationS } : {};
  if (choice.story) {
    await app.api.post("/v1/stories/mine/snaps", { ...body, ...timer });
    await app.sync.loadStories().catch(() => {});
  }
  for (const target of choice.targets) {
    const conversationId = await conversationOf(app, target);
    await app.sync.send(conversationId, { ...body, ...timer });
  }
  const names = [...choice.targets.map(({ name }) => name), ...(choice.story ? ["your story"] : [])];
  toast(`Sent to ${names.join(", ")}.`);
}
