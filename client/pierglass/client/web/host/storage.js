import { CallError } from "/sdk/v1/bridge/port.js";

/**
 * What a lens keeps in this page: until it is closed, or on this device. Both have the
 * limits of the server's storage, so that a lens meets them wherever it keeps.
 */

const QUOTA_KEYS = 128;
const QUOTA_BYTES = 64 * 1024;

/** @typedef {{key: string, value: unknown, version: number}} Entry */

export class LocalStorage {
  /**
   * @param {Storage | null} store where it stays; null keeps it in memory
   * @param {string} name
   */
  constructor(store, name) {
    this.store = store;
    this.name = name;
    /** @type {Record<string, [unknown, number]>} */
    this.values = read(store, name);
  }

  /** @param {string} key @returns {Entry} */
  get(key) {
    const [value, version] = Object.hasOwn(this.values, key) ? this.values[key] : [null, 0];
    return { key, value, version };
  }

  /** @returns {Entry[]} */
  list() {
    return Object.keys(this.values).sort().map((key) => this.get(key));
  }

  /**
   * @param {string} key
   * @param {unknown} value
   * @param {number} [ifVersion] refuse over another version
   * @returns {Entry}
   */
  set(key, value, ifVersion) {
    const { version } = this.get(key);
    if (ifVersion !== undefined && ifVersion !== version) {
      throw new CallError("conflict", `version ${version} is there, not ${ifVersion}; read it again`, { field: "if_version" });
    }
    /** @type {Record<string, [unknown, number]>} */
    const after = { ...this.values, [key]: [value, version + 1] };
    if (Object.keys(after).length > QUOTA_KEYS || JSON.stringify(after).length > QUOTA_BYTES) {
      throw new CallError("storage_quota", `a lens may keep ${QUOTA_KEYS} keys and ${QUOTA_BYTES} bytes`);
    }
    this.values = after;
    this.save();
    return this.get(key);
  }

  /** @param {string} key */
  remove(key) {
    const { [key]: _gone, ...rest } = this.values;
    this.values = rest;
    this.save();
  }

  save() {
    try {
      this.store?.setItem(this.name, JSON.stringify(this.values));
    } catch {
      throw new CallError("storage_quota", "this browser keeps no more");
    }
  }
}

/**
 * @param {Storage | null} store
 * @param {string} name
 */
function read(store, name) {
  try {
    return JSON.parse(store?.getItem(name) ?? "{}");
  } catch {
    // Not ours, or cut off: it begins anew.
    return {};
  }
}
