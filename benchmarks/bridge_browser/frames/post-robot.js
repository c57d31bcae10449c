import { HOST, METHOD, PARAMS, offer } from "./drive.js";

await offer(async () => async () => {
  const { data } = await globalThis.postRobot.send(parent, METHOD, PARAMS, { domain: HOST });
  return data;
});
