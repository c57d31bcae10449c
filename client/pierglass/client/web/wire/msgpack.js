/**
 * Strict MessagePack, the encoding of the gateway and the live socket.
 *
 * The decoder takes what the platform sends and nothing else: one map, string keys,
 * no extension types, no key twice, no NaN, no byte after the end, a nest of 32 at
 * most. What it refuses has a code, the same codes as the Python codec.
 */

const MAX_DEPTH = 32;
/** The live socket's frames are the largest: 512 KiB and their envelope. */
const MAX_BYTES = 1024 * 1024;
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** A value that this codec refuses, with a stable code. */
export class CodecError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "CodecError";
    this.code = code;
  }
}

/**
 * Encode one map.
 * @param {Record<string, unknown>} value
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encode(value) {
  const writer = new Writer();
  writer.value(value, 0);
  return writer.bytes();
}

/**
 * Decode one map.
 * @param {ArrayBuffer | Uint8Array} data
 * @param {number} [maxBytes]
 * @returns {Record<string, any>}
 */
export function decode(data, maxBytes = MAX_BYTES) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  if (bytes.length > maxBytes) {
    throw new CodecError("decode_too_large", `${bytes.length} bytes, at most ${maxBytes} are taken`);
  }
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.offset !== bytes.length) {
    const extra = bytes.length - reader.offset;
    throw new CodecError("decode_trailing", `${extra} bytes after the end of the message`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array) {
    throw new CodecError("decode_not_a_map", "a message is a map; this is something else");
  }
  return value;
}

class Writer {
  constructor() {
    this.buffer = new Uint8Array(256);
    this.view = new DataView(this.buffer.buffer);
    this.length = 0;
  }

  bytes() {
    return this.buffer.slice(0, this.length);
  }

  /** @param {number} count */
  room(count) {
    const needed = this.length + count;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
      grown.set(this.buffer);
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    const at = this.length;
    this.length = needed;
    return at;
  }

  /**
   * Write a tag byte and an unsigned integer of 0, 1, 2 or 4 bytes after it.
   * @param {number} tag
   * @param {number} width
   * @param {number} number
   */
  head(tag, width = 0, number = 0) {
    const at = this.room(1 + width);
    this.view.setUint8(at, tag);
    if (width === 1) this.view.setUint8(at + 1, number);
    if (width === 2) this.view.setUint16(at + 1, number);
    if (width === 4) this.view.setUint32(at + 1, number);
  }

  /** @param {Uint8Array} data */
  raw(data) {
    const at = this.room(data.length);
    this.buffer.set(data, at);
  }

  /**
   * @param {unknown} value
   * @param {number} depth
   */
  value(value, depth) {
    if (depth > MAX_DEPTH) throw new CodecError("encode_depth", `nested deeper than ${MAX_DEPTH}`);
    if (value === null) this.head(0xc0);
    else if (value === false) this.head(0xc2);
    else if (value === true) this.head(0xc3);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "string") this.string(value);
    else if (value instanceof Uint8Array) this.binary(value);
    else if (value instanceof ArrayBuffer) this.binary(new Uint8Array(value));
    else if (Array.isArray(value)) this.array(value, depth);
    else if (typeof value === "object") this.map(/** @type {Record<string, unknown>} */ (value), depth);
    else throw new CodecError("encode_type", `${typeof value} has no MessagePack form`);
  }

  /** @param {number} value */
  number(value) {
    if (!Number.isFinite(value)) throw new CodecError("encode_not_finite", `${value} is not a finite number`);
    if (!Number.isSafeInteger(value)) return this.float(value);
    if (value >= 0) this.unsigned(value);
    else this.negative(value);
  }

  /** @param {number} value */
  float(value) {
    const at = this.room(9);
    this.view.setUint8(at, 0xcb);
    this.view.setFloat64(at + 1, value);
  }

  /** @param {number} value */
  unsigned(value) {
    if (value < 0x80) this.head(value);
    else if (value < 0x100) this.head(0xcc, 1, value);
    else if (value < 0x10000) this.head(0xcd, 2, value);
    else if (value < 0x100000000) this.head(0xce, 4, value);
    else {
      const at = this.room(9);
      this.view.setUint8(at, 0xcf);
      this.view.setBigUint64(at + 1, BigInt(value));
    }
  }

  /** @param {number} value */
  negative(value) {
    if (value >= -0x20) this.head(0x100 + value);
    else if (value >= -0x80) this.head(0xd0, 1, value & 0xff);
    else if (value >= -0x8000) this.head(0xd1, 2, value & 0xffff);
    else if (value >= -0x80000000) this.head(0xd2, 4, value >>> 0);
    else {
      const at = this.room(9);
      this.view.setUint8(at, 0xd3);
      this.view.setBigInt64(at + 1, BigInt(value));
    }
  }

  /** @param {string} value */
  string(value) {
    const data = new TextEncoder().encode(value);
    if (data.length < 32) this.head(0xa0 | data.length);
    else this.sized(data.length, [0xd9, 0xda, 0xdb]);
    this.raw(data);
  }

  /** @param {Uint8Array} data */
  binary(data) {
    this.sized(data.length, [0xc4, 0xc5, 0xc6]);
    this.raw(data);
  }

  /**
   * @param {number} length
   * @param {[number, number, number]} tags one for each width of the length
   */
  sized(length, [small, middle, large]) {
    if (length < 0x100) this.head(small, 1, length);
    else if (length < 0x10000) this.head(middle, 2, length);
    else this.head(large, 4, length);
  }

  /**
   * @param {unknown[]} items
   * @param {number} depth
   */
  array(items, depth) {
    if (items.length < 16) this.head(0x90 | items.length);
    else if (items.length < 0x10000) this.head(0xdc, 2, items.length);
    else this.head(0xdd, 4, items.length);
    for (const item of items) this.value(item, depth + 1);
  }

  /**
   * Fields that are undefined are left out, as JSON leaves them out.
   * @param {Record<string, unknown>} map
   * @param {number} depth
   */
  map(map, depth) {
    const entries = Object.entries(map).filter(([, value]) => value !== undefined);
    if (entries.length < 16) this.head(0x80 | entries.length);
    else if (entries.length < 0x10000) this.head(0xde, 2, entries.length);
    else this.head(0xdf, 4, entries.length);
    for (const [key, value] of entries) {
      this.string(key);
      this.value(value, depth + 1);
    }
  }
}

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = 0;
    this.text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  }

  /** @param {number} count */
  take(count) {
    const at = this.offset;
    if (count > this.bytes.length - at) {
      throw new CodecError("decode_truncated", `needs ${count} bytes at ${at}, ${this.bytes.length - at} are left`);
    }
    this.offset = at + count;
    return at;
  }

  /**
   * @param {number} depth
   * @returns {any}
   */
  value(depth) {
    const tag = this.view.getUint8(this.take(1));
    if (tag < 0x80) return tag;
    if (tag >= 0xe0) return tag - 0x100;
    if (tag < 0x90) return this.map(tag & 0x0f, depth);
    if (tag < 0xa0) return this.array(tag & 0x0f, depth);
    if (tag < 0xc0) return this.string(tag & 0x1f);
    const read = READERS[tag];
    if (!read) throw new CodecError(tag === 0xc1 ? "decode_invalid" : "decode_ext", `tag 0x${tag.toString(16)} is not part of the wire`);
    return read(this, depth);
  }

  /** @param {1 | 2 | 4} width */
  size(width) {
    const at = this.take(width);
    if (width === 1) return this.view.getUint8(at);
    return width === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  /** @param {bigint} value */
  safe(value) {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new CodecError("decode_number", `${value} does not fit a number here`);
    }
    return number;
  }

  /** @param {number} value */
  finite(value) {
    if (!Number.isFinite(value)) throw new CodecError("decode_number", `${value} is not a finite number`);
    return value;
  }

  /** @param {number} length */
  string(length) {
    const at = this.take(length);
    try {
      return this.text.decode(this.bytes.subarray(at, at + length));
    } catch {
      throw new CodecError("decode_utf8", `the string at ${at} is not UTF-8`);
    }
  }

  /** @param {number} length */
  binary(length) {
    const at = this.take(length);
    return this.bytes.slice(at, at + length);
  }

  /**
   * @param {number} length
   * @param {number} depth
   */
  array(length, depth) {
    this.fits(length, depth);
    const items = [];
    for (let index = 0; index < length; index += 1) items.push(this.value(depth + 1));
    return items;
  }

  /**
   * @param {number} length
   * @param {number} depth
   */
  map(length, depth) {
    this.fits(length * 2, depth);
    /** @type {Record<string, any>} */
    const map = {};
    for (let index = 0; index < length; index += 1) {
      const key = this.value(depth + 1);
      if (typeof key !== "string") throw new CodecError("decode_key", "a key that is not a string");
      if (FORBIDDEN_KEYS.has(key)) throw new CodecError("decode_key", `the key ${key} is not allowed`);
      if (Object.hasOwn(map, key)) throw new CodecError("decode_duplicate_key", `the key ${key} comes twice`);
      map[key] = this.value(depth + 1);
    }
    return map;
  }

  /**
   * A length that the bytes at hand cannot hold is refused before anything is made.
   * @param {number} least
   * @param {number} depth
   */
  fits(least, depth) {
    if (depth >= MAX_DEPTH) throw new CodecError("decode_depth", `nested deeper than ${MAX_DEPTH}`);
    if (least > this.bytes.length - this.offset) {
      throw new CodecError("decode_truncated", `announces ${least} values, ${this.bytes.length - this.offset} bytes are left`);
    }
  }
}

/** @type {Record<number, (reader: Reader, depth: number) => any>} */
const READERS = {
  0xc0: () => null,
  0xc2: () => false,
  0xc3: () => true,
  0xc4: (reader) => reader.binary(reader.size(1)),
  0xc5: (reader) => reader.binary(reader.size(2)),
  0xc6: (reader) => reader.binary(reader.size(4)),
  0xca: (reader) => reader.finite(reader.view.getFloat32(reader.take(4))),
  0xcb: (reader) => reader.finite(reader.view.getFloat64(reader.take(8))),
  0xcc: (reader) => reader.size(1),
  0xcd: (reader) => reader.size(2),
  0xce: (reader) => reader.size(4),
  0xcf: (reader) => reader.safe(reader.view.getBigUint64(reader.take(8))),
  0xd0: (reader) => reader.view.getInt8(reader.take(1)),
  0xd1: (reader) => reader.view.getInt16(reader.take(2)),
  0xd2: (reader) => reader.view.getInt32(reader.take(4)),
  0xd3: (reader) => reader.safe(reader.view.getBigInt64(reader.take(8))),
  0xd9: (reader) => reader.string(reader.size(1)),
  0xda: (reader) => reader.string(reader.size(2)),
  0xdb: (reader) => reader.string(reader.size(4)),
  0xdc: (reader, depth) => reader.array(reader.size(2), depth),
  0xdd: (reader, depth) => reader.array(reader.size(4), depth),
  0xde: (reader, depth) => reader.map(reader.size(2), depth),
  0xdf: (reader, depth) => reader.map(reader.size(4), depth),
};
