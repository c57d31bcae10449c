// The SDK's lens end in Node, driven by lines of JSON: each line in is an act, each line
// out is a frame that the lens sent or how something ended.

import { createInterface } from "node:readline";
import { LensEnd } from "../../sdk/pierglass/sdk/js/bridge/lens_port.js";

const tell = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);
const calls = new Map();
let port;
let first;

const parent = {
  postMessage: (_data, _origin, [given]) => {
    port = given;
    port.onmessage = ({ data }) => {
      // Answered here, so that a slow test does not make the lens say hello again.
      if (data.kind === "hello" && first) port.postMessage(first);
      tell({ frame: data });
    };
  },
};
const plain = (name, data) => (name === "closed" ? { code: data.code, message: data.message } : data);
const end = new LensEnd((name, data) => tell({ news: name, data: plain(name, data) }), "node");

async function settle(id, work) {
  try {
    tell({ settled: id, outcome: "ok", value: await work });
  } catch (error) {
    tell({ settled: id, outcome: error.outcome, code: error.code });
  }
}

const ACTS = {
  open: ({ answer }) => {
    first = answer;
    settle("open", end.open({ parent, origin: "https://host.example" }));
  },
  frames: ({ frames }) => frames.forEach((frame) => port.postMessage(frame)),
  call: ({ name: id, method, params, deadline_ms: deadlineMs }) => {
    const giving = new AbortController();
    calls.set(id, giving);
    settle(id, end.call(method, params, { signal: giving.signal, deadlineMs }));
  },
  cancel: ({ name: id }) => calls.get(id).abort(),
  stream: ({ name: id, method, credit, take }) => {
    const items = end.stream(method, {}, { credit });
    settle(id, (async () => {
      const taken = [];
      for await (const item of items) if (taken.push(item) === take) break;
      return taken;
    })());
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const act = JSON.parse(line);
  ACTS[act.act](act);
}
process.exit(0);
