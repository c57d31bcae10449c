// Strict msgpack, for lenses and clients that speak over a websocket. The twin of
// pierglass.bridge.codec: one map with string keys; no extension types, no key twice,
// nothing after the end, at most 32 containers deep.

import { DECODE_CODES } from "./decode_codes.js";
import { CallError } from "./errors.js";
import { FORBIDDEN, MAX_DEPTH, weigh } from "./weight.js";

export const MAX_BYTES = 65_536;

const toText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const toBytes = new TextEncoder();

/** Bytes that are not a legal message. */
export class DecodeError extends Error {
  /** @param {string} code @param {number} offset @param {string} [found] */
  constructor(code, offset, found = "") {
    const detail = found ? ` (${found})` : "";
    super(`${code} at byte ${offset}: ${DECODE_CODES[code]}${detail}`);
    this.name = "DecodeError";
    this.code = code;
    this.offset = offset;
  }
}

/**
 * The one map that *data* holds.
 * @param {Uint8Array} data
 * @param {{maxBytes?: number, plainKeys?: boolean}} [options] plainKeys: refuse the keys
 *   that a careless assignment would follow into a prototype.
 * @returns {Record<string, any>}
 * @throws {DecodeError} For anything else; no other error, for any bytes.
 */
export function decode(data, { maxBytes = MAX_BYTES, plainKeys = false } = {}) {
  if (data.length > maxBytes) {
    throw new DecodeError("decode_too_large", maxBytes, `${data.length} bytes`);
  }
  const reader = new Reader(data, plainKeys);
  const value = reader.value(0);
  if (reader.at !== data.length) throw new DecodeError("decode_trailing", reader.at);
  if (!reader.isMap) throw new DecodeError("decode_not_a_map", 0);
  return value;
}

class Reader {
  /** @param {Uint8Array} data @param {boolean} plainKeys */
  constructor(data, plainKeys) {
    this.plainKeys = plainKeys;
    this.data = data;
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.at = 0;
    // 0x80 to 0x8f, 0xde and 0xdf begin a map.
    this.isMap = (data[0] & 0xf0) === 0x80 || data[0] === 0xde || data[0] === 0xdf;
  }

  /** Where *count* bytes begin; they are taken. @param {number} count */
  take(count) {
    const start = this.at;
    if (count > this.data.length - start) {
      throw new DecodeError("decode_truncated", this.data.length, `${count} expected`);
    }
    this.at += count;
    return start;
  }

  /** @param {number} depth @returns {any} */
  value(depth) {
    const start = this.take(1);
    const first = this.data[start];
    if (first < 0x80) return first;
    if (first >= 0xe0) return first - 0x100;
    if (first < 0x90) return this.map(first & 0x0f, depth);
    if (first < 0xa0) return this.array(first & 0x0f, depth);
    if (first < 0xc0) return this.text(first & 0x1f);
    const read = READ[first];
    if (!read) throw new DecodeError("decode_invalid", start, `0x${first.toString(16)}`);
    return read(this, depth, start);
  }

  /** @param {number} width */
  length(width) {
    const start = this.take(width);
    if (width === 1) return this.data[start];
    return width === 2 ? this.view.getUint16(start) : this.view.getUint32(start);
  }

  /** @param {number} count */
  text(count) {
    const start = this.take(count);
    try {
      return toText.decode(this.data.subarray(start, this.at));
    } catch {
      throw new DecodeError("decode_utf8", start);
    }
  }

  /** @param {number} count */
  binary(count) {
    const start = this.take(count);
    return this.data.slice(start, this.at);
  }

  /** @param {number} count @param {number} depth */
  enter(count, depth) {
    if (depth >= MAX_DEPTH) throw new DecodeError("decode_depth", this.at);
    // A value is at least one byte: a forged count ends here, before any work.
    if (count > this.data.length - this.at) {
      throw new DecodeError("decode_truncated", this.data.length, `${count} values`);
    }
  }

  /** @param {number} count @param {number} depth */
  array(count, depth) {
    this.enter(count, depth);
    const items = [];
    for (let index = 0; index < count; index += 1) items.push(this.value(depth + 1));
    return items;
  }

  /** @param {number} count @param {number} depth */
  map(count, depth) {
    this.enter(count, depth);
    /** @type {Record<string, any>} */
    const record = {};
    for (let index = 0; index < count; index += 1) {
      const start = this.at;
      const key = this.value(depth + 1);
      if (typeof key !== "string" || (this.plainKeys && FORBIDDEN.includes(key))) {
        throw new DecodeError("decode_key", start, String(key));
      }
      if (Object.hasOwn(record, key)) {
        throw new DecodeError("decode_duplicate_key", start, key);
      }
      const value = this.value(depth + 1);
      // Defined, not assigned: "__proto__" is then a key like any other.
      Object.defineProperty(record, key, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return record;
  }

  /** @param {number | bigint} number @param {number} start */
  number(number, start) {
    const value = Number(number);
    const legal = typeof number === "bigint" || Number.isInteger(number);
    if (!Number.isFinite(value) || (typeof number === "bigint" && !isSafe(number))) {
      throw new DecodeError("decode_number", start, String(number));
    }
    return legal ? value : number;
  }
}

/** @param {bigint} number */
const isSafe = (number) => number <= 9007199254740991n && number >= -9007199254740991n;

const EXTENSIONS = [0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8];

/** First byte to how the rest is read.
 * @type {Record<number, (r: Reader, depth: number, start: number) => any>} */
const READ = {
  0xc0: () => null,
  0xc2: () => false,
  0xc3: () => true,
  0xc4: (r) => r.binary(r.length(1)),
  0xc5: (r) => r.binary(r.length(2)),
  0xc6: (r) => r.binary(r.length(4)),
  0xca: (r, _depth, start) => r.number(r.view.getFloat32(r.take(4)), start),
  0xcb: (r, _depth, start) => r.number(r.view.getFloat64(r.take(8)), start),
  0xcc: (r) => r.view.getUint8(r.take(1)),
  0xcd: (r) => r.view.getUint16(r.take(2)),
  0xce: (r) => r.view.getUint32(r.take(4)),
  0xcf: (r, _depth, start) => r.number(r.view.getBigUint64(r.take(8)), start),
  0xd0: (r) => r.view.getInt8(r.take(1)),
  0xd1: (r) => r.view.getInt16(r.take(2)),
  0xd2: (r) => r.view.getInt32(r.take(4)),
  0xd3: (r, _depth, start) => r.number(r.view.getBigInt64(r.take(8)), start),
  0xd9: (r) => r.text(r.length(1)),
  0xda: (r) => r.text(r.length(2)),
  0xdb: (r) => r.text(r.length(4)),
  0xdc: (r, depth) => r.array(r.length(2), depth),
  0xdd: (r, depth) => r.array(r.length(4), depth),
  0xde: (r, depth) => r.map(r.length(2), depth),
  0xdf: (r, depth) => r.map(r.length(4), depth),
};
for (const first of EXTENSIONS) {
  READ[first] = (_r, _depth, start) => {
    throw new DecodeError("decode_ext", start);
  };
}

/**
 * *message* as bytes that {@link decode} gives back.
 * @param {Record<string, unknown>} message
 * @param {{maxBytes?: number}} [options]
 * @returns {Uint8Array}
 * @throws {CallError} `invalid_payload` or `payload_too_large`.
 */
export function encode(message, { maxBytes = MAX_BYTES } = {}) {
  // A byte weighs 9 at most (a small number), so what is heavier than that is refused
  // before it is written.
  const { value } = weigh(message, maxBytes * 9 + 64);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new CallError("invalid_payload", "expected a map");
  }
  const writer = new Writer();
  writer.value(value);
  const bytes = writer.bytes();
  if (bytes.length > maxBytes) {
    throw new CallError("payload_too_large", `${bytes.length} bytes, at most ${maxBytes}`);
  }
  return bytes;
}

class Writer {
  constructor() {
    /** @type {Uint8Array[]} */
    this.parts = [];
    this.size = 0;
  }

  bytes() {
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** @param {Uint8Array} part */
  raw(part) {
    this.parts.push(part);
    this.size += part.length;
  }

  /** A first byte and a big-endian number of *width* bytes.
   * @param {number} first @param {number} number @param {number} width */
  head(first, number, width) {
    const part = new Uint8Array(1 + width);
    part[0] = first;
    for (let index = width; index > 0; index -= 1) {
      part[index] = number & 0xff;
      number = Math.floor(number / 256);
    }
    this.raw(part);
  }

  /** @param {any} value */
  value(value) {
    if (value === null) this.head(0xc0, 0, 0);
    else if (typeof value === "boolean") this.head(value ? 0xc3 : 0xc2, 0, 0);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "string") this.text(value);
    else if (value instanceof Uint8Array) this.binary(value);
    else if (Array.isArray(value)) this.array(value);
    else this.map(value);
  }

  /** @param {number} value */
  number(value) {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      const part = new Uint8Array(9);
      part[0] = 0xcb;
      new DataView(part.buffer).setFloat64(1, value);
      this.raw(part);
    } else if (value >= 0) {
      if (value < 0x80) this.head(value, 0, 0);
      else this.sized(value, [0xcc, 0xcd, 0xce, 0xcf]);
    } else if (value >= -32) this.head(value & 0xff, 0, 0);
    else if (value >= -0x80) this.head(0xd0, value, 1);
    else if (value >= -0x8000) this.head(0xd1, value, 2);
    else if (value >= -0x80000000) this.head(0xd2, value, 4);
    else this.head(0xd3, value, 8);
  }

  /** *number* in the narrowest of widths 1, 2, 4, 8; 0 marks a width that is not there.
   * @param {number} number @param {number[]} firsts */
  sized(number, firsts) {
    const widths = [1, 2, 4, 8];
    const index = firsts.findIndex(
      (first, at) => first !== 0 && number < 2 ** (8 * widths[at]),
    );
    this.head(firsts[index], number, widths[index]);
  }

  /** @param {string} value */
  text(value) {
    const bytes = toBytes.encode(value);
    if (bytes.length < 32) this.head(0xa0 | bytes.length, 0, 0);
    else this.sized(bytes.length, [0xd9, 0xda, 0xdb]);
    this.raw(bytes);
  }

  /** @param {Uint8Array} value */
  binary(value) {
    this.sized(value.length, [0xc4, 0xc5, 0xc6]);
    this.raw(value);
  }

  /** @param {any[]} items */
  array(items) {
    if (items.length < 16) this.head(0x90 | items.length, 0, 0);
    else this.sized(items.length, [0, 0xdc, 0xdd]);
    for (const item of items) this.value(item);
  }

  /** @param {Record<string, any>} record */
  map(record) {
    const entries = Object.entries(record);
    if (entries.length < 16) this.head(0x80 | entries.length, 0, 0);
    else this.sized(entries.length, [0, 0xde, 0xdf]);
    for (const [key, value] of entries) {
      this.text(key);
      this.value(value);
    }
  }
}
