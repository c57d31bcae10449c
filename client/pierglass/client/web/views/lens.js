import { LensSession } from "../host/session.js";
import { Presence } from "../presence.js";
import { go } from "../router.js";
import { askConsent } from "../ui/consent.js";
import { announce, el, fill } from "../ui/dom.js";
import { endOf, titleOf } from "../ui/ended.js";
import { icon } from "../ui/icons.js";
import { errorText, toast } from "../ui/toast.js";

/**
 * A lens, from its landing page to its way out. The bar with its name, its art and the
 * close button is the page's own, and always there.
 *
 * @param {import("../app.js").App} app
 * @param {import("../router.js").Route} route
 */
export function lensView(app, route) {
  const launch = app.pendingLaunch ?? linkLaunch(route);
  if (launch.conversation_id) launch.context ??= "conversation";
  app.pendingLaunch = null;
  const opening = new LensOpening(app, route.id ?? "", launch);
  opening.begin();
  return { node: opening.node, dispose: () => opening.dispose() };
}

/**
 * @param {import("../router.js").Route} route
 * @returns {import("../app.js").Launch}
 */
function linkLaunch({ query }) {
  const itemId = query.get("item");
  return itemId ? { source: "link", item_id: itemId } : { source: "link" };
}

const LAST_WORD_MS = 50;

class LensOpening {
  /**
   * @param {import("../app.js").App} app
   * @param {string} lensId
   * @param {import("../app.js").Launch} launch
   */
  constructor(app, lensId, launch) {
    this.app = app;
    this.lensId = lensId;
    this.launch = launch;
    this.ending = new AbortController();
    /** @type {LensSession | null} */
    this.session = null;
    /** The version that is open. @type {import("../host/stage.js").Lens | null} */
    this.lens = null;
    /** It was withdrawn while it was open; its page says so. */
    this.isOver = false;
    /** @type {Presence | null} */
    this.presence = null;
    this.bar = el("header", { class: "lens-bar" });
    this.body = el("div", { class: "lens-body" });
    this.node = el("section", { class: "lens", testid: "lens", "aria-label": "Lens" }, this.bar, this.body);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      // The arrow keys step through the lens's items; it hears them once it has the focus.
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.session?.focus();
    });
    this.onRevoked = (/** @type {Event} */ event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (detail.clientId === this.lensId) this.session?.revoke(detail.scopes);
    };
    globalThis.addEventListener("pierglass:revoked", this.onRevoked);
    this.onStorage = (/** @type {Event} */ event) => this.stored(/** @type {CustomEvent} */ (event).detail);
    globalThis.addEventListener("pierglass:storage", this.onStorage);
    this.onWithdrawn = (/** @type {Event} */ event) => this.withdrawn(/** @type {CustomEvent} */ (event).detail);
    globalThis.addEventListener("pierglass:withdrawn", this.onWithdrawn);
    this.drawBar(null);
  }

  async begin() {
    try {
      // Asked for at each opening: which version this account gets may have changed, and
      // the one that is open from here on does not.
      const lens = this.lens = await this.loadLens();
      if (this.ending.signal.aborted) return;
      this.drawBar(lens);
      const landing = this.land(lens);
      const grant = await this.permission(lens);
      if (this.ending.signal.aborted) return;
      if (!grant) return this.close();
      this.open(lens, grant, landing);
    } catch (error) {
      if (this.ending.signal.aborted) return;
      const over = titleOf(/** @type {any} */ (error)?.code);
      this.stopped(over ?? "The lens did not open", errorText(error), !over);
      if (over) this.app.sync.loadLenses().catch(() => {});
    }
  }

  async loadLens() {
    const answer = await this.app.api.get(`/v1/lenses/${encodeURIComponent(this.lensId)}`);
    return answer.lens ?? answer;
  }

  /**
   * The landing page: what the lens is, before it may run.
   * @param {import("../host/stage.js").Lens} lens
   */
  land(lens) {
    const landing = el("div", { class: "landing", testid: "landing" },
      el("img", { class: "landing-art", src: lens.box_art_url, alt: "" }),
      el("h2", {}, lens.landing.title),
      el("p", {}, lens.landing.subtitle),
      el("div", { class: "spinner", role: "status", "aria-label": "Opening" }));
    fill(this.body, landing);
    announce(`${lens.name}. ${lens.landing.title}. ${lens.landing.subtitle}`);
    return landing;
  }

  /**
   * What the person gave this lens; asked once the landing page stood for the threshold.
   * @param {import("../host/stage.js").Lens} lens
   * @returns {Promise<import("../host/session.js").Grant | null>}
   */
  async permission(lens) {
    const path = `/v1/lenses/${encodeURIComponent(lens.id)}/grant`;
    const shownAt = performance.now();
    const { grant } = await this.app.api.get(path);
    /** @type {string[]} */
    const held = grant.state === "granted" ? grant.scopes : [];
    // Whoever answered before is asked for what a new version cannot do without, no more.
    const asked = grant.state === "granted"
      ? lens.scopes.filter(({ scope, optional }) => !optional && !held.includes(scope))
      : lens.scopes;
    if (!asked.length) return { scopes: held, refused: grant.refused };
    await pause(this.app.config.consent_threshold_ms - (performance.now() - shownAt), this.ending.signal);
    const given = await askConsent({ ...lens, scopes: asked }, this.ending.signal);
    if (this.ending.signal.aborted) return null;
    if (!given && held.length) {
      toast(`${lens.name} was not opened; what you allowed before stays as it was.`);
      return null;
    }
    if (!given) {
      await this.app.api.put(path, { state: "refused" });
      toast(`${lens.name} was not opened; it got nothing of yours.`);
      return null;
    }
    const answer = await this.app.api.put(path, { scopes: [...held, ...given] });
    return answer.grant;
  }

  /**
   * @param {import("../host/stage.js").Lens} lens
   * @param {import("../host/session.js").Grant} grant
   * @param {HTMLElement} landing
   */
  open(lens, grant, landing) {
    this.note(lens);
    this.session = new LensSession(this.app, lens, this.launch, grant, {
      onReady: () => {
        landing.dataset.gone = "";
        this.node.dataset.state = "open";
        this.session?.focus();
      },
      onWaiting: () => {
        delete landing.dataset.gone;
        this.node.dataset.state = "waiting";
      },
      onStopped: (title, text) => this.stopped(title, text),
      onClose: () => this.isOver || this.close(),
      onEntered: (conversationId) => this.enter(conversationId),
    });
    this.node.dataset.state = "waiting";
    this.body.prepend(...this.session.nodes);
    this.session.start();
    this.drawBar(lens);
  }

  /**
   * Keep the person's history, and let the chat know that the lens is open there.
   * @param {import("../host/stage.js").Lens} lens
   */
  note(lens) {
    const { source, conversation_id: conversationId, message_id: messageId } = this.launch;
    const path = `/v1/resources/${encodeURIComponent(lens.id)}/uses`;
    this.app.api.post(path, { source, message_id: messageId }).catch(() => {});
    if (conversationId) this.enter(conversationId);
  }

  /** @param {string} conversationId where others see that the lens is open */
  enter(conversationId) {
    this.presence?.stop();
    this.presence = new Presence(this.app.api, conversationId, this.lensId);
    this.presence.start();
  }

  /**
   * Another member changed what the lens keeps for this chat.
   * @param {{client_id: string, conversation_id: string, key: string, version: number}} change
   */
  stored({ client_id: clientId, conversation_id: conversationId, key, version }) {
    if (clientId !== this.lensId || conversationId !== this.launch.conversation_id) return;
    this.session?.end?.notify("storage.changed", { scope: "conversation", key, version });
  }

  /**
   * The lens ended while it is open, or its version did.
   * @param {{lens_id: string, versions: string[]} & import("../ui/ended.js").End} end
   */
  withdrawn({ lens_id: lensId, versions, ...end }) {
    if (lensId !== this.lensId || this.isOver || !this.lens || !versions.includes(this.lens.version)) return;
    const { title, text } = endOf(this.lens.name, end);
    this.isOver = true;
    this.session?.end?.close(`lens.${end.state}`, end.reason);
    // The frame goes a moment later: the lens hears that it is over, and why.
    setTimeout(() => {
      if (!this.ending.signal.aborted) this.stopped(title, text, end.remains);
    }, LAST_WORD_MS);
  }

  /** @param {import("../host/stage.js").Lens | null} lens */
  drawBar(lens) {
    const photo = el("button", { class: "icon-button", type: "button", "aria-label": "Choose a photo for the mirror", testid: "lens-photo", on: { click: () => this.session?.choosePhoto() } }, icon("picture"));
    fill(this.bar,
      el("button", { class: "icon-button", type: "button", "aria-label": "Close the lens", testid: "lens-close", on: { click: () => this.close() } }, icon("close")),
      lens && el("img", { class: "box-art", src: lens.box_art_url, alt: "" }),
      el("div", { class: "row-main" },
        el("h1", { class: "lens-name", testid: "lens-name" }, lens?.name ?? "Opening…"),
        lens && el("span", { class: "row-note" }, `Lens · ${lens.version}`)),
      this.session && photo);
  }

  /**
   * The lens does not run any more; say why, and what can be done.
   * @param {string} title
   * @param {import("../ui/dom.js").Child} text
   * @param {boolean} [again] whether opening it again may help
   */
  stopped(title, text, again = true) {
    this.session?.stop();
    this.presence?.stop();
    this.presence = null;
    this.session = null;
    this.node.dataset.state = "stopped";
    fill(this.body, el("div", { class: "lens-stop", role: "alert", testid: "lens-stopped" },
      icon("warning"), el("h2", {}, title), typeof text === "string" ? el("p", {}, text) : text,
      el("div", { class: "ask-actions" },
        again && el("button", { class: "button button-primary", type: "button", testid: "lens-reopen", on: { click: () => this.app.openLens(this.lensId, this.launch) } }, "Open it again"),
        el("button", { class: "button glass-quiet", type: "button", on: { click: () => this.close() } }, "Close"))));
    this.drawBar(this.lens ?? this.app.model.lens(this.lensId));
  }

  close() {
    if (this.ending.signal.aborted) return;
    go("#/camera");
  }

  dispose() {
    this.ending.abort();
    globalThis.removeEventListener("pierglass:revoked", this.onRevoked);
    globalThis.removeEventListener("pierglass:storage", this.onStorage);
    globalThis.removeEventListener("pierglass:withdrawn", this.onWithdrawn);
    this.presence?.stop();
    this.session?.stop();
    this.session = null;
    if (!this.app.pendingLaunch) this.app.source.stop();
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, ms));
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
