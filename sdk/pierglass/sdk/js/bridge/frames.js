// Frames: the maps that cross the wire, as tables. bridge/spec/protocol.md describes
// each kind; these tables are the twin of pierglass.bridge.frames.

import { CallError, RemoteProtocolError } from "./errors.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {Record<string, any> & {kind: string}} Frame */

const OUTCOMES = "ok cancelled denied unavailable timed_out failed closed".split(" ");
const RESERVED = "stream_open stream_item stream_credit stream_end ping pong".split(" ");
/** Kinds before agreement: unknown fields are ignored. */
const OPEN_ENDED = ["hello", "welcome", "refuse"];

/** Kind to [required fields, fields that may be absent].
 * @type {Record<string, [string[], string[]]>} */
const FRAMES = {
  hello: [["protocol", "capabilities"], ["agent"]],
  welcome: [["epoch", "version", "capabilities", "limits"], []],
  refuse: [["error"], []],
  call: [["epoch", "id", "method", "params"], ["deadline_ms"]],
  outcome: [["epoch", "id", "outcome"], ["value", "error"]],
  cancel: [["epoch", "id"], ["reason"]],
  progress: [["epoch", "id"], ["fraction", "note"]],
  pause: [["epoch", "id"], []],
  resume: [["epoch", "id"], []],
  notify: [["epoch", "name", "data"], []],
  capability: [["epoch", "name", "capability"], []],
  error: [["error"], ["epoch"]],
  close: [["error"], ["epoch"]],
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
  id: integer(Number.MAX_SAFE_INTEGER),
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
 * @throws {RemoteProtocolError} If *raw* is no frame; no other error, for any value.
 */
export function parseFrame(raw, maxWeight) {
  if (!isRecord(raw)) throw invalid("expected a map");
  const frame = clean(raw, maxWeight);
  const kind = frame.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FRAMES, kind)) {
    const what = RESERVED.includes(kind) ? "reserved for a later protocol" : "unknown";
    throw invalid(what, "kind");
  }
  const [required, optional] = FRAMES[kind];
  for (const name of [...required, ...optional]) {
    if (name in frame) {
      if (!CHECKS[name](frame[name])) throw invalid("not what it must be", name);
    } else if (required.includes(name)) {
      throw invalid("missing", name);
    }
  }
  if (!OPEN_ENDED.includes(kind)) {
    const extra = Object.keys(frame).find(
      (key) => key !== "kind" && !required.includes(key) && !optional.includes(key),
    );
    if (extra !== undefined) throw invalid("unknown field", extra);
  }
  return frame;
}

/** @param {unknown} raw @param {number} maxWeight @returns {Frame} */
function clean(raw, maxWeight) {
  try {
    return weigh(raw, maxWeight).value;
  } catch (error) {
    // A getter of the sender's cannot be here, but a proxy in a test can throw.
    if (!(error instanceof CallError)) {
      throw new RemoteProtocolError("invalid_payload", "the frame cannot be read");
    }
    throw new RemoteProtocolError(error.code, error.message, error.field);
  }
}

/** @param {string} message @param {string} [field] */
function invalid(message, field) {
  const where = field ? `${field}: ` : "";
  return new RemoteProtocolError("invalid_frame", `${where}${message}`, field);
}
