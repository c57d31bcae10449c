// The lens's end in a page: makes the channel, hands one port to the host's exact
// origin, and turns calls into promises that always settle.

import { CallError } from "./errors.js";
import { LensConnection } from "./lens_connection.js";
import { Link, MOST_FRAMES, now } from "./link.js";

/** @typedef {import("./wire.js").Event} Event */

/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] Gives the call up; its handler is told.
 * @property {number} [deadlineMs] Another deadline than the method's own.
 * @property {number} [credit] Of a stream: items that may be on their way at once.
 * @property {(progress: {fraction: number | null, note: string | null}) => void}
 *   [onProgress]
 */

/** @typedef {{resolve: (v: any) => void, reject: (e: Error) => void, onProgress?: any,
 *   onItem?: (item: any, id: number) => void}} Waiting */


/** The origin of the client that opened this page: `#host=<origin>` in its address.
 * @param {Location} location
 * @throws {CallError} `unavailable` if there is none. */
export function hostOrigin({ hash }) {
  const given = new URLSearchParams(hash.slice(1)).get("host");
  try {
    // An exact http(s) origin and nothing else: never "*", never "null".
    const { origin, protocol } = new URL(given ?? "");
    if (origin === given && /^https?:$/.test(protocol)) return origin;
  } catch {
    // Said below.
  }
  throw new CallError("unavailable", `no host in #host=${given ?? ""}; open the lens in Pierglass`);
}

export class LensEnd {
  /**
   * @param {(name: string, data: any) => void} onNews Told each notification, a changed
   *   capability as `capability`, and the end as `closed`.
   * @param {string} [agent]
   */
  constructor(onNews, agent) {
    this.onNews = onNews;
    this.agent = agent;
    /** @type {Link<LensConnection> | null} */
    this.link = null;
    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();
  }

  get connection() {
    return this.link?.connection;
  }

  /**
   * Begin the session.
   * @param {{signal?: AbortSignal, origin?: string, parent?: Window}} [options]
   * @returns {Promise<void>}
   * @throws {CallError} If no host answers, or it refuses.
   */
  open({ signal, origin = hostOrigin(location), parent = window.parent } = {}) {
    if (parent === globalThis.window) {
      throw new CallError("unavailable", "no host around; open the lens in Pierglass");
    }
    // The host learns at once that this document goes away, not when it is collected.
    globalThis.addEventListener?.("pagehide", () => this.close("lost"), { once: true });
    /** @type {ReturnType<typeof setTimeout>} */
    let timer;
    // When hello is said again, in case nobody listened yet.
    const againMs = [1000, 2000, 4000];
    return abortable(signal, () => this.close("aborted"), (resolve, reject) => {
      const say = () => {
        // A port can be handed over once: each hello brings a channel of its own.
        this.link?.dispose();
        const { port1, port2 } = new MessageChannel();
        const connection = new LensConnection({ nowMs: now(), agent: this.agent });
        const link = new Link(connection, port1, (event) => {
          if (link !== this.link) return;
          if (event.type === "ready") {
            link.most = connection.limits.batch_frames ?? 1;
            resolve(undefined);
          }
          if (event.type === "closed") reject(event.error);
          this.onEvent(event);
        });
        this.link = link;
        connection.start(now());
        link.deliver();
        const loaded = globalThis.document?.readyState === "complete";
        parent.postMessage({ pierglass: "hello", loaded, batch: MOST_FRAMES }, origin, [port2]);
        const wait = againMs.shift();
        if (wait) timer = setTimeout(say, wait);
      };
      say();
    }).finally(() => clearTimeout(timer));
  }

  /**
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   * @param {CallOptions & {onItem?: Waiting["onItem"]}} [options]
   * @returns {Promise<any>} The result; every other outcome rejects with a CallError.
   */
  call(method, params = {}, { signal, deadlineMs, credit, onProgress, onItem } = {}) {
    const { link } = this;
    /** @type {number} */
    let id;
    const stop = () => link?.deliver(link.connection.cancel(id, now()));
    return abortable(signal, stop, (resolve, reject) => {
      if (!link) throw new CallError("not_ready");
      id = link.connection.call(method, params, now(), { deadlineMs, credit });
      this.waiting.set(id, { resolve, reject, onProgress, onItem });
      link.deliver();
    });
  }

  /**
   * A call that yields items. It begins when the first is asked for, and is stopped when
   * the loop over it is left. Items come as fast as they are taken, and no faster.
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   * @param {CallOptions} [options]
   * @returns {AsyncGenerator<any, any, void>}
   */
  async *stream(method, params, { credit = 8, ...options } = {}) {
    const { link } = this;
    /** @type {any[]} */
    const items = [];
    let wake = () => {};
    let id = 0;
    let taken = 0;
    let over = false;
    const onItem = (/** @type {any} */ item, /** @type {number} */ from) => {
      id = from;
      items.push(item);
      wake();
    };
    const end = this.call(method, params, { ...options, credit, onItem });
    const ended = () => {
      over = true;
      wake();
    };
    end.then(ended, ended);
    try {
      for (;;) {
        while (items.length) {
          yield items.shift();
          taken += 1;
          // Half a window at once: one frame for several items.
          if (taken * 2 >= credit) {
            link?.connection.calls.grant(id, taken, now());
            link?.deliver();
            taken = 0;
          }
        }
        if (over) return await end;
        await new Promise((resolve) => {
          wake = /** @type {() => void} */ (resolve);
        });
      }
    } finally {
      link?.deliver(link.connection.cancel(id, now()));
    }
  }

  /** End the session; everything that waits is settled as closed.
   * @param {string} [code] */
  close(code) {
    this.link?.deliver(this.link.connection.close(now(), code));
  }

  /** @param {Event} event */
  onEvent(event) {
    const { type, id, name, error, fraction, note } = event;
    const waiting = this.waiting.get(id);
    if (type === "call_settled") {
      this.waiting.delete(id);
      if (error) waiting?.reject(error);
      else waiting?.resolve(event.value);
    } else if (type === "call_yielded") waiting?.onItem?.(event.value, id);
    else if (type === "call_progressed") waiting?.onProgress?.({ fraction, note });
    else if (type === "notified") this.onNews(name, event.data);
    else if (type === "capability_changed") this.onNews("capability", { name, ...event.capability });
    else if (type === "closed") this.onNews(type, error);
    else if (type === "peer_complained") console.warn("Pierglass refused a frame:", error);
  }
}

/**
 * A promise that *begin* settles; when *signal* fires, *stop* sees to it.
 * @param {AbortSignal | undefined} signal
 * @param {() => void} stop
 * @param {(resolve: (value: any) => void, reject: (error: Error) => void) => void} begin
 */
function abortable(signal, stop, begin) {
  if (!signal) return new Promise(begin);
  if (signal.aborted) return Promise.reject(new CallError("aborted"));
  signal.addEventListener("abort", stop);
  return new Promise(begin).finally(() => signal.removeEventListener("abort", stop));
}
