import * as Comlink from "/peers/comlink/dist/esm/comlink.min.mjs";
import { HOST, METHOD, PARAMS, moveAll, offer } from "./drive.js";

await offer(async () => {
  const { port1, port2 } = new MessageChannel();
  parent.postMessage("comlink", HOST, [port2]);
  const host = Comlink.wrap(port1);
  globalThis.moveAll = (count, bytes) =>
    moveAll((buffer) => host.take(Comlink.transfer(buffer, [buffer])), count, bytes);
  return () => host[METHOD](PARAMS);
});
