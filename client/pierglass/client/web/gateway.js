import { Backoff } from "./backoff.js";
import { CodecError, decode, encode } from "./wire/msgpack.js";

/**
 * The chat gateway: events arrive here, in order, each once.
 *
 * After a cut the client resumes where it stood; where it cannot, it identifies again
 * and `onFresh` loads the state over HTTP.
 */

/** What a close code asks of the client. Anything else: resume after a wait. */
const AFTER_CLOSE = new Map([
  [4400, "identify"],
  [4401, "renew"],
  [4403, "stop"],
  [4409, "stop"],
  [4410, "renew"],
  [4412, "identify"],
  [4422, "stop"],
  [4426, "stop"],
  [4440, "renew"],
]);

/** @typedef {"connecting" | "live" | "waiting" | "stopped"} GatewayState */

export class Gateway {
  /**
   * @param {object} options
   * @param {string} options.url
   * @param {import("./session.js").Session} options.session
   * @param {import("./api.js").Api} options.api
   * @param {(type: string, data: any) => void} options.onEvent
   * @param {() => void} options.onFresh the state must be loaded anew
   * @param {(state: GatewayState) => void} options.onState
   */
  constructor({ url, session, api, onEvent, onFresh, onState }) {
    this.url = url;
    this.session = session;
    this.api = api;
    this.onEvent = onEvent;
    this.onFresh = onFresh;
    this.onState = onState;
    this.backoff = new Backoff();
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {{sessionId: string, epoch: string} | null} */
    this.place = null;
    this.seq = 0;
    this.epoch = "";
    this.heartbeat = 0;
    this.retry = 0;
    this.answered = true;
    this.running = false;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.connect();
  }

  stop() {
    this.running = false;
    this.place = null;
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
    this.socket?.close(1000);
    this.socket = null;
    this.onState("stopped");
  }

  /** The network is back, or the person asks: do not wait longer. */
  wake() {
    if (!this.running || this.socket) return;
    clearTimeout(this.retry);
    this.connect();
  }

  connect() {
    this.onState("connecting");
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onmessage = ({ data }) => this.receive(socket, data);
    socket.onclose = ({ code }) => this.closed(socket, code);
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  receive(socket, data) {
    if (socket !== this.socket) return;
    try {
      if (!(data instanceof ArrayBuffer)) throw new CodecError("decode_not_a_map", 0, "text");
      const frame = decode(data);
      HANDLERS[frame.op]?.(this, frame);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      socket.close(4400, error.code);
    }
  }

  /** @param {Record<string, unknown>} frame */
  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(encode(frame));
  }

  /** @param {{heartbeat_s: number, epoch: string}} hello */
  greet({ heartbeat_s: seconds, epoch }) {
    this.epoch = epoch;
    this.answered = true;
    clearInterval(this.heartbeat);
    this.heartbeat = setInterval(() => this.beat(), seconds * 1000);
    const token = this.session.tokens?.access_token;
    if (!token) return this.stop();
    if (this.place) {
      const { sessionId, epoch: since } = this.place;
      this.send({ op: "resume", token, session_id: sessionId, epoch: since, seq: this.seq });
    } else this.identify();
  }

  identify() {
    this.place = null;
    this.send({ op: "identify", token: this.session.tokens?.access_token });
  }

  beat() {
    if (!this.answered) {
      this.socket?.close(4000, "no heartbeat");
      return;
    }
    this.answered = false;
    this.send({ op: "heartbeat", seq: this.seq });
  }

  /** @param {{session_id: string, seq: number}} ready */
  ready({ session_id: sessionId, seq }) {
    this.place = { sessionId, epoch: this.epoch };
    this.seq = seq;
    this.live();
    this.onFresh();
  }

  live() {
    this.backoff.reset();
    this.onState("live");
  }

  /** @param {{seq: number, type: string, data: any}} event */
  event({ seq, type, data }) {
    if (seq <= this.seq) return;
    this.seq = seq;
    this.onEvent(type, data);
    this.send({ op: "ack", seq });
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    clearInterval(this.heartbeat);
    if (!this.running) return;
    const step = AFTER_CLOSE.get(code) ?? "resume";
    if (step === "stop") {
      this.running = false;
      this.onState("stopped");
      return;
    }
    if (step !== "resume") this.place = null;
    this.onState("waiting");
    this.retry = setTimeout(() => this.again(step), this.backoff.next());
  }

  /** @param {string} step */
  async again(step) {
    try {
      if (step === "renew") await this.api.refresh();
    } catch {
      if (!this.session.signedIn) return this.stop();
    }
    if (this.running && !this.socket) this.connect();
  }
}

/** @type {Record<string, (gateway: Gateway, frame: any) => void>} */
const HANDLERS = {
  hello: (gateway, frame) => gateway.greet(frame),
  ready: (gateway, frame) => gateway.ready(frame),
  resumed: (gateway) => gateway.live(),
  resumed_done: () => {},
  reset: (gateway) => gateway.identify(),
  event: (gateway, frame) => gateway.event(frame),
  typing: (gateway, frame) => gateway.onEvent("typing", frame),
  heartbeat_ack: (gateway) => {
    gateway.answered = true;
  },
};
