import { Connection } from "/sdk/v1/bridge/connection.js";
import { CallError } from "/sdk/v1/bridge/errors.js";
import { HANDSHAKE_MS } from "/sdk/v1/bridge/methods.js";
import { FEATURES, SCOPES } from "/sdk/v1/bridge/policy.js";
import { randomId } from "../ids.js";
import { askConsent } from "../ui/consent.js";
import { LensFrame } from "./frame.js";
import { HANDLERS } from "./methods/index.js";
import { PortListener } from "./port_listener.js";
import { asCallError } from "./refusals.js";
import { scopesOf } from "./scopes.js";
import { Stage } from "./stage.js";

/**
 * The page's end of one open lens: its frame, the connection over its port, and the
 * handlers. Whatever the lens does, each state of it can be seen and left.
 *
 * @typedef {object} SessionEvents
 * @property {() => void} onReady the lens said hello
 * @property {() => void} onWaiting it was reloaded and has not said hello again
 * @property {(title: string, text: string) => void} onStopped it does not run any more
 * @property {() => void} onClose it asked to be closed
 */

const now = () => performance.now();

export class LensSession {
  /**
   * @param {import("../app.js").App} app
   * @param {import("./stage.js").Lens} lens
   * @param {import("../app.js").Launch} launch
   * @param {string[]} scopes what the person gave
   * @param {SessionEvents} events
   */
  constructor(app, lens, launch, scopes, events) {
    this.app = app;
    this.lens = lens;
    this.scopes = new Set(scopes);
    /** @type {Set<string>} refused while the lens was open: not asked again */
    this.refused = new Set();
    this.events = events;
    this.stage = new Stage(app, lens, launch, {
      notify: (name, data) => this.notify(name, data),
      close: () => events.onClose(),
    });
    this.frame = new LensFrame(lens.entry_url, lens.name, globalThis.location.origin, {
      onLoad: (count) => this.loaded(count),
      onBlocked: (address) => this.navigated(address),
    });
    /** @type {Connection | null} */
    this.connection = null;
    /** @type {MessagePort | null} */
    this.port = null;
    /** @type {PortListener | null} */
    this.listener = null;
    /** @type {Map<number, AbortController>} */
    this.calls = new Map();
    this.handshake = 0;
    this.timer = 0;
    this.over = false;
    this.scheme = globalThis.matchMedia("(prefers-color-scheme: dark)");
    this.onScheme = () => this.tellTheme();
    this.scheme.addEventListener("change", this.onScheme);
  }

  get nodes() {
    return [this.frame.node, this.stage.viewfinder.node];
  }

  start() {
    const inner = this.frame.open();
    this.listener = new PortListener(/** @type {Window} */ (this.frame.holder), inner, (port) => this.adopt(port));
    this.awaitHello();
    this.frame.load();
  }

  focus() {
    this.frame.focus();
  }

  choosePhoto() {
    return this.stage.viewfinder.choose();
  }

  /** A lens that says nothing is not waited for without end. */
  awaitHello() {
    clearTimeout(this.handshake);
    this.handshake = setTimeout(() => {
      this.fail("The lens does not answer", `${this.lens.name} was opened and said nothing. It may be broken, or still loading; open it again, or close it.`);
    }, HANDSHAKE_MS);
  }

  /** @param {number} count how often the frame has loaded */
  loaded(count) {
    if (count === 1 || this.over) return;
    this.drop("The lens was reloaded.");
    this.events.onWaiting();
    this.awaitHello();
  }

  /** @param {string} address */
  navigated(address) {
    const where = address ? ` (${address.slice(0, 120)})` : "";
    this.fail("The lens tried to leave", `${this.lens.name} tried to open another page${where} in its frame. That was blocked and the lens was closed.`);
  }

  /**
   * The lens handed over its end of a channel: a new session with a new epoch.
   * @param {MessagePort} port
   */
  adopt(port) {
    if (this.over) return port.close();
    this.drop("The lens began a new session.");
    this.port = port;
    this.connection = new Connection("host", { nowMs: now(), epoch: randomId("eph"), capabilities: this.capabilities() });
    port.onmessage = ({ data }) => {
      if (this.port !== port) return;
      // Only the page knows whether a person has just tapped in the lens.
      const gesture = navigator.userActivation?.isActive ?? false;
      this.handle(/** @type {Connection} */ (this.connection).receive(data, now(), { gesture }));
    };
    port.start();
  }

  capabilities() {
    const asked = new Set(this.lens.scopes.map(({ scope }) => scope));
    /** @type {Record<string, import("/sdk/v1/bridge/connection.js").Capability>} */
    const offered = {};
    for (const name of FEATURES) offered[name] = { state: "granted", version: 1 };
    for (const name of Object.keys(SCOPES)) offered[name] = { version: 1, ...this.scopeState(name, asked) };
    return offered;
  }

  /**
   * @param {string} name
   * @param {Set<string>} asked
   * @returns {{state: import("/sdk/v1/bridge/connection.js").CapabilityState, reason?: string}}
   */
  scopeState(name, asked) {
    if (name === "camera.pixels") return { state: "unsupported", reason: "this client keeps pixels to itself" };
    if (!asked.has(name)) return { state: "denied", reason: "not in the lens's manifest" };
    if (this.scopes.has(name)) return { state: "granted" };
    return this.refused.has(name) ? { state: "denied", reason: "refused by the user" } : { state: "promptable" };
  }

  /** @param {import("/sdk/v1/bridge/connection.js").Event[]} events */
  handle(events) {
    for (const event of events) {
      if (event.type === "ready") this.ready();
      else if (event.type === "call_received") this.run(event);
      else if (event.type === "call_stopped") this.calls.get(event.id)?.abort(new CallError(event.code));
      else if (event.type === "closed") this.closed(event.error);
    }
    this.flush();
  }

  /** Carry what the connection wants to say, and wake when its next deadline is due. */
  flush() {
    const { connection, port } = this;
    if (!connection || !port) return;
    for (const frame of connection.framesToSend()) port.postMessage(frame);
    clearTimeout(this.timer);
    const next = connection.nextTickMs();
    if (next !== null) this.timer = setTimeout(() => this.handle(connection.tick(now())), Math.max(0, next - now()) + 1);
  }

  ready() {
    clearTimeout(this.handshake);
    this.events.onReady();
    this.tellTheme();
  }

  /**
   * One call: permission first, then the handler, then exactly one answer.
   * @param {any} call
   */
  async run({ id, method, params, consent }) {
    const connection = /** @type {Connection} */ (this.connection);
    const ending = new AbortController();
    this.calls.set(id, ending);
    try {
      if (consent?.length) await this.ask(connection, id, consent, ending.signal);
      this.permit(method, params);
      const value = await this.handler(method)(this.stage, params, this.callOf(connection, id, ending.signal));
      connection.respond(id, value, now());
    } catch (error) {
      connection.fail(id, asCallError(error), now());
    } finally {
      this.calls.delete(id);
      if (connection === this.connection) this.flush();
    }
  }

  /** @param {string} method */
  handler(method) {
    const handler = HANDLERS.get(method);
    if (!handler) throw new CallError("unknown_method");
    return handler;
  }

  /**
   * The grant is looked at here once more, whatever the connection let through.
   * @param {string} method
   * @param {any} params
   */
  permit(method, params) {
    const missing = scopesOf(method, params).find((scope) => !this.scopes.has(scope));
    if (missing) throw new CallError("permission_denied", undefined, { field: missing });
  }

  /**
   * @param {Connection} connection
   * @param {number} id
   * @param {AbortSignal} signal
   * @returns {import("./methods/index.js").Call}
   */
  callOf(connection, id, signal) {
    return {
      signal,
      whileUserDecides: async (deciding) => {
        connection.pause(id, now());
        this.flush();
        try {
          return await deciding();
        } finally {
          connection.resume(id, now());
          if (connection === this.connection) this.flush();
        }
      },
    };
  }

  /**
   * Ask for a permission at the moment it is needed; a no holds while the lens is open.
   * @param {Connection} connection
   * @param {number} id
   * @param {string[]} scopes
   * @param {AbortSignal} signal
   */
  async ask(connection, id, scopes, signal) {
    const missing = scopes.filter((scope) => !this.scopes.has(scope));
    if (!missing.length) return;
    const asked = { ...this.lens, scopes: this.lens.scopes.filter(({ scope }) => missing.includes(scope)) };
    const { whileUserDecides } = this.callOf(connection, id, signal);
    const given = await whileUserDecides(() => askConsent(asked, signal));
    const accepted = new Set(given ?? []);
    for (const scope of missing.filter((one) => !accepted.has(one))) {
      this.refused.add(scope);
      connection.setCapability(scope, { state: "denied", version: 1, reason: "refused by the user" }, now());
    }
    if (missing.some((scope) => !accepted.has(scope))) throw new CallError("denied");
    const { grant } = await this.app.api.put(`/v1/lenses/${encodeURIComponent(this.lens.id)}/grant`, { scopes: [...this.scopes, ...missing] });
    this.scopes = new Set(grant.scopes);
    for (const scope of missing) connection.setCapability(scope, { state: "granted", version: 1 }, now());
  }

  /** The person withdrew everything: it ends here and now. */
  revokeAll() {
    const scopes = [...this.scopes];
    this.scopes.clear();
    for (const scope of scopes) this.refused.add(scope);
    this.stage.revoke(scopes);
    if (this.connection) this.handle(this.connection.revoke(scopes, now()));
  }

  /**
   * @param {string} name
   * @param {Record<string, unknown>} data
   */
  notify(name, data) {
    if (this.connection?.state !== "open") return;
    this.connection.notify(name, data, now());
    this.flush();
  }

  tellTheme() {
    this.notify("theme", { scheme: this.scheme.matches ? "dark" : "light" });
  }

  /** @param {CallError} error */
  closed({ code, message }) {
    this.flush();
    if (code === "protocol_error") {
      this.fail("The lens was closed", `${this.lens.name} sent more, or other things, than a lens may. Nothing of yours was sent to it.`);
    } else if (code === "version_unsupported") {
      this.fail("This lens does not fit", `${this.lens.name} speaks another version of the bridge: ${message}. Reload the page, or ask its maker for a new version.`);
    } else this.events.onClose();
  }

  /**
   * @param {string} title
   * @param {string} text
   */
  fail(title, text) {
    if (this.over) return;
    this.stop();
    this.events.onStopped(title, text);
  }

  /**
   * Let go of a session: every call that is open ends, every handle dies.
   * @param {string} reason
   */
  drop(reason) {
    const { connection, port } = this;
    if (!connection || !port) return;
    this.connection = null;
    this.port = null;
    clearTimeout(this.timer);
    if (connection.state === "open") {
      connection.close(now(), "closed", reason);
      for (const frame of connection.framesToSend()) port.postMessage(frame);
    }
    port.onmessage = null;
    port.close();
    for (const ending of this.calls.values()) ending.abort(new CallError("closed"));
    this.calls.clear();
    this.stage.reset();
  }

  stop() {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.handshake);
    this.scheme.removeEventListener("change", this.onScheme);
    this.drop("The lens was closed.");
    this.listener?.stop();
    this.stage.stop();
    this.frame.remove();
  }
}
