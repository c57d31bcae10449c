// Frames: the maps that cross the wire. bridge/spec/protocol.md describes each kind;
// these tables are the twin of pierglass.bridge.frames, for the kinds that a host takes.
// A host looks at every bound; a lens trusts its host's frames to have their shape.

import { CallError } from "./errors.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {import("./wire.js").Frame} Frame */

/** Items of one stream that may be on their way at once. */
export const MAX_CREDIT = 1024;

/** Kinds before agreement: unknown fields are ignored. */
const OPEN_ENDED = ["hello"];

/** Kind to its fields; `?` marks one that may be absent.
 * @type {Record<string, string>} */
const FRAMES = {
  hello: "protocol capabilities agent?",
  call: "epoch id method params deadline_ms? credit?",
  cancel: "epoch id reason?",
  stream_credit: "epoch id credit",
  error: "error epoch?",
  close: "error epoch?",
};

/** @param {number} most @returns {(value: any) => boolean} */
const text = (most) => (value) =>
  typeof value === "string" && value.length >= 1 && [...value].length <= most;

/** @param {number} most @returns {(value: any) => boolean} */
const integer = (most) => (value) =>
  Number.isInteger(value) && value >= 1 && value <= most;

const word = text(64);

/** @type {Record<string, (value: any) => boolean>} */
const CHECKS = {
  agent: text(200),
  capabilities: isRecord,
  credit: integer(MAX_CREDIT),
  deadline_ms: integer(3_600_000),
  epoch: word,
  error: isRecord,
  id: integer(2 ** 53 - 1),
  method: word,
  params: isRecord,
  protocol: isRecord,
  reason: word,
};

/**
 * @param {unknown} raw
 * @param {number} maxWeight
 * @returns {Frame} A clean copy.
 * @throws {CallError} If *raw* is no frame that a host takes.
 */
export function parseFrame(raw, maxWeight) {
  if (!isRecord(raw)) throw invalid("expected a map");
  const frame = weigh(raw, maxWeight).value;
  const { kind } = frame;
  if (typeof kind !== "string" || !Object.hasOwn(FRAMES, kind)) {
    throw invalid("not for a host", "kind");
  }
  const names = ["kind"];
  for (const field of FRAMES[kind].split(" ")) {
    const name = field.replace("?", "");
    names.push(name);
    if (name in frame) {
      if (!CHECKS[name](frame[name])) throw invalid("wrong", name);
    } else if (name === field) throw invalid("missing", name);
  }
  if (!OPEN_ENDED.includes(kind)) {
    const extra = Object.keys(frame).find((key) => !names.includes(key));
    if (extra !== undefined) throw invalid("unknown field", extra);
  }
  return frame;
}

/** @param {string} message @param {string} [field] */
function invalid(message, field) {
  return new CallError("invalid_frame", `${field ?? "frame"}: ${message}`, { field });
}
