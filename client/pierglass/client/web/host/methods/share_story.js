import { CallError } from "/sdk/v1/bridge/port.js";
import { el } from "../../ui/dom.js";
import { sheet } from "../../ui/sheet.js";
import { toast } from "../../ui/toast.js";
import { cardOf, pictureOf, summaryOf } from "./sharing.js";

/** A snap for the person's story, once they say yes. */

/** @type {import("./index.js").Handler} */
export async function shareStory(stage, params, call) {
  const { app, lens, ledger } = stage;
  const earlier = ledger.recall(lens.id, "share.story", params);
  if (earlier) return earlier;
  const picture = await pictureOf(stage, params, call.signal);
  if (!picture) throw new CallError("invalid_params", "A story needs a picture; call capture.snap first.", { field: "picture" });
  const agreed = await call.whileUserDecides(() => ask(stage, params, picture, call.signal));
  if (!agreed) throw new CallError("cancelled");
  const { snap } = await app.api.post("/v1/stories/mine/snaps", {
    image_id: picture.mediaId,
    augmentation_id: picture.augmentationId,
    card: cardOf(stage, params, picture),
  });
  const result = { snap_id: snap.id };
  ledger.record(lens.id, "share.story", params, result);
  app.sync.loadStories().catch(() => {});
  toast("It is on your story for 24 hours.");
  return result;
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {any} params
 * @param {import("./sharing.js").Picture} picture
 * @param {AbortSignal} signal
 */
function ask(stage, params, picture, signal) {
  return sheet({
    title: "Add to your story?",
    testid: "story-sheet",
    signal,
    body: (close) => [
      summaryOf(stage, params, picture),
      el("p", { class: "sheet-text" }, "Friends see it for 24 hours."),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(false) } }, "Not now"),
        el("button", { class: "button button-primary", type: "button", testid: "story-confirm", on: { click: () => close(true) } }, "Add")),
    ],
  });
}
