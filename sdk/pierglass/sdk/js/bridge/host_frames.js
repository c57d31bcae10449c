// The frames that a host takes. It trusts them less than a lens its host's: every bound
// is looked at.

import { counting } from "./frames.js";
import { isRecord } from "./weight.js";

/** @param {number} most @returns {(value: any) => boolean} */
const text = (most) => (value) =>
  typeof value === "string" && value.length >= 1 && [...value].length <= most;

const word = text(64);

/** @type {import("./frames.js").Grammar} */
export const TO_HOST = {
  kinds: {
    hello: "protocol capabilities agent? *",
    call: "epoch id method params deadline_ms?",
    cancel: "epoch id reason?",
    error: "error epoch?",
    close: "error epoch?",
  },
  checks: {
    agent: text(200),
    capabilities: isRecord,
    deadline_ms: (value) => counting(value) && value <= 3_600_000,
    epoch: word,
    error: isRecord,
    id: counting,
    method: word,
    params: isRecord,
    protocol: isRecord,
    reason: word,
  },
};
