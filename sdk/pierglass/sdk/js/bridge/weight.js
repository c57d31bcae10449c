// The weight of a value: its size by one rule that every language and carrier shares
// (bridge/spec/protocol.md). Walking it also makes a clean copy: plain data alone, so
// that no getter, no class and no forbidden key passes, in either direction.

import { CallError } from "./errors.js";

export const MAX_DEPTH = 32;

const CONTAINER = 5;
const NUMBER = 9;
/** Keys that lead into a prototype where somebody assigns them. */
export const FORBIDDEN = ["__proto__", "constructor", "prototype"];
const utf8 = new TextEncoder();

/**
 * @param {unknown} value What shall travel.
 * @param {number} cap Largest weight allowed; the walk ends where it is passed.
 * @returns {{value: any, weight: number}} A clean copy and its weight.
 * @throws {CallError} `payload_too_large` or `invalid_payload`, with the key path.
 */
export function weigh(value, cap) {
  let total = 0;

  /** @param {number} weight @param {string} path */
  function count(weight, path) {
    total += weight;
    if (total > cap) throw refusal("payload_too_large", path, `weight over ${cap}`);
  }

  /** @param {string} text @param {string} path */
  function string(text, path) {
    count(CONTAINER + text.length, path);
    // Most text is ASCII: a byte a character, and no surrogate. Most is short, too: it is
    // looked through before a pattern would have begun.
    let at = 0;
    while (at < text.length && text.charCodeAt(at) < 128) at += 1;
    if (at < text.length) {
      // A lone surrogate is what a `u` pattern matches as one.
      if (/\p{Surrogate}/u.test(text)) {
        throw refusal("invalid_payload", path, "a lone surrogate");
      }
      count(utf8.encode(text).length - text.length, path);
    }
    return text;
  }

  /** @param {any} item @param {string} path @param {number} depth @returns {any} */
  function add(item, path, depth) {
    if (item === null || item === undefined || typeof item === "boolean") {
      count(1, path);
      return item ?? null;
    }
    if (typeof item === "string") return string(item, path);
    if (typeof item === "number") {
      if (!Number.isFinite(item)) {
        throw refusal("invalid_payload", path, "not finite");
      }
      count(NUMBER, path);
      return item;
    }
    if (item instanceof Uint8Array) {
      count(CONTAINER + item.length, path);
      return item;
    }
    const isArray = Array.isArray(item);
    if (!isArray && !isRecord(item)) {
      throw refusal("invalid_payload", path, `${String(item)} cannot travel`);
    }
    if (depth > MAX_DEPTH) {
      throw refusal("invalid_payload", path, `deeper than ${MAX_DEPTH}`);
    }
    count(CONTAINER, path);
    if (isArray) {
      const copy = [];
      // By index, not by iterator: a hole is null, and its length is paid for.
      for (let index = 0; index < item.length; index += 1) {
        copy.push(add(item[index], `${path}[${index}]`, depth + 1));
      }
      return copy;
    }
    /** @type {Record<string, any>} */
    const copy = {};
    for (const key of Object.keys(item)) {
      if (FORBIDDEN.includes(key)) {
        throw refusal("invalid_payload", path, "a forbidden key");
      }
      const inner = item[key];
      if (inner === undefined) continue;
      string(key, path);
      copy[key] = add(inner, path ? `${path}.${key}` : key, depth + 1);
    }
    return copy;
  }

  return { value: add(value, "", 1), weight: total };
}

/** Whether *value* is a plain object, from this realm or another.
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
export function isRecord(value) {
  if (typeof value !== "object" || value === null) return false;
  // An array's has another above it.
  const proto = Object.getPrototypeOf(value);
  return proto === null || Object.getPrototypeOf(proto) === null;
}

/** @param {string} code @param {string} path @param {string} message */
function refusal(code, path, message) {
  return new CallError(code, `${path || "value"}: ${message}`, { field: path || undefined });
}
