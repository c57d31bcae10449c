import { ApiError } from "./api.js";
import { Backoff } from "./backoff.js";
import { decode, encode } from "./wire/msgpack.js";

/**
 * Live try-on over its own socket: one frame in flight, and always the newest one.
 *
 * A frame that the server dropped is never answered, so a silence lets the next one go;
 * each silence doubles the next, and a late answer still counts, so that a slow server
 * is not asked for more than it can give.
 */

const SILENCE_MS = 4000;
const MOST_SILENCE_MS = 32_000;
const IDLE_MS = 200;
const STOP_CODES = new Set([4400, 4403, 4422, 4426]);
/** The token is no longer good: a new one first. */
const RENEW_CODES = new Set([4401, 4410, 4440]);

/** @typedef {{n: number, image: Uint8Array, placed: boolean, reason?: string, hidden_share: number, mask_age: number | null, ms: number}} LiveFrame */

export class LiveTryOn {
  /**
   * @param {object} options
   * @param {string} options.url
   * @param {import("./session.js").Session} options.session
   * @param {() => Promise<void>} options.renew gets a fresh token
   * @param {() => Promise<Uint8Array | null>} options.grab the newest frame as a JPEG; null when there is nothing new
   * @param {(frame: LiveFrame, itemId: string) => void} options.onFrame
   * @param {(error: ApiError | null) => void} options.onTrouble null when it is over
   */
  constructor({ url, session, renew, grab, onFrame, onTrouble }) {
    this.url = url;
    this.session = session;
    this.renew = renew;
    this.grab = grab;
    this.onFrame = onFrame;
    this.onTrouble = onTrouble;
    this.backoff = new Backoff();
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {string | null} */
    this.itemId = null;
    this.started = false;
    this.n = 0;
    /** The item that each unanswered frame was sent for. @type {Map<number, string>} */
    this.sent = new Map();
    this.inFlight = false;
    this.patienceMs = SILENCE_MS;
    this.silence = 0;
    this.retry = 0;
  }

  /**
   * Try an item on; called again, it changes the item.
   * @param {string} itemId
   */
  start(itemId) {
    const before = this.itemId;
    this.itemId = itemId;
    if (this.started && before !== itemId) this.send({ op: "item", item_id: itemId });
    if (this.started) this.pump();
    else if (!this.socket) this.connect();
  }

  stop() {
    this.itemId = null;
    this.started = false;
    clearTimeout(this.retry);
    this.forget();
    this.socket?.close(1000);
    this.socket = null;
  }

  /** Nothing that was sent will be answered. */
  forget() {
    clearTimeout(this.silence);
    this.sent.clear();
    this.inFlight = false;
  }

  connect() {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.send({ op: "start", token: this.session.tokens?.access_token, item_id: this.itemId });
    socket.onmessage = ({ data }) => socket === this.socket && this.receive(decode(data));
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  /** @param {Record<string, unknown>} frame */
  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(encode(frame));
  }

  /** @param {Record<string, any>} frame */
  receive(frame) {
    if (frame.op === "started") {
      this.started = true;
      this.backoff.reset();
      this.onTrouble(null);
      this.pump();
    } else if (frame.op === "frame") {
      this.answered(/** @type {any} */ (frame));
    } else if (frame.op === "error") this.refused(frame.error);
  }

  /** @param {LiveFrame} frame */
  answered(frame) {
    const itemId = this.sent.get(frame.n);
    // Frames go out and come back in order: what is older was dropped.
    for (const n of [...this.sent.keys()]) if (n <= frame.n) this.sent.delete(n);
    this.inFlight = false;
    if (frame.n === this.n) this.patienceMs = SILENCE_MS;
    if (itemId !== undefined && itemId === this.itemId) this.onFrame(frame, itemId);
    this.pump();
  }

  /** @param {any} error */
  refused(error) {
    this.forget();
    this.onTrouble(new ApiError(error, 0));
    if (!error.retryable) return;
    this.silence = setTimeout(() => this.pump(), (error.retry_after ?? 1) * 1000);
  }

  async pump() {
    if (!this.started || this.inFlight || this.itemId === null) return;
    this.inFlight = true;
    clearTimeout(this.silence);
    const image = await this.grab();
    if (!this.started || this.itemId === null) return;
    if (image) {
      this.n += 1;
      this.sent.set(this.n, this.itemId);
      this.send({ op: "frame", n: this.n, image });
    }
    this.silence = setTimeout(() => this.hurry(image !== null), image ? this.patienceMs : IDLE_MS);
  }

  /** @param {boolean} wasSent */
  hurry(wasSent) {
    if (wasSent) this.patienceMs = Math.min(MOST_SILENCE_MS, this.patienceMs * 2);
    this.inFlight = false;
    this.pump();
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.started = false;
    this.forget();
    if (this.itemId === null) return;
    const stop = STOP_CODES.has(code);
    const message = stop
      ? "The mirror refused this picture. Choose another item or photo."
      : "The mirror is out of reach; trying again.";
    this.onTrouble(new ApiError({ code: "augmentation_unavailable", message, retryable: !stop }, 0));
    if (!stop) this.retry = setTimeout(() => this.again(RENEW_CODES.has(code)), this.backoff.next());
  }

  /** @param {boolean} stale */
  async again(stale) {
    // Refused, the person is signed out; unreachable, the next try renews again.
    if (stale) await this.renew().catch(() => {});
    if (this.itemId !== null && !this.socket && this.session.tokens) this.connect();
  }
}
