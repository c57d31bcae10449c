// Plays one module of the documents as a lens's page, in Node, for a host in Python.
//
//   node player.mjs MODULE SDK
//
// Lines of JSON on both sides. In: {frame} for the lens, {tap}, {fill}, {read}, {ping},
// {serve} for what the lens's own server answers. Out: {frame} for the host, {loaded},
// {fault}, {log}, {fetched}, and {answer} to read and ping. The frames are those that
// cross the port, in the carrier's own msgpack.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [module, sdk] = process.argv.slice(2);
const { decode, encode } = await import(pathToFileURL(`${sdk}/bridge/codec.js`).href);
const MOST = { maxBytes: 128 * 1024 };

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const fault = (error) => {
  const { name, message, code, outcome } = error ?? {};
  say({ fault: { name, message: message ?? String(error), code, outcome } });
};
process.on("unhandledRejection", fault);
process.on("uncaughtException", fault);
for (const level of ["log", "info", "warn", "error"]) {
  console[level] = (...words) => say({ log: words.map(String).join(" ") });
}

class Style {
  setProperty(name, value) { this[name] = value; }
}

/** As much of an element as the documents use. */
class FakeElement extends EventTarget {
  constructor(name) {
    super();
    Object.assign(this, { name, textContent: "", value: "", hidden: false, disabled: false });
    Object.assign(this, { children: [], dataset: {}, style: new Style(), checked: false });
  }
  append(...all) { this.children.push(...all); }
  replaceChildren(...all) { this.children = all; }
  remove() {}
  setAttribute(name, value) { this[name] = value; }
  getBoundingClientRect() { return { x: 0, y: 0, width: 320, height: 480 }; }
  dispatchEvent(event) {
    this[`on${event.type}`]?.(event);
    return super.dispatchEvent(event);
  }
}

const elements = new Map();
const element = (name) => {
  if (!elements.has(name)) elements.set(name, new FakeElement(name));
  return elements.get(name);
};
const fakeDocument = Object.assign(new FakeElement("document"), {
  readyState: "complete",
  body: element("body"),
  documentElement: element("html"),
  getElementById: (id) => element(`#${id}`),
  querySelector: element,
  createElement: (tag) => new FakeElement(tag),
});

let wire;
const served = {};
const page = new EventTarget();
Object.assign(globalThis, {
  window: globalThis,
  document: fakeDocument,
  location: new URL("http://localhost:8700/lenses/a/1/index.html#host=http://127.0.0.1:8700"),
  addEventListener: page.addEventListener.bind(page),
  // What no server of the lens's answers, waits: the policy would refuse it.
  async fetch(address, { body = "null" } = {}) {
    const path = new URL(address).pathname;
    say({ fetched: { path, body: JSON.parse(body) } });
    if (!(path in served)) await new Promise(() => {});
    return { json: async () => served[path] };
  },
  removeEventListener: page.removeEventListener.bind(page),
  requestAnimationFrame: (tell) => setTimeout(tell, 0),
  cancelAnimationFrame: clearTimeout,
  ResizeObserver: class {
    observe() {}
    disconnect() {}
  },
  parent: {
    postMessage(_hello, _origin, [port]) {
      wire = port;
      port.onmessage = ({ data }) => {
        say({ frame: Buffer.from(encode(data, MOST)).toString("base64") });
      };
    },
  },
});

/** The text of an element and of everything in it. */
const text = ({ textContent, children }) => [textContent, ...children.map((one) => text(one))].join("\n").trim();

const commands = {
  frame: (bytes) => wire?.postMessage(decode(Buffer.from(bytes, "base64"), MOST)),
  // "#list 0" is the first of what is in the list.
  tap: (words) => {
    const [name, number] = words.split(" ");
    const whole = element(name);
    (number ? whole.children[Number(number)] : whole).dispatchEvent(new Event("click"));
  },
  fill: ([name, value]) => Object.assign(element(name), { value }),
  read: (name) => {
    const { hidden, disabled, value, style } = element(name);
    say({ answer: { text: text(element(name)), hidden, disabled, value, style } });
  },
  serve: (answers) => Object.assign(served, answers),
  // Long enough that what was on its way has arrived.
  ping: () => setTimeout(() => say({ answer: "pong" }), 10),
};

createInterface({ input: process.stdin }).on("line", (line) => {
  for (const [name, value] of Object.entries(JSON.parse(line))) commands[name](value);
}).on("close", () => process.exit(0));

import(pathToFileURL(module).href).then(() => say({ loaded: true }), fault);
