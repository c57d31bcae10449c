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

/** Kind to its fields; `?` marks one that may be absent. */
const FIELDS = {
  hello: "protocol capabilities agent?",
  call: "epoch id method params deadline_ms? credit?",
  cancel: "epoch id reason?",
  stream_credit: "epoch id credit",
  error: "error epoch?",
  close: "error epoch?",
};

/** @param {number} most @returns {(value: any) => boolean} */
const text = (most) => (value) =>
  typeof value === "string" &&
  value.length >= 1 &&
  (value.length <= most || [...value].length <= most);

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
  kind: word,
  method: word,
  params: isRecord,
  protocol: isRecord,
  reason: word,
};

/** A field's name, whether it must be there, and what it must be.
 * @typedef {{name: string, isRequired: boolean, fits: (value: any) => boolean}} Field */

/** @type {Map<unknown, Field[]>} */
const FRAMES = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => {
    const marked = ["kind", ...fields.split(" ")];
    return [kind, marked.map(readField)];
  }),
);

/** @param {string} marked @returns {Field} */
function readField(marked) {
  const name = marked.replace("?", "");
  return { name, isRequired: name === marked, fits: CHECKS[name] };
}

/**
 * @param {unknown} raw
 * @param {number} maxWeight
 * @returns {{frame: Frame, weight: number}} A clean copy, and what it weighs.
 * @throws {CallError} If *raw* is no frame that a host takes.
 */
export function parseFrame(raw, maxWeight) {
  if (!isRecord(raw)) throw invalid("expected a map");
  const { value: frame, weight } = weigh(raw, maxWeight);
  const fields = FRAMES.get(frame.kind);
  if (!fields) throw invalid("not for a host", "kind");
  let known = 0;
  for (const { name, isRequired, fits } of fields) {
    const value = frame[name];
    if (value !== undefined) {
      if (!fits(value)) throw invalid("wrong", name);
      known += 1;
    } else if (isRequired) throw invalid("missing", name);
  }
  const names = Object.keys(frame);
  if (names.length > known && !OPEN_ENDED.includes(frame.kind)) {
    const extra = names.find((key) => !fields.some(({ name }) => name === key));
    throw invalid("unknown field", extra);
  }
  return { frame, weight };
}

/** @param {string} message @param {string} [field] */
function invalid(message, field) {
  return new CallError("invalid_frame", `${field ?? "frame"}: ${message}`, { field });
}
