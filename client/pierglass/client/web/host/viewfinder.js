import { Mirror } from "../mirror.js";
import { choosePhoto } from "../pictures.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { errorText } from "../ui/toast.js";

/** A lens is told of a change that a person would notice, not of every frame. */
const NOTICED_SHARE = 0.05;

/**
 * The page's mirror, where the lens lays it out: the picture lies under the lens's frame
 * and shows through where the lens's page is transparent, so that the lens's own words
 * and touches lie over it; the page's own controls lie over both. The lens never gets
 * the picture.
 */
export class Viewfinder {
  /**
   * @param {import("../app.js").App} app
   * @param {(placement: import("../mirror.js").Placement) => void} tell
   */
  constructor(app, tell) {
    this.app = app;
    this.tell = tell;
    this.mirror = new Mirror(app, {
      update: (placement) => this.updated(placement),
      trouble: (error) => this.say(error ? error.message : ""),
    });
    this.ask = el("div", { class: "lens-ask", testid: "lens-ask", hidden: true });
    this.chip = el("p", { class: "lens-chip", role: "status", testid: "lens-chip", hidden: true });
    this.again = el("button", { class: "icon-button glass-button lens-again", type: "button", "aria-label": "Back to the mirror", testid: "lens-again", hidden: true, on: { click: () => this.release() } }, icon("close"));
    this.under = el("div", { class: "lens-mirror", testid: "viewfinder", hidden: true }, this.mirror.canvas);
    this.over = el("div", { class: "lens-over", hidden: true }, this.ask, this.chip, this.again);
    /** @type {import("../mirror.js").Placement | null} */
    this.told = null;
    /** What the picture that is held is said to be. */
    this.label = "";
    this.onSource = () => {};
    this.mirror.start();
  }

  get itemId() {
    return this.mirror.itemId;
  }

  /** @param {{x: number, y: number, width: number, height: number}} region */
  layOut({ x, y, width, height }) {
    const body = this.under.parentElement?.getBoundingClientRect();
    const right = Math.min(x + width, body?.width ?? 0);
    const bottom = Math.min(y + height, body?.height ?? 0);
    const left = Math.max(0, x);
    const top = Math.max(0, y);
    for (const layer of [this.under, this.over]) {
      layer.hidden = right - left < 1 || bottom - top < 1;
      Object.assign(layer.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${Math.max(0, right - left)}px`,
        height: `${Math.max(0, bottom - top)}px`,
      });
    }
  }

  /**
   * Make sure that there is something to look at: the camera, else ask for a photo.
   * @returns {Promise<boolean>}
   */
  async ready() {
    const { source } = this.app;
    if (source.kind !== "none") return true;
    try {
      await source.startCamera();
      if (!this.mirror.running) source.stop();
      this.sourceChanged();
      return true;
    } catch (error) {
      this.askForPicture(errorText(error));
      return false;
    }
  }

  /** @param {string} trouble */
  askForPicture(trouble) {
    this.ask.hidden = false;
    fill(this.ask,
      el("p", { role: "alert" }, trouble),
      el("div", { class: "ask-actions" },
        el("button", { class: "button button-primary", type: "button", testid: "lens-choose-photo", on: { click: () => this.choose() } }, icon("picture"), "Choose a photo"),
        el("button", { class: "button glass-quiet", type: "button", on: { click: () => this.resume() } }, icon("camera"), "Try the camera")));
  }

  /** A photo from this device takes the camera's place. */
  async choose() {
    const file = await choosePhoto();
    if (!file) return null;
    try {
      await this.app.source.usePhoto(file);
    } catch (error) {
      this.askForPicture(errorText(error));
      return null;
    }
    this.sourceChanged();
    return file;
  }

  async resume() {
    if (await this.ready()) this.sourceChanged();
  }

  sourceChanged() {
    this.ask.hidden = true;
    this.release();
    this.onSource();
    const { itemId } = this.mirror;
    if (itemId) this.mirror.tryOn(itemId).catch(() => {});
  }

  /**
   * @param {string} itemId
   * @param {AbortSignal} signal
   * @returns {Promise<import("../mirror.js").Placement>}
   */
  async tryOn(itemId, signal) {
    this.release();
    this.mirror.itemId = itemId;
    if (!await this.ready()) return { placed: false, hidden_share: 0, reason: "no_picture" };
    const placement = await this.mirror.tryOn(itemId, signal);
    this.told = placement;
    return placement;
  }

  takeOff() {
    this.told = null;
    this.release();
    this.mirror.takeOff();
    this.say("");
  }

  /** @param {import("../mirror.js").Placement} placement */
  updated(placement) {
    const { told } = this;
    const same = told && told.placed === placement.placed && told.reason === placement.reason
      && Math.abs(told.hidden_share - placement.hidden_share) <= NOTICED_SHARE;
    if (same) return;
    const first = told === null;
    this.told = placement;
    if (!first) this.tell(placement);
  }

  /**
   * @param {ImageBitmap} bitmap
   * @param {string} [label] What it is, where people would take it for a photo.
   * @param {"fill" | "whole"} [fit] Whether it fills the mirror, or is seen whole on white.
   */
  hold(bitmap, label = "", fit = "fill") {
    this.mirror.hold(bitmap);
    this.under.dataset.fit = fit;
    this.again.hidden = false;
    if (label !== this.label) this.say(label);
    this.label = label;
  }

  release() {
    this.mirror.thaw();
    this.under.dataset.fit = "fill";
    this.again.hidden = true;
    if (this.label) this.say("");
    this.label = "";
  }

  flash() {
    const flash = el("span", { class: "flash", "aria-hidden": "true", on: { animationend: () => flash.remove() } });
    this.over.append(flash);
  }

  /** @param {string} text */
  say(text) {
    this.chip.hidden = !text;
    this.chip.textContent = text;
  }

  /** The lens is gone from its page (a reload): nothing is laid out any more. */
  reset() {
    this.takeOff();
    this.under.hidden = true;
    this.over.hidden = true;
  }

  stop() {
    this.mirror.stop();
    this.under.remove();
    this.over.remove();
  }
}
