import { LiveTryOn } from "./live.js";

/**
 * What stands in the viewfinder: the camera or photo as it is, the live try-on over it,
 * or one picture held still. Drawn by the page into a canvas; a lens never sees it.
 */

/** A slow stream keeps its last frame; a cut one gives way to the camera. */
const STALE_MS = { started: 15_000, cut: 1000 };
/** A photo is sent this often for one item: the static map first, then the predicted. */
const PHOTO_FRAMES = 3;

/**
 * @typedef {{placed: boolean, hidden_share: number, reason?: string}} Placement
 * @typedef {{itemId: string, resolve: (placement: Placement) => void, reject: (error: unknown) => void}} Waiter
 */

export class Mirror {
  /**
   * @param {import("./app.js").App} app
   * @param {object} [on]
   * @param {(placement: Placement, itemId: string) => void} [on.update]
   * @param {(error: Error | null) => void} [on.trouble]
   */
  constructor(app, { update = () => {}, trouble = () => {} } = {}) {
    this.app = app;
    this.source = app.source;
    this.onUpdate = update;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "mirror-canvas";
    this.canvas.dataset.testid = "mirror";
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    /** @type {ImageBitmap | null} */
    this.held = null;
    /** @type {{bitmap: ImageBitmap, at: number, generation: number} | null} */
    this.shown = null;
    /** @type {Waiter[]} */
    this.waiters = [];
    /** Live frames drawn so far. */
    this.frames = 0;
    /** What the newest of them says. @type {(Placement & {item_id: string, mask_age?: number}) | null} */
    this.latest = null;
    /** Who waits for another kind of state. @type {Set<() => void>} */
    this.changing = new Set();
    this.sent = { generation: -1, itemId: "", times: 0 };
    this.itemId = /** @type {string | null} */ (null);
    this.running = false;
    this.live = new LiveTryOn({
      url: app.config.live_url,
      session: app.session,
      renew: () => app.api.refresh(),
      grab: () => this.grab(),
      onFrame: (frame, itemId) => this.receive(frame, itemId),
      onTrouble: (error) => {
        trouble(error);
        if (error && !error.retryable) this.giveUp(error);
      },
    });
  }

  start() {
    if (this.running) return;
    this.running = true;
    const draw = () => {
      if (!this.running) return;
      this.draw();
      requestAnimationFrame(draw);
    };
    draw();
  }

  stop() {
    this.running = false;
    this.takeOff();
    this.thaw();
    this.live.stop();
  }

  /** What the canvas shows now: held, then a fresh live frame, then the source itself. */
  draw() {
    const now = this.source.current();
    const fresh = this.shown && (this.source.kind === "photo"
      ? this.shown.generation === this.source.generation
      : performance.now() - this.shown.at < STALE_MS[this.live.started ? "started" : "cut"]);
    this.canvas.classList.toggle("mirrored", !this.held && this.source.mirrored);
    this.canvas.dataset.item = this.itemId ?? "";
    this.canvas.dataset.showing = this.held ? "held" : fresh ? "tryon" : now ? "source" : "nothing";
    if (this.held) this.paint(this.held, this.held.width, this.held.height);
    else if (fresh && this.shown) this.paint(this.shown.bitmap, this.shown.bitmap.width, this.shown.bitmap.height);
    else if (now) this.paint(now.image, now.width, now.height);
    else this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /**
   * @param {CanvasImageSource} image
   * @param {number} width
   * @param {number} height
   */
  paint(image, width, height) {
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.context.drawImage(image, 0, 0, width, height);
  }

  /**
   * Try an item on; the answer is what the first frame with it says.
   * @param {string} itemId
   * @param {AbortSignal} [signal]
   * @returns {Promise<Placement>}
   */
  tryOn(itemId, signal) {
    this.thaw();
    this.itemId = itemId;
    this.sent.times = 0;
    this.live.start(itemId);
    return new Promise((resolve, reject) => {
      this.waiters.push({ itemId, resolve, reject });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  takeOff() {
    this.itemId = null;
    this.latest = null;
    this.tellChange();
    this.live.stop();
    this.drop();
    this.giveUp(new Error("The try-on was stopped."));
  }

  /** @returns {Promise<Uint8Array | null>} */
  async grab() {
    if (this.held) return null;
    if (this.source.kind === "photo") {
      const { generation } = this.source;
      const same = this.sent.generation === generation && this.sent.itemId === this.itemId;
      this.sent = { generation, itemId: this.itemId ?? "", times: same ? this.sent.times + 1 : 1 };
      if (this.sent.times > PHOTO_FRAMES) return null;
    }
    return this.source.frame();
  }

  /**
   * @param {import("./live.js").LiveFrame} frame
   * @param {string} itemId
   */
  async receive(frame, itemId) {
    const { generation } = this.source;
    const bitmap = await createImageBitmap(new Blob([/** @type {any} */ (frame.image)], { type: "image/jpeg" }));
    if (itemId !== this.itemId) return bitmap.close();
    this.drop();
    this.shown = { bitmap, at: performance.now(), generation };
    const placement = { placed: frame.placed, hidden_share: frame.hidden_share, ...(frame.reason ? { reason: frame.reason } : {}) };
    this.frames += 1;
    const { latest } = this;
    this.latest = { item_id: itemId, ...placement, ...(frame.mask_age == null ? {} : { mask_age: frame.mask_age }) };
    if (latest?.item_id !== itemId || latest.placed !== placement.placed || latest.reason !== placement.reason) this.tellChange();
    // Whoever waits for an item that was passed over meanwhile hears of the newest one.
    for (const { resolve } of this.waiters.splice(0)) resolve(placement);
    this.onUpdate(placement, itemId);
  }

  tellChange() {
    for (const tell of this.changing) tell();
  }

  /**
   * Wait until the wearer is lost or found, the item is another, or *mostMs* have passed.
   * @param {number} mostMs
   * @param {AbortSignal} signal
   */
  change(mostMs, signal) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.changing.delete(done);
        signal.removeEventListener("abort", done);
        resolve(undefined);
      };
      const timer = setTimeout(done, mostMs);
      this.changing.add(done);
      signal.addEventListener("abort", done);
    });
  }

  /** @param {unknown} error */
  giveUp(error) {
    for (const { reject } of this.waiters.splice(0)) reject(error);
  }

  drop() {
    this.shown?.bitmap.close();
    this.shown = null;
  }

  /**
   * Hold one picture still, until `thaw` or the next try-on.
   * @param {ImageBitmap} bitmap
   */
  hold(bitmap) {
    this.held?.close();
    this.held = bitmap;
  }

  thaw() {
    this.held?.close();
    this.held = null;
  }
}
