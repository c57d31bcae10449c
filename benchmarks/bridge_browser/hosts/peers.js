// The host's side of each bridge that Pierglass is measured beside. The driver puts these
// frames into the page in which the lens is open.

import * as Comlink from "/peers/comlink/dist/esm/comlink.min.mjs";
import { WindowMessenger, connect } from "/peers/penpal/dist/penpal.mjs";
import "/peers/post-robot/dist/post-robot.min.js";

const ACCOUNT = { display_name: "Ana Lindqvist", avatar: { style: "arch", colour: "#a9d8cc" } };
const METHOD = "user.get";

/** The same work as the handler of Pierglass's page does, behind no check at all. */
const api = {
  [METHOD]: async ({ fields }) => Object.fromEntries(fields.map((field) => [field, ACCOUNT[field]])),
  take: async (buffer) => buffer.byteLength,
};

/** Name to what awaits that bridge's frame. @type {Record<string, (frame: HTMLIFrameElement) => void>} */
const AWAIT = {
  comlink: (frame) => onPort(frame, (port) => Comlink.expose(api, port)),
  port: (frame) => onPort(frame, (port) => {
    port.onmessage = async ({ data: { id, method, params } }) => {
      port.postMessage({ id, value: await api[method](params) });
    };
  }),
  penpal: (frame) => {
    // An opaque origin cannot be named; Penpal compares windows.
    const messenger = new WindowMessenger({ remoteWindow: frame.contentWindow, allowedOrigins: ["*"] });
    connect({ messenger, methods: api });
  },
  "post-robot": (frame) => {
    globalThis.postRobot.on(METHOD, { window: frame.contentWindow }, ({ data }) => api[METHOD](data));
  },
};

/**
 * Put a frame into the page and be its host.
 * @param {string} name
 * @param {string} address
 */
export function open(name, address) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  Object.assign(frame.style, { position: "fixed", right: "0", bottom: "0", width: "40px", height: "40px" });
  document.body.append(frame);
  AWAIT[name](frame);
  frame.src = `${address}#host=${encodeURIComponent(location.origin)}`;
}

/** @param {HTMLIFrameElement} frame @param {(port: MessagePort) => void} take */
function onPort(frame, take) {
  addEventListener("message", function listen({ source, ports }) {
    if (source !== frame.contentWindow || ports.length !== 1) return;
    removeEventListener("message", listen);
    take(ports[0]);
  });
}
