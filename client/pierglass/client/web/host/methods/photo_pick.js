import { CallError } from "/sdk/v1/bridge/port.js";
import { choosePhoto } from "../../pictures.js";
import { el } from "../../ui/dom.js";
import { icon } from "../../ui/icons.js";
import { sheet } from "../../ui/sheet.js";
import { toastError } from "../../ui/toast.js";

/** The person chooses a photo; the lens gets a handle, the mirror shows the photo. */

/** @type {import("./index.js").Handler} */
export async function pickPhoto(stage, _params, call) {
  const file = await call.whileUserDecides(() => choose(stage, call.signal));
  if (!file) throw new CallError("cancelled");
  await stage.app.source.usePhoto(file);
  stage.viewfinder.sourceChanged();
  return { photo: stage.issue("photo", { file }) };
}

/**
 * A sheet of the page's own: the tap that opens the system's chooser is in this window.
 * @param {import("../stage.js").Stage} stage
 * @param {AbortSignal} signal
 * @returns {Promise<File | null>}
 */
function choose(stage, signal) {
  return sheet({
    title: "Choose a photo",
    testid: "photo-sheet",
    signal,
    body: (close) => {
      const open = async () => {
        const file = await choosePhoto();
        if (!file) return;
        try {
          (await createImageBitmap(file)).close();
          close(file);
        } catch {
          toastError(new Error("This file is not a picture that the browser can read. Choose a JPEG, PNG or WebP."));
        }
      };
      return [
        el("p", { class: "sheet-text" }, `Pierglass tries items on in it. ${stage.lens.name} does not see it.`),
        el("button", { class: "button button-primary", type: "button", testid: "photo-sheet-open", on: { click: open } }, icon("picture"), "Choose from this device"),
      ];
    },
  });
}
