// A port and a table of who waits: what a bridge cannot be faster than.

import { HOST, METHOD, PARAMS, moveAll, offer } from "./drive.js";

await offer(async () => {
  const { port1, port2 } = new MessageChannel();
  const waiting = new Map();
  let last = 0;
  port1.onmessage = ({ data: { id, value } }) => {
    waiting.get(id)(value);
    waiting.delete(id);
  };
  parent.postMessage("port", HOST, [port2]);
  const call = (method, params, transfer = []) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      port1.postMessage({ id: last, method, params }, transfer);
    });
  globalThis.moveAll = (count, bytes) =>
    moveAll((buffer) => call("take", buffer, [buffer]), count, bytes);
  return () => call(METHOD, PARAMS);
});
