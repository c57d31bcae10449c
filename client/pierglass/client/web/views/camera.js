import { Mirror } from "../mirror.js";
import { choosePhoto } from "../pictures.js";
import { announce, el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { openResource, pickResource } from "../ui/resources.js";
import { errorText, toastError } from "../ui/toast.js";
import { sendPicture } from "./send.js";

/**
 * The mirror: camera or photo, the tray of lenses, a snap to send.
 * @param {import("../app.js").App} app
 */
export function cameraView(app) {
  const mirror = new Mirror(app);
  const ask = el("div", { class: "camera-ask", testid: "camera-ask" });
  const controls = el("div", { class: "camera-controls" });
  const tray = el("ul", { class: "tray", testid: "tray", "aria-label": "Lenses" });
  const flip = el("button", { class: "icon-button glass-button", type: "button", "aria-label": "Turn the camera round", on: { click: () => turn() } }, icon("flip"));
  const node = el("section", { class: "camera", testid: "camera", "aria-label": "Mirror" },
    el("div", { class: "camera-glass" }, mirror.canvas, ask),
    el("div", { class: "camera-top" },
      el("a", { class: "icon-button glass-button camera-close", href: "#/chats", "aria-label": "Back to chats" }, icon("close")),
      flip),
    el("div", { class: "camera-bottom" }, tray, controls));

  /** @type {Blob | null} */
  let snap = null;

  const drawAsk = (/** @type {string} */ trouble = "") => {
    const nothing = app.source.kind === "none";
    ask.hidden = !nothing;
    flip.hidden = app.source.kind !== "camera";
    fill(ask,
      el("div", { class: "ask-arch", "aria-hidden": "true" }, icon("mirror")),
      trouble && el("p", { role: "alert", testid: "camera-trouble" }, trouble),
      !trouble && el("p", {}, "Stand in front of the camera, or choose a photo of yourself."),
      el("div", { class: "ask-actions" },
        el("button", { class: "button button-primary", type: "button", testid: "camera-on", on: { click: () => turnOn() } }, icon("camera"), "Turn the camera on"),
        el("button", { class: "button glass-quiet", type: "button", testid: "choose-photo-ask", on: { click: () => choose() } }, icon("picture"), "Choose a photo")));
  };
  const turnOn = async (facing = app.source.facing) => {
    try {
      await app.source.startCamera(facing);
      if (!mirror.running) return app.source.stop();
      drawAsk();
    } catch (error) {
      drawAsk(errorText(error));
    }
  };
  const turn = () => turnOn(app.source.facing === "user" ? "environment" : "user");
  const choose = async () => {
    const file = await choosePhoto();
    if (!file) return;
    try {
      await app.source.usePhoto(file);
      drawAsk();
      announce("Your photo is in the mirror.");
    } catch (error) {
      toastError(error);
    }
  };
  const take = async () => {
    try {
      snap = await app.source.full();
      mirror.hold(await createImageBitmap(snap));
      drawControls();
      announce("Picture taken. Send it or take another.");
      /** @type {HTMLElement | null} */ (controls.querySelector("[data-testid=snap-send]"))?.focus();
    } catch (error) {
      toastError(error);
    }
  };
  const again = () => {
    snap = null;
    mirror.thaw();
    drawControls();
  };
  const send = async () => {
    if (snap && await sendPicture(app, snap)) again();
  };
  const drawControls = () => {
    tray.hidden = snap !== null;
    fill(controls, snap
      ? [
        el("button", { class: "button glass-quiet", type: "button", testid: "snap-again", on: { click: again } }, icon("retry"), "Take another"),
        el("button", { class: "button button-primary", type: "button", testid: "snap-send", on: { click: send } }, icon("send"), "Send"),
      ]
      : [
        el("button", { class: "icon-button glass-button", type: "button", testid: "choose-photo", "aria-label": "Choose a photo", on: { click: choose } }, icon("picture")),
        el("button", { class: "shutter", type: "button", testid: "shutter", "aria-label": "Take a picture", on: { click: take } }),
        el("span", { class: "shutter-balance" }),
      ]);
  };
  const drawTray = () => fill(tray, app.model.lenses.filter(inCamera).map((lens) => el("li", {},
    el("button", { class: "lens-button", type: "button", testid: `lens-${lens.id}`, on: { click: () => app.openLens(lens.id, { source: "tray", context: "camera" }) } },
      el("img", { class: "lens-art", src: lens.box_art_url, alt: "" }),
      el("span", {}, lens.name)))),
  el("li", {}, el("button", { class: "lens-button", type: "button", testid: "tray-more", on: { click: () => browse() } },
    el("span", { class: "lens-art tray-more" }, icon("more")),
    el("span", {}, "More"))));
  /** Everything that fits the camera, the apps of this device too. */
  const browse = async () => {
    const chosen = await pickResource(app, { title: "For the camera", context: "camera" });
    if (chosen) openResource(app, chosen, { source: "tray", context: "camera" });
  };

  const stop = app.model.on("lenses", drawTray);
  drawAsk();
  drawControls();
  drawTray();
  mirror.start();
  if (app.source.kind === "none") turnOn();
  return {
    node,
    dispose: () => {
      stop();
      mirror.stop();
      // A lens that was opened from the tray looks into the same mirror.
      if (!app.pendingLaunch) app.source.stop();
    },
  };
}

/** @param {{contexts?: string[]}} lens a lens may say that it is for elsewhere */
function inCamera({ contexts }) {
  return !contexts || contexts.includes("camera");
}
