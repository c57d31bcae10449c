/**
 * The lens's frame: a sandboxed frame of opaque origin, inside a holder of its own.
 *
 * The page's policy allows frames from the lens origin. That is too wide for one lens:
 * it could navigate itself to another lens with an open network and carry data there.
 * So the frame stands in an empty holder document whose policy names this one address;
 * any navigation away is blocked by the browser and reported here.
 */

const SANDBOX = "allow-scripts";

/** @typedef {{onBlocked: (address: string) => void}} FrameEvents */

export class LensFrame {
  /**
   * @param {string} entryUrl
   * @param {string} name shown to screen readers
   * @param {string} hostOrigin the lens posts to this origin and no other
   * @param {FrameEvents} events
   */
  constructor(entryUrl, name, hostOrigin, events) {
    const entry = new URL(entryUrl);
    if (entry.origin === globalThis.location.origin) {
      throw new Error("bridge.unsafe_sandbox: a lens may not come from the page's own origin.");
    }
    entry.hash = "";
    this.allowed = entry.href;
    this.entryUrl = `${entry.href}#host=${encodeURIComponent(hostOrigin)}`;
    this.name = name;
    this.events = events;
    this.node = document.createElement("iframe");
    this.node.className = "lens-frame";
    this.node.title = name;
    /** @type {HTMLIFrameElement | null} */
    this.inner = null;
    /** @type {Window | null} */
    this.holder = null;
  }

  /** The holder's document exists once the holder is in the page. */
  open() {
    const holder = /** @type {Window} */ (this.node.contentWindow);
    const page = holder.document;
    this.holder = holder;
    const policy = page.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = `frame-src ${this.allowed}; form-action 'none'; base-uri 'none'`;
    const look = page.createElement("link");
    look.rel = "stylesheet";
    look.href = new URL("/web/styles/holder.css", globalThis.location.href).href;
    page.head.append(policy, look);
    holder.addEventListener("securitypolicyviolation", (event) => {
      if (event.effectiveDirective === "frame-src") this.events.onBlocked(event.blockedURI);
    });
    const inner = page.createElement("iframe");
    inner.setAttribute("sandbox", SANDBOX);
    inner.setAttribute("referrerpolicy", "no-referrer");
    inner.setAttribute("allow", "");
    inner.title = this.name;
    this.inner = inner;
    return inner;
  }

  /** Load the lens; whoever listens for its hello listens before this. */
  load() {
    if (!this.inner || !this.holder) throw new Error("open the holder first");
    this.inner.src = this.entryUrl;
    this.holder.document.body.append(this.inner);
  }

  focus() {
    this.inner?.focus();
  }

  remove() {
    this.inner?.remove();
    this.node.remove();
  }
}
