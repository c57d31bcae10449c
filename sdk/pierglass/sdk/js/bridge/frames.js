// Frames: the maps that cross the wire, as tables. bridge/spec/protocol.md describes
// each kind; these tables are the twin of pierglass.bridge.frames. Here are the kinds
// that a lens takes; those that a host takes are in host_frames.js, which no lens loads.

import { CallError } from "./errors.js";
import { CODES_OF } from "./outcomes.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {Record<string, any> & {kind: string}} Frame */

/**
 * What one side takes.
 * @typedef {object} Grammar
 * @property {Record<string, string>} kinds Kind to its fields; `?` marks one that may
 *   be absent, a lone `*` that others are ignored.
 * @property {Record<string, (value: any) => boolean>} checks Field to what is legal.
 */

const OUTCOMES = ["ok", ...Object.keys(CODES_OF)];

/** @param {any} value */
const word = (value) => typeof value === "string" && value !== "";

/** @param {any} value */
export const counting = (value) => Number.isSafeInteger(value) && value > 0;

/** @type {Grammar} */
export const TO_LENS = {
  kinds: {
    welcome: "epoch version capabilities limits *",
    refuse: "error *",
    outcome: "epoch id outcome value? error?",
    progress: "epoch id fraction? note?",
    pause: "epoch id",
    resume: "epoch id",
    notify: "epoch name data",
    capability: "epoch name capability",
    error: "error epoch?",
    close: "error epoch?",
  },
  checks: {
    capabilities: isRecord,
    capability: isRecord,
    data: isRecord,
    epoch: word,
    error: isRecord,
    fraction: Number.isFinite,
    id: counting,
    limits: isRecord,
    name: word,
    note: word,
    outcome: (value) => OUTCOMES.includes(value),
    value: () => true,
    version: counting,
  },
};

/**
 * @param {unknown} raw
 * @param {number} maxWeight
 * @param {Grammar} grammar
 * @returns {Frame} A clean copy.
 * @throws {CallError} If *raw* is no frame of the grammar.
 */
export function parseFrame(raw, maxWeight, { kinds, checks }) {
  if (!isRecord(raw)) throw invalid("expected a map");
  const frame = weigh(raw, maxWeight).value;
  const { kind } = frame;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    throw invalid("not for this side", "kind");
  }
  const names = ["kind"];
  for (const field of kinds[kind].split(" ")) {
    const name = field.replace("?", "");
    names.push(name);
    if (name in frame) {
      if (!checks[name](frame[name])) throw invalid("wrong", name);
    } else if (name === field && name !== "*") throw invalid("missing", name);
  }
  const extra = Object.keys(frame).find((key) => !names.includes(key));
  if (extra !== undefined && !names.includes("*")) throw invalid("unknown field", extra);
  return frame;
}

/** @param {string} message @param {string} [field] */
function invalid(message, field) {
  return new CallError("invalid_frame", `${field ?? "frame"}: ${message}`, { field });
}
