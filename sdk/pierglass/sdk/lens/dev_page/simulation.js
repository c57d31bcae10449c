// Makes this page into the client that was asked for: another look, language, age, speed.
// The host is the real one; what is bent is what it sees of the browser, and the wire.

/**
 * @typedef {object} Simulation
 * @property {"light" | "dark"} theme
 * @property {string} locale
 * @property {{top: number, right: number, bottom: number, left: number}} safe_area
 * @property {string[]} lacks
 * @property {number} protocol
 * @property {number} slow_ms
 */

/**
 * Bend *scope*, a window, before the page's own script runs.
 * @param {any} scope
 * @param {Simulation} simulation
 */
export function bend(scope, simulation) {
  bendLook(scope, simulation);
  bendWire(scope, simulation);
}

/** @param {any} scope @param {Simulation} simulation */
function bendLook(scope, { theme, locale }) {
  const real = scope.matchMedia?.bind(scope);
  scope.matchMedia = (/** @type {string} */ query) => {
    const asked = /prefers-color-scheme:\s*(light|dark)/.exec(query);
    const list = real?.(query) ?? new EventTarget();
    if (asked) Object.defineProperty(list, "matches", { value: asked[1] === theme });
    return list;
  };
  Object.defineProperty(scope.navigator, "language", { value: locale, configurable: true });
}

/**
 * Every frame of the bridge crosses a port of this window.
 * @param {any} scope
 * @param {Simulation} simulation
 */
function bendWire(scope, simulation) {
  const { MessagePort, MessageEvent, setTimeout } = scope;
  const post = MessagePort.prototype.postMessage;
  const bent = (/** @type {any} */ frame) => (isFrame(frame) ? asIfFrom(simulation, frame) : frame);
  MessagePort.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...rest) {
    // One frame, or a list of them.
    const isList = Array.isArray(message);
    const sent = isList ? message.map(bent) : bent(message);
    if (!isFrame(isList ? message[0] : message) || !simulation.slow_ms) post.call(this, sent, ...rest);
    // One delay for all keeps their order.
    else setTimeout(() => post.call(this, sent, ...rest), simulation.slow_ms);
  };
  const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get;
  Object.defineProperty(MessageEvent.prototype, "data", {
    configurable: true,
    get() {
      const frame = data?.call(this);
      // A host of an older release knows no later protocol, whatever a lens offers.
      if (frame?.kind === "hello" && frame.protocol?.max > simulation.protocol) {
        frame.protocol.max = simulation.protocol;
      }
      return frame;
    },
  });
}

/** @param {any} frame */
function isFrame(frame) {
  return typeof frame?.kind === "string";
}

/**
 * A frame of the host as this client would send it.
 * @param {Simulation} simulation
 * @param {any} frame
 */
function asIfFrom({ lacks, safe_area: edges }, frame) {
  if (frame.kind === "notify" && frame.name === "theme") {
    return { ...frame, data: { ...frame.data, safe_area: edges } };
  }
  if (frame.kind !== "welcome" || !lacks.length) return frame;
  const capabilities = { ...frame.capabilities };
  for (const name of lacks) {
    const reason = "this simulated client has it not";
    capabilities[name] = { ...capabilities[name], state: "unsupported", reason };
  }
  return { ...frame, capabilities };
}
