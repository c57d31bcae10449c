import { CallError } from "/sdk/v1/bridge/port.js";
import { choosePhoto, PictureSource } from "../../pictures.js";
import { el } from "../../ui/dom.js";
import { icon } from "../../ui/icons.js";
import { sheet } from "../../ui/sheet.js";
import { toastError } from "../../ui/toast.js";

/** The person chooses a photo or takes one; the lens gets a handle, the mirror shows the photo. */

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
async function choose(stage, signal) {
  const camera = new PictureSource();
  const closed = new AbortController();
  try {
    return await sheet({
      title: "Choose a photo",
      testid: "photo-sheet",
      signal,
      body: (close) => [
        el("p", { class: "sheet-text" }, `Pierglass tries items on in it. ${stage.lens.name} does not see it.`),
        button("photo-sheet-open", "button-primary", "picture", "Choose from this device", () => fromDevice(close)),
        fromCamera(camera, closed.signal, close),
      ],
    });
  } finally {
    closed.abort();
    camera.stop();
  }
}

/** @param {(file: File) => void} close */
async function fromDevice(close) {
  const file = await choosePhoto();
  if (!file) return;
  try {
    (await createImageBitmap(file)).close();
    close(file);
  } catch {
    toastError(new Error("This file is not a picture that the browser can read. Choose a JPEG, PNG or WebP."));
  }
}

/**
 * A button that becomes the camera's picture, and the button that takes it.
 * @param {PictureSource} camera
 * @param {AbortSignal} closed
 * @param {(file: File) => void} close
 */
function fromCamera(camera, closed, close) {
  const take = button("photo-sheet-take", "button-primary", "camera", "Take it", async () => {
    const photo = await camera.full().catch(toastError);
    if (photo) close(new File([photo], "photo.jpg", { type: "image/jpeg" }));
  });
  const view = el("div", { class: "photo-camera", hidden: true }, camera.video, take);
  const start = button("photo-sheet-camera", "button-quiet", "camera", "Take a photo", async () => {
    try {
      // The camera that looks away from the person, where there are two.
      await camera.startCamera("environment");
    } catch (error) {
      toastError(error);
      return;
    }
    if (closed.aborted) camera.stop();
    start.hidden = true;
    view.hidden = false;
    take.focus();
  });
  return [start, view];
}

/**
 * @param {string} testid
 * @param {string} look
 * @param {"camera" | "picture"} sign
 * @param {string} text
 * @param {() => void} click
 */
function button(testid, look, sign, text, click) {
  return el("button", { class: `button ${look}`, type: "button", testid, on: { click } }, icon(sign), text);
}
