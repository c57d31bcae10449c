import { ApiError } from "./api.js";
import { Backoff } from "./backoff.js";
import { decode, encode } from "./wire/msgpack.js";

/**
 * Live try-on over its own socket: one frame in flight, and always the newest one.
 *
 * A frame that the server dropped is never answered, so a silence of SILENCE_MS lets
 * the next one go.
 */

const SILENCE_MS = 4000;
const STOP_CODES = new Set([4400, 4403, 4422, 4426]);

/** @typedef {{n: number, image: Uint8Array, placed: boolean, reason?: string, hidden_share: number, mask_age: number, ms: number}} LiveFrame */

export class LiveTryOn {
  /**
   * @param {object} options
   * @param {string} options.url
   * @param {import("./session.js").Session} options.session
   * @param {() => Promise<Uint8Array | null>} options.grab the newest frame as a JPEG; null when there is nothing new
   * @param {(frame: LiveFrame, itemId: string) => void} options.onFrame
   * @param {(error: ApiError | null) => void} options.onTrouble null when it is over
   */
  constructor({ url, session, grab, onFrame, onTrouble }) {
    this.url = url;
    this.session = session;
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
    /** The item that each frame in flight was sent for. @type {Map<number, string>} */
    this.flying = new Map();
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
    clearTimeout(this.silence);
    this.flying.clear();
    this.socket?.close(1000);
    this.socket = null;
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
      const itemId = this.flying.get(frame.n);
      this.flying.clear();
      if (itemId !== undefined && itemId === this.itemId) this.onFrame(/** @type {any} */ (frame), itemId);
      this.pump();
    } else if (frame.op === "error") this.refused(frame.error);
  }

  /** @param {any} error */
  refused(error) {
    this.flying.clear();
    this.onTrouble(new ApiError(error, 0));
    if (!error.retryable) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.pump(), (error.retry_after ?? 1) * 1000);
  }

  async pump() {
    if (!this.started || this.flying.size) return;
    this.n += 1;
    const { n, itemId } = this;
    if (itemId === null) return;
    this.flying.set(n, itemId);
    const image = await this.grab();
    if (!this.flying.has(n) || !this.started) return;
    if (image) this.send({ op: "frame", n, image });
    else this.flying.clear();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.hurry(), image ? SILENCE_MS : 200);
  }

  hurry() {
    this.flying.clear();
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
    this.flying.clear();
    clearTimeout(this.silence);
    if (this.itemId === null) return;
    const stop = STOP_CODES.has(code);
    const message = stop
      ? "The mirror refused this picture. Choose another item or photo."
      : "The mirror is out of reach; trying again.";
    this.onTrouble(new ApiError({ code: "augmentation_unavailable", message, retryable: !stop }, 0));
    if (!stop) this.retry = setTimeout(() => this.connect(), this.backoff.next());
  }
}
