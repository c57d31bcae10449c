// A lens that a test drives: it connects, and says how its calls ended.

import { connect } from "/sdk/v1/lens.js";

const said = document.getElementById("said");

globalThis.attempt = async (run) => {
  try {
    return { value: (await run(globalThis.lens)) ?? null };
  } catch (error) {
    return { code: error.code ?? String(error) };
  }
};

document.getElementById("share").addEventListener("click", async () => {
  const ending = await globalThis.attempt((lens) =>
    lens.share.chat({ title: "Look", idempotency_key: "the-same-key" }),
  );
  said.textContent = ending.code ?? ending.value.message_id;
});

globalThis.lens = await connect();
said.textContent = "connected";
