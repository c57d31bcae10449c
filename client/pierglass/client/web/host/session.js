import { CallError, acceptLens, hostCapabilities } from "/sdk/v1/bridge/port.js";
import { HANDSHAKE_MS } from "/sdk/v1/bridge/methods.js";
import { askMore } from "../ui/consent.js";
import { LensFrame } from "./frame.js";
import { lookOf } from "./look.js";
import { Recorder } from "./recorder.js";
import { HANDLERS } from "./methods/index.js";
import { asCallError } from "./refusals.js";
import { scopesOf } from "./scopes.js";
import { Stage } from "./stage.js";

/**
 * The page's end of one open lens: its frame, its calls, its permissions. Whatever the
 * lens does, each state of it can be seen and left.
 *
 * @typedef {import("/sdk/v1/bridge/port.js").HostEnd} HostEnd
 * @typedef {{scopes: string[], refused?: string[]}} Grant what the person gave, and what
 *   the lens asked for in vain
 * @typedef {object} SessionEvents
 * @property {() => void} onReady the lens said hello
 * @property {() => void} onWaiting it was reloaded and has not said hello again
 * @property {(title: string, text: string) => void} onStopped it does not run any more
 * @property {() => void} onClose it asked to be closed
 * @property {(conversationId: string) => void} onEntered it is open in a chat now
 */

const UNSUPPORTED = { "camera.pixels": "this client keeps pixels to itself" };
const LOOK_EVENTS = ["languagechange", "orientationchange"];

export class LensSession {
  /**
   * @param {import("../app.js").App} app
   * @param {import("./stage.js").Lens} lens
   * @param {import("../app.js").Launch} launch
   * @param {Grant} grant
   * @param {SessionEvents} events
   */
  constructor(app, lens, launch, { scopes, refused = [] }, events) {
    this.app = app;
    this.lens = lens;
    this.scopes = new Set(scopes);
    /** Refused when the lens asked, now or before, or withdrawn: not asked for again. */
    this.refused = new Set(refused);
    this.events = events;
    this.stage = new Stage(app, lens, launch, {
      notify: (name, data) => this.end?.notify(name, data),
      close: () => events.onClose(),
      entered: (conversationId) => events.onEntered(conversationId),
    });
    this.frame = new LensFrame(lens.entry_url, lens.name, globalThis.location.origin, {
      onBlocked: (address) => this.navigated(address),
    });
    /** For the lens's developer, who asked for it. */
    this.recorder = Recorder.isWanted ? new Recorder(lens, launch, { scopes, refused }, app.now) : null;
    /** @type {HostEnd | null} */
    this.end = null;
    this.handshake = 0;
    this.over = false;
    this.scheme = globalThis.matchMedia("(prefers-color-scheme: dark)");
    this.onScheme = () => this.tellTheme();
    this.scheme.addEventListener("change", this.onScheme);
    // Another language, or another edge covered: a turned phone.
    for (const name of LOOK_EVENTS) globalThis.addEventListener(name, this.onScheme);
  }

  get nodes() {
    const { under, over } = this.stage.viewfinder;
    return [under, this.frame.node, over];
  }

  /** The nodes are in the page: load the lens into its frame. */
  start() {
    this.end = acceptLens(this.frame.open(), {
      capabilities: () => this.capabilities(),
      onCall: (call) => this.answer(call),
      onConsent: (scopes, signal) => this.ask(scopes, signal),
      onReady: () => this.ready(),
      onClosed: (error) => this.closed(error),
      onFrame: this.recorder?.onFrame,
      onFault: (error, method) => console.error(`The handler of ${method} failed:`, error),
    });
    this.awaitHello();
    this.frame.load();
  }

  focus() {
    this.frame.focus();
  }

  choosePhoto() {
    return this.stage.viewfinder.choose();
  }

  capabilities() {
    const requested = this.lens.scopes.map(({ scope }) => scope);
    return hostCapabilities(requested, [...this.scopes], { refused: [...this.refused], unsupported: UNSUPPORTED });
  }

  /** A lens that says nothing is not waited for without end. */
  awaitHello() {
    clearTimeout(this.handshake);
    this.handshake = setTimeout(() => {
      this.fail("The lens does not answer", `${this.lens.name} was opened and said nothing. It may be broken, or its connection slow. Open it again, or close it.`);
    }, HANDSHAKE_MS);
  }

  ready() {
    clearTimeout(this.handshake);
    this.events.onReady();
    this.tellTheme();
  }

  tellTheme() {
    this.end?.notify("theme", lookOf(this.scheme.matches));
  }

  /**
   * One call: the grant is looked at once more, then the handler does it.
   * @param {import("/sdk/v1/bridge/host_port.js").HostCall} call
   */
  async answer(call) {
    const handler = HANDLERS.get(call.method);
    if (!handler) throw new CallError("unknown_method");
    const missing = scopesOf(call.method, call.params).find((scope) => !this.scopes.has(scope));
    if (missing) throw new CallError("permission_denied", "", { field: missing });
    try {
      return await handler(this.stage, call.params, call);
    } catch (error) {
      throw asCallError(error);
    }
  }

  /**
   * Ask for permissions at the moment they are needed, for each once: a no is kept.
   * @param {string[]} scopes
   * @param {AbortSignal} signal
   * @returns {Promise<string[]>}
   */
  async ask(scopes, signal) {
    const asked = { ...this.lens, scopes: this.lens.scopes.filter(({ scope }) => scopes.includes(scope)) };
    const given = await askMore(asked, signal) ?? [];
    // The call ended meanwhile and took its sheet along: that was no answer.
    if (signal.aborted) return [];
    const refused = scopes.filter((one) => !given.includes(one));
    const path = `/v1/lenses/${encodeURIComponent(this.lens.id)}/grant`;
    try {
      const { grant } = await this.app.api.put(path, { scopes: [...this.scopes, ...given], refused });
      this.scopes = new Set(grant.scopes);
    } catch (error) {
      // A no holds as long as the lens is open, kept or not.
      if (given.length) throw asCallError(error);
    }
    for (const scope of refused) this.refused.add(scope);
    return given;
  }

  /**
   * The person withdrew permissions: it ends here and now.
   * @param {string[]} [withdrawn] everything if it is not said
   */
  revoke(withdrawn = [...this.scopes]) {
    const scopes = withdrawn.filter((scope) => this.scopes.delete(scope));
    if (!scopes.length) return;
    for (const scope of scopes) this.refused.add(scope);
    this.stage.revoke(scopes);
    this.end?.revoke(scopes);
  }

  /** @param {CallError} error */
  closed({ code, message }) {
    if (this.over) return;
    this.stage.reset();
    if (code === "lost") {
      // Reloaded: it may say hello again.
      this.events.onWaiting();
      this.awaitHello();
    } else if (code === "protocol_error") {
      this.fail("The lens was closed", `${this.lens.name} sent more, or other things, than a lens may. It was cut off; nothing was sent for it.`);
    } else if (code === "version_unsupported") {
      this.fail("This lens does not fit", `${this.lens.name} speaks another version of the bridge: ${message}. Reload the page, or ask its maker for a new version.`);
    } else this.events.onClose();
  }

  /** @param {string} address */
  navigated(address) {
    const where = address ? ` (${address.slice(0, 120)})` : "";
    this.fail("The lens tried to leave", `${this.lens.name} tried to open another page${where} in its frame. That was blocked, and the lens was closed.`);
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

  stop() {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.handshake);
    this.scheme.removeEventListener("change", this.onScheme);
    for (const name of LOOK_EVENTS) globalThis.removeEventListener(name, this.onScheme);
    this.end?.close();
    this.stage.stop();
    this.frame.remove();
    this.recorder?.save();
  }
}
