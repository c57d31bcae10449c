// A hostile lens: no SDK, a port of its own, and whatever frames a test hands it.

const origin = new URLSearchParams(location.hash.slice(1)).get("host");
const HELLO = { kind: "hello", protocol: { min: 1, max: 1 }, capabilities: {} };

/** A channel to the host; `heard` collects what it says. */
export class Channel {
  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.heard = [];
    this.port.onmessage = ({ data }) => this.heard.push(data);
    parent.postMessage({ pierglass: "hello", loaded: document.readyState === "complete" }, origin, [port2]);
  }

  say(frame) {
    this.port.postMessage(frame);
  }

  /** Wait for a frame that fits. */
  async next(fits) {
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async open() {
    this.say(HELLO);
    const welcome = await this.next(({ kind }) => kind === "welcome");
    this.epoch = welcome.epoch;
    return this;
  }

  /** Make one call by hand and return its outcome. */
  call(id, method, params = {}) {
    this.say({ kind: "call", epoch: this.epoch, id, method, params });
    return this.next((frame) => frame.kind === "outcome" && frame.id === id);
  }
}

globalThis.HELLO = HELLO;
globalThis.Channel = Channel;
