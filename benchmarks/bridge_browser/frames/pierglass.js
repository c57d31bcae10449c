import { connect } from "/sdk/v1/pierglass.js";
import { PARAMS, offer } from "./drive.js";

/** What is laid over the photo: nothing that the host can read, once it has the photo. */
const OVERLAY = "~".repeat(16);
const ENDS = /overlay.*base64/;

await offer(async () => {
  const lens = await connect();
  globalThis.lens = lens;
  return () => lens.user.get(PARAMS.fields);
});

/** The user chooses the photo; its handle is all that comes back. The first time that it
 * is named, the page uploads it. */
document.getElementById("pick").addEventListener("click", async () => {
  const { photo } = await globalThis.lens.photo.pick();
  await name(photo, AbortSignal.timeout(30_000));
  globalThis.photo = photo;
});

/** @param {string} photo @param {AbortSignal} [signal] */
async function name(photo, signal) {
  const proposal = { picture: photo, title: "Look", overlay: OVERLAY };
  const ending = await globalThis.lens.share.chat(proposal, { signal }).catch(String);
  if (!ENDS.test(ending)) throw new Error(`expected ${ENDS}, found ${ending}`);
}

/** Name the photo in *count* calls, one after another. @param {number} count */
globalThis.nameAll = async (count) => {
  const times = [];
  while (times.length < count) {
    const start = performance.now();
    await name(globalThis.photo);
    times.push(performance.now() - start);
  }
  return times;
};
