// Pierglass for lenses: what a lens's page imports.
//
//   import { connect } from "/sdk/v1/pierglass.js";
//   const lens = await connect();
//   const { items } = await lens.items.list({ kind: "glasses" });
//   await lens.tryOn.start(items[0].id);
//
// Every call ends exactly once: it returns, or it throws a CallError whose `code` says
// why and whose `outcome` is cancelled, denied, unavailable, timed_out, failed or
// closed. The README beside this file has the list.

import { CallError } from "./bridge/errors.js";
import { LensEnd } from "./bridge/lens_port.js";

export { CallError };

/** @typedef {import("./bridge/wire.js").Capability} Capability */
/** @typedef {import("./bridge/lens_port.js").CallOptions} CallOptions */

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").TryonStartResult} TryOnState */
/** @typedef {import("./types.js").LaunchGetResult} Launch */

/**
 * A card for a chat or a snap for a story.
 * @typedef {object} Proposal
 * @property {string} title
 * @property {string} [picture] A handle from `capture.snap` or `photo.pick`.
 * @property {string} [item_id]
 * @property {string} [subtitle]
 * @property {Record<string, unknown>} [state] What the card opens the lens at; 4 KiB.
 * @property {{name: string, latitude: number, longitude: number}} [place] Where it opens:
 *   a place that your lens proposes; nobody's position.
 * @property {string} [overlay] A PNG or WebP in base64 (64 KiB of it) that you drew: the
 *   host lays it over the whole picture, which you never hold.
 * @property {string} [idempotency_key] The same key sends once, however often it is
 *   tried. Default: a new one.
 */

const AGENT = "pierglass.js/1";

/**
 * Begin: call it once, when the page can be seen.
 * @param {{signal?: AbortSignal, origin?: string, parent?: Window}} [options]
 *   Everything but `signal` is for tests.
 * @returns {Promise<Lens>}
 * @throws {CallError} `unavailable` outside a client, `timed_out`, `version_unsupported`.
 */
export async function connect(options) {
  const lens = new Lens();
  await lens.end.open(options);
  return lens;
}

/** One connected lens. */
export class Lens {
  constructor() {
    /** @type {Map<string, Set<(data: any) => void>>} */
    this.listeners = new Map();
    this.end = new LensEnd((name, data) => this.tell(name, data), AGENT);

    /** @param {string} method @returns {(params?: any, options?: CallOptions) => Promise<any>} */
    const call = (method) => (params, options) => this.end.call(method, params, options);
    /** @param {string} method @returns {(options?: CallOptions) => Promise<any>} */
    const plain = (method) => (options) => this.end.call(method, {}, options);
    const start = call("tryon.start");
    const chat = call("share.chat");
    const story = call("share.story");
    const invite = call("chat.invite");
    const respond = call("chat.respond");

    this.user = {
      /**
       * @param {("display_name"|"avatar")[]} fields Each needs its own permission.
       * @param {CallOptions} [options]
       * @returns {Promise<import("./types.js").UserGetResult>}
       */
      get: (fields, options) => this.end.call("user.get", { fields }, options),
    };

    this.items = {
      /**
       * A page of the catalogue.
       * @type {(query?: import("./types.js").ItemsListParams, options?: CallOptions) =>
       *   Promise<import("./types.js").ItemsListResult>}
       */
      list: call("items.list"),
    };

    this.search = {
      /**
       * Listings by a photo that the user chose, by words, or by both.
       * @type {(query: import("./types.js").SearchVisualParams, options?: CallOptions) =>
       *   Promise<import("./types.js").SearchVisualResult>}
       */
      visual: call("search.visual"),
    };

    this.viewfinder = {
      /**
       * Say where in this page the host draws, in CSS pixels of the viewport.
       * @type {(region: import("./types.js").ViewfinderLayoutParams,
       *   options?: CallOptions) => Promise<unknown>}
       */
      layout: call("viewfinder.layout"),
      /** Keep the host's picture over *element*. @param {Element} element
       * @returns {() => void} Ends it. */
      attach: (element) => attach(element, this.viewfinder.layout),
    };

    this.tryOn = {
      /**
       * Try an item on in the viewfinder; again with another item changes it.
       * @param {string} itemId
       * @param {CallOptions & {photo?: string}} [options] photo: a handle, to try it on
       *   that photo instead of the camera's picture.
       * @returns {Promise<TryOnState>}
       */
      start: (itemId, { photo, ...options } = {}) =>
        start({ item_id: itemId, photo }, options),
      /** @type {(options?: CallOptions) => Promise<unknown>} */
      stop: plain("tryon.stop"),
      /**
       * How the try-on does, over and over: `for await (const state of …)`. It ends when
       * the loop is left, the try-on is stopped or the signal fires.
       * @param {CallOptions & {everyMs?: number}} [options] everyMs: 100 to 10,000.
       * @returns {AsyncGenerator<import("./types.js").TryonWatchItem, unknown, void>}
       */
      watch: ({ everyMs, ...options } = {}) =>
        this.end.stream("tryon.watch", { every_ms: everyMs }, options),
      /** @param {(state: TryOnState) => void} listener @returns {() => void} Ends it. */
      onUpdate: (listener) => this.on("tryon.update", listener),
    };

    this.capture = {
      /**
       * Take the try-on as a full-quality picture; after a tap of the user.
       * @type {(options?: CallOptions) => Promise<{picture: string, item_id: string}>}
       */
      snap: plain("capture.snap"),
    };

    this.photo = {
      /**
       * Let the user choose a photo; after a tap.
       * @type {(options?: CallOptions) => Promise<{photo: string}>}
       */
      pick: plain("photo.pick"),
    };

    this.share = {
      /**
       * Propose a card; the user chooses the chat. After a tap.
       * @param {Proposal} proposal
       * @param {CallOptions} [options]
       * @returns {Promise<{conversation_id: string, message_id: string}>}
       */
      chat: (proposal, options) => chat(withKey(proposal), options),
      /**
       * Propose a snap for the user's story. After a tap.
       * @param {Proposal & {picture: string}} proposal
       * @param {CallOptions} [options]
       * @returns {Promise<{snap_id: string}>}
       */
      story: (proposal, options) => story(withKey(proposal), options),
    };

    /**
     * Small values that the lens keeps. Scopes: `view` ends with this opening, `device`
     * stays here, `account` follows the user, `conversation` is shared with the chat.
     */
    this.storage = {
      /** @type {(place: import("./types.js").StorageGetParams, options?: CallOptions) =>
       *   Promise<import("./types.js").StorageGetResult>} */
      get: call("storage.get"),
      /** @type {(place: import("./types.js").StorageListParams, options?: CallOptions) =>
       *   Promise<import("./types.js").StorageListResult>} */
      list: call("storage.list"),
      /** @type {(entry: import("./types.js").StorageSetParams, options?: CallOptions) =>
       *   Promise<import("./types.js").StorageSetResult>} */
      set: call("storage.set"),
      /** @type {(place: import("./types.js").StorageRemoveParams,
       *   options?: CallOptions) => Promise<unknown>} */
      remove: call("storage.remove"),
    };

    /** The chat in which the lens is open; which one it is, the lens does not learn. */
    this.chat = {
      /**
       * Propose an invitation; the lens is open in the chosen chat from then on.
       * @param {Proposal} proposal
       * @param {CallOptions} [options]
       * @returns {Promise<import("./types.js").ChatInviteResult>}
       */
      invite: (proposal, options) => invite(withKey(proposal), options),
      /**
       * Propose an answer with the media that the host finds fitting.
       * @param {{title: string, media: Record<string, unknown>, idempotency_key?: string}}
       *   answer media: `invite`, `card`, `group`, `direct` or `default` to `{item_id,
       *   title, subtitle, state}`.
       * @param {CallOptions} [options]
       * @returns {Promise<import("./types.js").ChatRespondResult>}
       */
      respond: (answer, options) => respond(withKey(answer), options),
      /** @type {(notice: import("./types.js").ChatNotifyParams, options?: CallOptions) =>
       *   Promise<unknown>} */
      notify: call("chat.notify"),
    };

    /**
     * How this lens was opened.
     * @type {(options?: CallOptions) => Promise<Launch>}
     */
    this.launchState = plain("launch.get");

    /**
     * Ask the user to let this lens's own server act for them; the server exchanges the
     * code. After a tap.
     * @type {(request: import("./types.js").AuthorizeParams, options?: CallOptions) =>
     *   Promise<{code: string, state: string, iss: string}>}
     */
    this.authorize = call("authorize");
  }

  /** What the host offers; each with its state.
   * @returns {Record<string, Capability>} */
  get capabilities() {
    return this.end.connection?.capabilities ?? {};
  }

  /** Whether a call that needs *capability* may be made, asking the user if need be.
   * @param {string} capability */
  can(capability) {
    return ["granted", "promptable"].includes(this.capabilities[capability]?.state);
  }

  /**
   * Hear news of the host, a changed `capability`, or that the session `closed`.
   * @template {keyof import("./types.js").Notifications | "capability" | "closed"} N
   * @param {N} name
   * @param {(data: N extends keyof import("./types.js").Notifications
   *   ? import("./types.js").Notifications[N] : any) => void} listener
   * @returns {() => void} Ends it.
   */
  on(name, listener) {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * Any method of the bridge by its name; the groups above are the same, in words.
   * @template {keyof import("./types.js").Methods} M
   * @param {M} method
   * @param {import("./types.js").Methods[M]["params"]} params
   * @param {CallOptions} [options]
   * @returns {Promise<import("./types.js").Methods[M]["result"]>}
   */
  call(method, params, options) {
    return this.end.call(method, /** @type {any} */ (params), options);
  }

  /** Close the lens. @param {CallOptions} [options] */
  async close(options) {
    try {
      await this.end.call("lens.close", {}, options);
    } catch (error) {
      if (/** @type {CallError} */ (error).outcome !== "closed") throw error;
    } finally {
      this.end.close();
    }
  }

  /** @param {string} name @param {any} data */
  tell(name, data) {
    for (const listener of this.listeners.get(name) ?? []) listener(data);
  }
}

/** @param {{idempotency_key?: string}} proposal */
function withKey(proposal) {
  // crypto.randomUUID is not there outside secure contexts.
  const key = proposal.idempotency_key ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
  return { ...proposal, idempotency_key: key };
}

/**
 * @param {Element} element
 * @param {(region: {x: number, y: number, width: number, height: number}) =>
 *   Promise<unknown>} layOut
 */
function attach(element, layOut) {
  let told = "";
  let frame = 0;
  const tell = () => {
    frame = 0;
    const { x, y, width, height } = element.getBoundingClientRect();
    const region = { x, y, width, height };
    const text = JSON.stringify(region);
    if (text === told) return;
    told = text;
    // Refused or late, the next change tells it again.
    layOut(region).catch(() => {
      told = "";
    });
  };
  // Once a drawn frame at most, however often the page moves.
  const soon = () => {
    frame ||= requestAnimationFrame(tell);
  };
  const observer = new ResizeObserver(soon);
  observer.observe(element);
  const events = ["resize", "scroll"];
  for (const name of events) addEventListener(name, soon, { passive: true, capture: true });
  soon();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    for (const name of events) removeEventListener(name, soon, { capture: true });
  };
}
