import { CallOptions, WindowMessenger, connect } from "/peers/penpal/dist/penpal.mjs";
import { HOST, METHOD, PARAMS, moveAll, offer } from "./drive.js";

await offer(async () => {
  const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: [HOST] });
  const host = await connect({ messenger }).promise;
  globalThis.moveAll = (count, bytes) =>
    moveAll((buffer) => host.take(buffer, new CallOptions({ transferables: [buffer] })), count, bytes);
  return () => host[METHOD](PARAMS);
});
