// The host's end in a page: takes the port that one frame hands over, and answers its
// calls. It never posts to the frame's window: an opaque origin cannot be named as a
// target, and a window handle survives a navigation to anywhere.

import { CODES } from "./codes.js";
import { CallError } from "./errors.js";
import { HostCall } from "./host_call.js";
import { HostConnection } from "./host_connection.js";
import { Link, MOST_FRAMES, framesIn, now } from "./link.js";
import { METHODS } from "./methods.js";
import { FEATURES, SCOPES } from "./policy.js";
import { isRecord } from "./weight.js";

export { HostCall };

/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Event} Event */

/**
 * @typedef {object} AcceptOptions
 * @property {(call: HostCall) => Promise<unknown> | unknown} onCall Returns the result,
 *   or for a stream an async iterable, which is asked for an item when one is wanted;
 *   throws an error whose `code` the bridge knows, or anything else for `failed`.
 * @property {() => Record<string, Capability>} capabilities Asked at each new session;
 *   see {@link hostCapabilities}.
 * @property {(scopes: string[], signal: AbortSignal) => Promise<string[]>} [onConsent]
 *   Asks the user in a sheet; returns the scopes given. One at a time. Without it,
 *   what would have to be asked for is denied.
 * @property {(session: {epoch: string, version: number}) => void} [onReady] A session
 *   began: the first, or after a reload.
 * @property {(error: CallError) => void} [onClosed] A session ended and everything in
 *   it is settled. Code `lost`: the page went away and may come back with a new one.
 * @property {(reason: string) => void} [onDropped] A frame or window message was
 *   ignored and counted.
 * @property {(error: unknown, method: string) => void} [onFault] A handler threw
 *   something that is no answer.
 * @property {(sender: "lens"|"host", frame: unknown, gesture: boolean) => void} [onFrame]
 *   Told every frame, both ways: for traces.
 * @property {() => boolean} [gesture] Default: the page's own user activation, which a
 *   tap in the frame gives it too.
 * @property {Record<string, number>} [limits]
 * @property {[number, number]} [protocol] Lowest and highest version spoken.
 * @property {() => string} [newEpoch]
 */

/** How late a load event may come after the hello of its own document. */
const OVERTAKING_MS = 500;

const SAFE = new Set(["allow-scripts", "allow-forms"]);

/**
 * What a host offers a lens.
 * @param {string[]} requested Scopes that the manifest names.
 * @param {string[]} granted Scopes that the user gave.
 * @param {{refused?: string[], unsupported?: Record<string, string>}} [more]
 * @returns {Record<string, Capability>}
 */
export function hostCapabilities(requested, granted, more = {}) {
  const { refused = [], unsupported = {} } = more;
  /** @param {string} name @returns {[import("./wire.js").CapabilityState, string]} */
  const judge = (name) => {
    if (Object.hasOwn(unsupported, name)) return ["unsupported", unsupported[name]];
    if (FEATURES.includes(name)) return ["granted", ""];
    if (!requested.includes(name)) return ["denied", "not in the lens's manifest"];
    if (granted.includes(name)) return ["granted", ""];
    if (refused.includes(name)) return ["denied", "refused by the user"];
    return ["promptable", ""];
  };
  const names = [...Object.keys(SCOPES), ...FEATURES];
  return Object.fromEntries(
    names.map((name) => {
      const [state, reason] = judge(name);
      return [name, reason ? { state, version: 1, reason } : { state, version: 1 }];
    }),
  );
}

/**
 * Take the lens that *iframe* will load. Call it before the frame gets its address.
 * @param {HTMLIFrameElement} iframe Sandboxed: scripts, never the same origin.
 * @param {AcceptOptions} options
 * @returns {HostEnd}
 * @throws {CallError} `unsafe_sandbox`
 */
export function acceptLens(iframe, options) {
  const tokens = [...iframe.sandbox];
  if (!iframe.hasAttribute("sandbox") || tokens.some((token) => !SAFE.has(token))) {
    const found = iframe.hasAttribute("sandbox") ? tokens.join(" ") : "no sandbox";
    throw new CallError(
      "unsafe_sandbox",
      `the frame has "${found}", expected sandbox="allow-scripts"`,
    );
  }
  return new HostEnd(iframe, options);
}

export class HostEnd {
  /** @param {HTMLIFrameElement} iframe @param {AcceptOptions} options */
  constructor(iframe, options) {
    this.iframe = iframe;
    this.options = options;
    /** Window messages that were not a hello of this frame. */
    this.ignored = 0;
    /** @type {Link<HostConnection> | null} */
    this.link = null;
    /** @type {Map<number, HostCall>} */
    this.handlers = new Map();
    /** Who waits for credit. @type {Map<number, () => void>} */
    this.thirsty = new Map();
    /** @type {Promise<unknown>} */
    this.asking = Promise.resolve();
    this.loads = 0;
    /** The load event that belongs to the document that said hello. */
    this.ownLoad = 0;
    this.helloMs = 0;
    // The window that holds the frame is the one that a lens's parent.postMessage
    // reaches; it need not be this module's.
    this.window = /** @type {Window} */ (iframe.ownerDocument.defaultView ?? window);
    this.onMessage = this.onMessage.bind(this);
    this.onLoad = this.onLoad.bind(this);
    this.window.addEventListener("message", this.onMessage);
    iframe.addEventListener("load", this.onLoad);
  }

  /** The session's connection, for its counters, epoch and state. */
  get connection() {
    return this.link?.connection ?? null;
  }

  /** @param {string} name @param {Record<string, unknown>} data */
  notify(name, data) {
    const sent = this.connection?.notify(name, data, now()) ?? false;
    this.link?.deliver();
    return sent;
  }

  /** @param {string} name @param {Capability} capability */
  setCapability(name, capability) {
    this.connection?.setCapability(name, capability, now());
    this.link?.deliver();
  }

  /** Withdraw permissions now: open calls that need them end as denied.
   * @param {string[]} scopes */
  revoke(scopes) {
    this.link?.deliver(this.connection?.revoke(scopes, now()));
  }

  /** End the session and stop listening. @param {string} [code] @param {string} [text] */
  close(code = "closed", text = "") {
    this.window.removeEventListener("message", this.onMessage);
    this.iframe.removeEventListener("load", this.onLoad);
    this.link?.deliver(this.connection?.close(now(), code, text));
  }

  /** @param {MessageEvent} event */
  onMessage(event) {
    const { source, origin, data, ports } = event;
    // The window first: other frames of the page talk here too. Then the origin: this
    // frame's window with any other origin is a page that got out of its sandbox.
    const ours = source !== null && source === this.iframe.contentWindow;
    if (!ours || origin !== "null" || data?.pierglass !== "hello" || ports.length !== 1) {
      this.ignored += 1;
      this.options.onDropped?.("not_a_hello");
      return;
    }
    // A document says hello before its load event, or tells that it was after.
    this.ownLoad = data.loaded === true ? this.loads : this.loads + 1;
    this.helloMs = now();
    // The port came to the realm of the window that holds the frame. Moved into this one,
    // what arrives is made here: no stranger to `instanceof`, and sooner looked through.
    const port = structuredClone(ports[0], { transfer: [ports[0]] });
    this.begin(port, data.batch);
  }

  onLoad() {
    this.loads += 1;
    // The event and the hello come by different ways: one may overtake the other.
    if (this.loads > this.ownLoad && now() - this.helloMs < OVERTAKING_MS) {
      this.ownLoad = this.loads;
    }
    // A later document has replaced the one that we talked to; the port belongs to
    // nobody.
    if (this.loads > this.ownLoad) this.link?.deliver(this.connection?.lost(now()));
  }

  /** @param {MessagePort} port @param {unknown} batch Frames that the lens takes at once. */
  begin(port, batch) {
    const { capabilities, limits, protocol, newEpoch = randomWord } = this.options;
    if (this.link) this.link.deliver(this.link.connection.lost(now()));
    const connection = new HostConnection({
      nowMs: now(),
      epoch: newEpoch(),
      capabilities: capabilities(),
      limits: { batch_frames: MOST_FRAMES, ...limits },
      protocol,
    });
    const gesture = this.options.gesture ?? (() => navigator.userActivation.isActive);
    const { onFrame } = this.options;
    if (onFrame) {
      port.addEventListener("message", ({ data }) => {
        for (const frame of framesIn(data)) onFrame("lens", frame, gesture());
      });
      const post = port.postMessage.bind(port);
      port.postMessage = (/** @type {unknown} */ message) => {
        for (const frame of framesIn(message)) onFrame("host", frame, false);
        post(message);
      };
    }
    const link = new Link(connection, port, (e) => this.onEvent(link, e), gesture);
    this.link = link;
    if (typeof batch === "number" && batch > 1) link.most = Math.min(batch, MOST_FRAMES);
    link.deliver();
  }

  /** @param {Link<HostConnection>} link @param {Event} event */
  onEvent(link, event) {
    const { onReady, onClosed, onDropped } = this.options;
    if (event.type === "ready") onReady?.({ epoch: event.epoch, version: event.version });
    if (event.type === "frame_dropped") onDropped?.(event.reason);
    if (event.type === "call_received") this.handle(link, event);
    if (event.type === "call_credited") this.thirsty.get(event.id)?.();
    if (event.type === "call_stopped") {
      this.handlers.get(event.id)?.stop(event.code);
      this.handlers.delete(event.id);
    }
    if (event.type === "closed") onClosed?.(event.error);
  }

  /** @param {Link<HostConnection>} link @param {Event} event */
  async handle(link, { id, method, params, consent }) {
    const { connection } = link;
    const call = new HostCall(link, id, method, params);
    this.handlers.set(id, call);
    try {
      if (consent.length) {
        this.checkTap(consent[0]);
        await call.whileUserDecides(() => this.ask(link, consent, call.signal));
      }
      const made = await this.options.onCall(call);
      const isStream = METHODS[method].stream;
      const value = isStream ? await this.pour(link, id, made, call.signal) : made;
      connection.respond(id, value);
    } catch (error) {
      connection.fail(id, this.asAnswer(error, method));
    } finally {
      if (this.handlers.get(id) === call) this.handlers.delete(id);
      link.deliver();
    }
  }

  /**
   * Send a stream's items as its lens wants them; return what it ends with.
   * @param {Link<HostConnection>} link
   * @param {number} id
   * @param {any} made
   * @param {AbortSignal} signal
   */
  async pour(link, id, made, signal) {
    const { connection } = link;
    /** @type {AsyncIterator<unknown>} */
    const items = made[Symbol.asyncIterator]();
    const stopped = new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    stopped.catch(() => {});
    try {
      for (;;) {
        // An item is made when it is wanted: none grows old on the way.
        while (!connection.credit(id)) {
          const credited = new Promise((resolve) => {
            this.thirsty.set(id, () => resolve(undefined));
          });
          await Promise.race([credited, stopped]);
        }
        const { done, value } = await Promise.race([items.next(), stopped]);
        if (done) return value ?? {};
        if (!connection.sendItem(id, value, now())) return {};
        link.deliver();
      }
    } finally {
      this.thirsty.delete(id);
      items.return?.()?.catch?.(() => {});
    }
  }

  /**
   * A tap on the sheet before is none on the lens: a lens that was just opened does not
   * ask at once for what was switched off there. The window that holds the frame is told
   * of a tap in the frame; where it is not the page itself, of none that came before it.
   * @param {string} field
   */
  checkTap(field) {
    const { gesture = () => /** @type {any} */ (this.window).navigator.userActivation.isActive } = this.options;
    if (gesture()) return;
    throw new CallError("gesture_required", `${field} is still to be asked for, which must follow a tap`, { field });
  }

  /**
   * Ask for what is still to be asked for: one sheet at a time, never again after a no.
   * @param {Link<HostConnection>} link
   * @param {string[]} scopes
   * @param {AbortSignal} signal
   */
  async ask(link, scopes, signal) {
    const { connection } = link;
    const turn = this.asking.then(async () => {
      signal.throwIfAborted();
      const open = scopes.filter((name) => connection.own[name]?.state === "promptable");
      if (!open.length) return;
      const given = (await this.options.onConsent?.(open, signal)) ?? [];
      signal.throwIfAborted();
      for (const name of open) {
        /** @type {Capability} */
        const capability = given.includes(name)
          ? { state: "granted", version: 1 }
          : { state: "denied", version: 1, reason: "refused by the user" };
        connection.setCapability(name, capability, now());
      }
    });
    this.asking = turn.catch(() => {});
    await turn;
    const refused = scopes.find((name) => connection.own[name]?.state !== "granted");
    if (refused) throw new CallError("denied", "", { field: refused });
  }

  /** @param {any} error @param {string} method */
  asAnswer(error, method) {
    if (error instanceof CallError) return error;
    if (typeof error?.code === "string" && Object.hasOwn(CODES, error.code)) {
      const { code, message, field, retryAfterMs, data } = error;
      return new CallError(code, message, {
        field,
        retryAfterMs,
        data: isRecord(data) ? data : undefined,
      });
    }
    // What a handler threw by accident may hold anything: the lens gets the code alone.
    this.options.onFault?.(error, method);
    return new CallError("failed");
  }
}

/** Whether a method lets the user decide while it is open. @param {string} method */
export function isUserMediated(method) {
  return METHODS[method]?.user ?? false;
}

/** 128 random bits, URL-safe; `crypto.randomUUID` needs a secure context. */
function randomWord() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
