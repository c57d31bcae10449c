// Frames: the maps that cross the wire, as tables. bridge/spec/protocol.md describes
// each kind; these tables are the twin of pierglass.bridge.frames.

import { CallError } from "./errors.js";
import { CODES_OF } from "./outcomes.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {Record<string, any> & {kind: string}} Frame */

const OUTCOMES = ["ok", ...Object.keys(CODES_OF)];
/** Kinds before agreement: unknown fields are ignored. */
const OPEN_ENDED = ["hello", "welcome", "refuse"];

/** Kind to its fields; `?` marks one that may be absent.
 * @type {Record<string, string>} */
const FRAMES = {
  hello: "protocol capabilities agent?",
  welcome: "epoch version capabilities limits",
  refuse: "error",
  call: "epoch id method params deadline_ms?",
  outcome: "epoch id outcome value? error?",
  cancel: "epoch id reason?",
  progress: "epoch id fraction? note?",
  pause: "epoch id",
  resume: "epoch id",
  notify: "epoch name data",
  capability: "epoch name capability",
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
  capability: isRecord,
  data: isRecord,
  deadline_ms: integer(3_600_000),
  epoch: word,
  error: isRecord,
  fraction: (value) => typeof value === "number" && value >= 0 && value <= 1,
  id: integer(2 ** 53 - 1),
  limits: isRecord,
  method: word,
  name: word,
  note: text(200),
  outcome: (value) => OUTCOMES.includes(value),
  params: isRecord,
  protocol: isRecord,
  reason: word,
  value: () => true,
  version: integer(1_000_000),
};

/**
 * @param {unknown} raw
 * @param {number} maxWeight
 * @returns {Frame} A clean copy.
 * @throws {CallError} If *raw* is no frame; no other error, for any value.
 */
export function parseFrame(raw, maxWeight) {
  if (!isRecord(raw)) throw invalid("expected a map");
  const frame = clean(raw, maxWeight);
  const kind = frame.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FRAMES, kind)) {
    throw invalid("unknown", "kind");
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

/** @param {unknown} raw @param {number} maxWeight @returns {Frame} */
function clean(raw, maxWeight) {
  try {
    return weigh(raw, maxWeight).value;
  } catch (error) {
    if (error instanceof CallError) throw error;
    // A getter of the sender's cannot be here, but a proxy in a test can throw.
    throw new CallError("invalid_payload", "unreadable");
  }
}

/** @param {string} message @param {string} [field] */
function invalid(message, field) {
  return new CallError("invalid_frame", `${field ?? "frame"}: ${message}`, { field });
}
