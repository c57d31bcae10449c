// A page with one sandboxed frame, without a browser: a host window, a frame element,
// and the parent that the lens sees. The ports are Node's real ones.

import { acceptLens, hostCapabilities } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { connect } from "../../../sdk/pierglass/sdk/js/pierglass.js";

export const SCOPES = ["items.read", "camera.tryon", "chat.share"];

export class FakePage {
  /** @param t The test, after which the host lets go. */
  constructor(t, { sandbox = ["allow-scripts"] } = {}) {
    t.after(() => this.host?.close());
    this.window = new EventTarget();
    this.posted = [];
    this.iframe = Object.assign(new EventTarget(), {
      sandbox: sandbox ?? [],
      hasAttribute: () => sandbox !== null,
      contentWindow: { postMessage: (...all) => this.posted.push(all) },
      ownerDocument: { defaultView: this.window },
    });
    /** Hellos that the host does not hear yet. */
    this.deaf = false;
    this.targets = [];
    this.parent = {
      postMessage: (data, origin, ports) => {
        this.targets.push(origin);
        if (!this.deaf) this.say({ data, ports });
      },
    };
    this.told = { ready: [], closed: [], dropped: [], faults: [], calls: [] };
  }

  /** A message event at the window that holds the frame. */
  say({ data, ports = [], origin = "null", source = this.iframe.contentWindow }) {
    const event = new Event("message");
    this.window.dispatchEvent(Object.assign(event, { data, origin, source, ports }));
  }

  /** The frame finished loading a document, long after the last hello. */
  load() {
    if (this.host) this.host.helloMs -= 10_000;
    this.iframe.dispatchEvent(new Event("load"));
  }

  accept(onCall, options = {}) {
    this.host = acceptLens(this.iframe, {
      capabilities: () => hostCapabilities(SCOPES, SCOPES),
      gesture: () => true,
      onReady: (session) => this.told.ready.push(session),
      onClosed: (error) => this.told.closed.push(error.code),
      onDropped: (reason) => this.told.dropped.push(reason),
      onFault: (error, method) => this.told.faults.push([error, method]),
      onCall: (call) => {
        this.told.calls.push(call.method);
        return onCall(call);
      },
      ...options,
    });
    return this.host;
  }

  connect(options) {
    return connect({ parent: this.parent, origin: "https://host.example", ...options });
  }
}

/** A promise from outside. */
export function gate() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
