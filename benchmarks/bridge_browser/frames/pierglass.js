import { connect } from "/sdk/v1/pierglass.js";
import { PARAMS, offer } from "./drive.js";

/** What sharing a photo ends with: the host has looked its handle up. */
const LOOKED_UP = "handle_kind";

await offer(async () => {
  const lens = await connect();
  globalThis.lens = lens;
  return () => lens.user.get(PARAMS.fields);
});

/** The user chooses the photo; its handle is all that comes back. */
document.getElementById("pick").addEventListener("click", async () => {
  globalThis.photo = (await globalThis.lens.photo.pick()).photo;
});

/** Name the photo in *count* calls, one after another. @param {number} count */
globalThis.nameAll = async (count) => {
  const times = [];
  while (times.length < count) {
    const start = performance.now();
    const ending = await globalThis.lens.share
      .chat({ picture: globalThis.photo, title: "Look" })
      .catch((/** @type {any} */ error) => error.code);
    if (ending !== LOOKED_UP) throw new Error(`expected ${LOOKED_UP}, found ${ending}`);
    times.push(performance.now() - start);
  }
  return times;
};
