// Traces: what crossed the wire in one session, with what is private taken out. The twin
// of pierglass.bridge.trace; both play bridge/spec/vectors/traces.json.

import { CODES } from "./codes.js";
import { METHODS } from "./methods.js";
import { TRACE } from "./policy.js";
import { isRecord } from "./weight.js";

export const TRACE_VERSION = 1;
/** Records of one trace; later frames are counted and not kept. */
export const MAX_RECORDS = 20_000;

/** Fields of a frame that hold nothing of anybody.
 * @type {Record<string, string[]>} */
const PLAIN = {
  hello: ["protocol", "agent"],
  welcome: ["version", "limits"],
  refuse: [],
  call: ["id", "method", "deadline_ms", "credit"],
  outcome: ["id", "outcome"],
  cancel: ["id"],
  progress: ["id", "fraction"],
  pause: ["id"],
  resume: ["id"],
  stream_item: ["id", "seq"],
  stream_credit: ["id", "credit"],
  notify: ["name"],
  capability: ["name"],
  error: [],
  close: [],
};

/** @type {Record<string, string>} */
const BODIES = { call: "params", outcome: "value", stream_item: "value", notify: "data" };

/** Takes out of frames what is private; one for each session. */
export class Redactor {
  constructor() {
    /** @type {Map<string, string>} */
    this.standIns = new Map();
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {Map<unknown, string>} */
    this.methods = new Map();
  }

  /** What a trace keeps of a frame, legal or not.
   * @param {any} raw @returns {Record<string, any>} */
  frame(raw) {
    if (!isRecord(raw) || !Object.hasOwn(PLAIN, raw.kind)) return { kind: "?" };
    const { kind, error } = raw;
    /** @type {Record<string, any>} */
    const kept = { kind, ...pick(raw, PLAIN[kind]) };
    if (kind === "call") {
      kept.method = String(raw.method).slice(0, 64);
      this.methods.set(raw.id, kept.method);
    }
    if (kind === "cancel" && Object.hasOwn(CODES, raw.reason)) kept.reason = raw.reason;
    if (isRecord(error)) kept.error = pick(error, ["code", "field", "retry_after_ms"]);
    if (kind === "capability") kept.capability = raw.capability?.state ?? null;
    if (kind === "welcome" && isRecord(raw.capabilities)) {
      const offered = Object.entries(raw.capabilities);
      kept.capabilities = Object.fromEntries(offered.map(([name, body]) => [name, body?.state ?? null]));
    }
    const body = BODIES[kind];
    if (body && raw[body] !== undefined) {
      const method = this.methods.get(raw.id) ?? "";
      kept[body] = this.value(raw[body], body, openness(kind, method));
    }
    return kept;
  }

  /** What a trace keeps of how the lens was opened. @param {Record<string, unknown>} launch */
  launch(launch) {
    return this.value(launch, "launch", { isOpen: false, isHidden: false });
  }

  /**
   * @param {any} value
   * @param {string} field
   * @param {{isOpen: boolean, isHidden: boolean}} openness
   * @returns {any}
   */
  value(value, field, openness) {
    const { isOpen, isHidden } = openness;
    if (Array.isArray(value)) return value.map((item) => this.value(item, field, openness));
    if (value instanceof Uint8Array) return `${value.length} bytes`;
    if (isRecord(value)) {
      const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
      return Object.fromEntries(entries.map(([key, inner]) => [key, this.value(inner, key, openness)]));
    }
    if (typeof value === "string") {
      const stays = isOpen || value === "" || (TRACE.fields.includes(field) && !isHidden);
      return stays ? value : this.standIn(field, value);
    }
    if (isHidden && value !== null) return typeof value === "boolean" ? false : 0;
    return value;
  }

  /** @param {string} field @param {string} word */
  standIn(field, word) {
    const known = this.standIns.get(word);
    if (known) return known;
    const isHandle = word.startsWith("hdl_");
    const name = isHandle ? "hdl_" : `${field}-`;
    const number = (this.numbers.get(name) ?? 0) + 1;
    this.numbers.set(name, number);
    // As long as the word was, for where a length is asked for.
    const made = isHandle ? `${name}${number}` : `${name}${number}`.padEnd([...word].length, ".");
    this.standIns.set(word, made);
    return made;
  }
}

/** One session's record. */
export class Trace {
  /**
   * @param {Record<string, unknown>} head Facts of the session: `lens`, `host`, `scopes`
   *   and their like; no names of people.
   * @param {number} nowMs
   */
  constructor(head, nowMs) {
    /** @type {Record<string, unknown>} */
    this.head = { trace: TRACE_VERSION, ...head };
    /** @type {Record<string, unknown>[]} */
    this.records = [];
    this.leftOut = 0;
    this.startMs = nowMs;
    this.redactor = new Redactor();
  }

  /** Note how the lens was opened. @param {Record<string, unknown>} launch */
  launched(launch) {
    this.head.launch = this.redactor.launch(launch);
  }

  /**
   * Keep one frame.
   * @param {"lens"|"host"} sender
   * @param {unknown} raw
   * @param {number} nowMs
   * @param {boolean} [gesture] Whether the user had just tapped.
   */
  note(sender, raw, nowMs, gesture = false) {
    if (this.records.length >= MAX_RECORDS) {
      this.leftOut += 1;
      return;
    }
    const frame = this.redactor.frame(raw);
    const tapped = gesture && frame.kind === "call" ? { gesture } : {};
    this.records.push({ t: nowMs - this.startMs, from: sender, ...tapped, frame });
  }

  /** The trace, a JSON value a line. */
  lines() {
    const head = this.leftOut ? { ...this.head, left_out: this.leftOut } : this.head;
    return [head, ...this.records].map((value) => JSON.stringify(value));
  }
}

/** @param {Record<string, any>} record @param {string[]} names @returns {Record<string, any>} */
function pick(record, names) {
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}

/** Whether everything stays, and whether not even numbers do.
 * @param {string} kind @param {string} method */
function openness(kind, method) {
  if (kind === "notify" || !Object.hasOwn(METHODS, method)) return { isOpen: false, isHidden: false };
  const { capability, byItem } = METHODS[method];
  const needs = [capability, ...Object.values(byItem?.[1] ?? {})];
  const isHidden = kind !== "call" && needs.some((need) => TRACE.hidden.includes(need));
  return { isOpen: TRACE.methods.includes(method), isHidden };
}
