import { Api } from "./api.js";
import { Gateway } from "./gateway.js";
import { Ledger } from "./host/ledger.js";
import { MediaCache } from "./media.js";
import { conversationTitle, Model } from "./model.js";
import { PictureSource } from "./pictures.js";
import { address, go } from "./router.js";
import { Session } from "./session.js";
import { Shell } from "./shell.js";
import { Sync } from "./sync.js";
import { announce, el, fill } from "./ui/dom.js";
import { errorText, toast } from "./ui/toast.js";
import { authView } from "./views/auth.js";

/**
 * The page's parts, made once and handed to every view.
 *
 * @typedef {object} Config
 * @property {string} version
 * @property {string} gateway_url
 * @property {string} live_url
 * @property {string} lens_origin
 * @property {string} public_origin
 * @property {number} consent_threshold_ms
 */

/**
 * How a lens is opened. Where and by which message is the page's to know, not the lens's.
 * @typedef {{source: "tray" | "card" | "link" | "invite" | "activity", context?: import("./ui/resources.js").Context, item_id?: string, state?: Record<string, unknown>, place?: import("./ui/place.js").Place, conversation_id?: string, message_id?: string}} Launch
 */

export class App {
  /**
   * @param {HTMLElement} root
   * @param {Config} config
   * @param {Session} session
   */
  constructor(root, config, session) {
    this.root = root;
    this.config = config;
    this.session = session;
    this.now = () => Date.now();
    this.model = new Model();
    this.source = new PictureSource();
    this.ledger = new Ledger();
    this.api = new Api(session, { onSignedOut: () => this.expired() });
    this.media = new MediaCache(this.api);
    /** How the next lens is opened: state from a card is not put into the address. @type {Launch | null} */
    this.pendingLaunch = null;
    /** @type {Shell | null} */
    this.shell = null;
    this.sync = new Sync({
      api: this.api,
      model: this.model,
      session,
      now: this.now,
      onArrival: (message) => this.arrived(message),
      onNotice: (notice) => this.noticed(notice),
      onWithdrawn: (end) => globalThis.dispatchEvent(new CustomEvent("pierglass:withdrawn", { detail: end })),
      onStorage: (change) => globalThis.dispatchEvent(new CustomEvent("pierglass:storage", { detail: change })),
      onGrantRevoked: (clientId, scopes) => globalThis.dispatchEvent(new CustomEvent("pierglass:revoked", { detail: { clientId, scopes } })),
    });
    this.gateway = new Gateway({
      url: config.gateway_url,
      session,
      api: this.api,
      onEvent: (type, data) => this.sync.apply(type, data),
      onFresh: () => this.load(),
      onState: (state) => {
        this.model.connection = state;
        this.model.changed("connection");
      },
    });
  }

  start() {
    globalThis.addEventListener("online", () => this.gateway.wake());
    globalThis.addEventListener("hashchange", () => this.shell?.show());
    document.querySelector(".skip-link")?.addEventListener("click", (event) => {
      // The hash is the router's.
      event.preventDefault();
      this.shell?.skip();
    });
    if (this.session.signedIn) this.enter();
    else this.askSignIn();
  }

  askSignIn() {
    this.shell?.dispose();
    this.shell = null;
    fill(this.root, authView(this));
  }

  enter() {
    this.shell = new Shell(this);
    fill(this.root, this.shell.node);
    this.shell.show();
    this.gateway.start();
    this.load();
  }

  async load() {
    try {
      await this.sync.loadAll();
    } catch (error) {
      if (!this.session.signedIn) return;
      toast(errorText(error), { tone: "error", action: { label: "Load again", run: () => this.load() } });
    }
  }

  /** @param {import("./model.js").Message} message */
  arrived(message) {
    const conversation = this.model.conversations.get(message.conversation_id);
    if (!conversation) return;
    const sender = conversation.members.find(({ id }) => id === message.sender_id);
    const what = message.text || (message.card ? message.card.title : "a picture");
    const text = `${sender?.display_name ?? "Someone"}: ${what}`;
    if (this.sync.reading === message.conversation_id) return announce(text);
    const title = conversationTitle(conversation, this.session.account?.id ?? "");
    toast(conversation.kind === "group" ? `${title} · ${text}` : text, {
      action: { label: "Open", run: () => go(address("chat", message.conversation_id)) },
    });
  }

  /**
   * A line from a lens, under its name.
   * @param {{client: {id: string, name: string}, text: string, conversation_id?: string, item_id?: string, state?: Record<string, unknown>}} notice
   */
  noticed({ client, text, conversation_id: conversationId, item_id: itemId, state }) {
    /** @type {Launch} */
    const launch = { source: "link", item_id: itemId, state, conversation_id: conversationId };
    const known = this.model.lens(client.id);
    toast(`${client.name}: ${text}`, {
      testid: "notice",
      action: known ? { label: "Open", run: () => this.openLens(client.id, launch) } : undefined,
    });
  }

  /**
   * Open a lens the way that the person came to it.
   * @param {string} lensId
   * @param {Launch} launch
   */
  openLens(lensId, launch) {
    this.pendingLaunch = launch;
    go(address("lens", lensId));
  }

  expired() {
    this.leave();
    toast("Your sign-in has ended. Sign in again to go on.", { tone: "error" });
  }

  async signOut() {
    try {
      await this.api.delete("/v1/sessions/current");
    } catch {
      // The tokens are forgotten here either way.
    }
    this.leave();
  }

  leave() {
    this.gateway.stop();
    this.session.end();
    this.source.stop();
    this.media.clear();
    const listeners = this.model.listeners;
    Object.assign(this.model, new Model(), { listeners });
    globalThis.history.replaceState(null, "", "#/chats");
    this.askSignIn();
  }
}

/** @param {HTMLElement} root */
async function boot(root) {
  const session = new Session(globalThis.sessionStorage);
  const api = new Api(session, { onSignedOut: () => {} });
  try {
    const config = await api.get("/v1/config", { anonymous: true });
    new App(root, config, session).start();
  } catch (error) {
    fill(root, el("main", { class: "idle", id: "main" },
      el("h2", {}, "The mirror is dark"),
      el("p", { role: "alert" }, errorText(error)),
      el("button", { class: "button button-primary", type: "button", on: { click: () => boot(root) } }, "Try again"),
    ));
  }
}

boot(/** @type {HTMLElement} */ (document.getElementById("app")));
