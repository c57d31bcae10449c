// Handles: how pictures travel without their pixels. The twin of
// pierglass.bridge.handle: opaque, for one session, expiring, revocable.

import { CallError } from "./errors.js";

/** @typedef {{kind: string, target: any, scope: string | null, expiresAtMs: number,
 *   references: number}} Held */

/** Ten minutes: long enough to choose a friend, short enough to forget. */
export const HANDLE_TTL_MS = 600_000;

/** A lens that retains more than this has forgotten to release. */
const MAX_REFERENCES = 1000;

export class HandleTable {
  /**
   * @param {() => string} newWord At least 128 random bits, URL-safe.
   * @param {{ttlMs?: number, limit?: number}} [options]
   */
  constructor(newWord, { ttlMs = HANDLE_TTL_MS, limit = 256 } = {}) {
    this.newWord = newWord;
    this.ttlMs = ttlMs;
    this.limit = limit;
    /** @type {Map<string, Held>} */
    this.held = new Map();
    /** @type {Set<string>} */
    this.revoked = new Set();
  }

  get size() {
    return this.held.size;
  }

  /**
   * A new handle's word for *target*.
   * @param {string} kind `picture` or `photo`.
   * @param {unknown} target
   * @param {number} nowMs
   * @param {{scope?: string | null, ttlMs?: number}} [options]
   */
  issue(kind, target, nowMs, { scope = null, ttlMs = this.ttlMs } = {}) {
    if (this.held.size >= this.limit) {
      // The oldest of those that nobody retained, or else the oldest of all.
      const [oldest] = this.held.keys();
      const [spare] = [...this.held].find(([, held]) => held.references === 1) ?? [oldest];
      this.forget(spare);
    }
    let word = `hdl_${this.newWord()}`;
    while (this.held.has(word) || this.revoked.has(word)) word = `hdl_${this.newWord()}`;
    this.held.set(word, { kind, target, scope, expiresAtMs: nowMs + ttlMs, references: 1 });
    return word;
  }

  /**
   * What *word* names.
   * @param {unknown} word @param {string} kind @param {number} nowMs
   * @throws {CallError} `handle_unknown`, `_revoked`, `_expired` or `_kind`.
   */
  resolve(word, kind, nowMs) {
    const handle = this.living(word, nowMs);
    if (handle.kind !== kind) {
      const message = `a handle of kind ${handle.kind}, expected ${kind}`;
      throw new CallError("handle_kind", message);
    }
    return handle.target;
  }

  /** Count one reference more; return how many there are.
   * @param {unknown} word @param {number} nowMs */
  retain(word, nowMs) {
    const handle = this.living(word, nowMs);
    if (handle.references >= MAX_REFERENCES) {
      throw new CallError("failed", `${handle.references} references; release some first`);
    }
    handle.references += 1;
    return handle.references;
  }

  /** Count one reference less; the last one withdraws the handle.
   * @param {unknown} word @param {number} nowMs */
  release(word, nowMs) {
    const handle = this.living(word, nowMs);
    handle.references -= 1;
    if (!handle.references) this.forget(String(word));
    return handle.references;
  }

  /** @param {unknown} word @param {number} nowMs @returns {Held} */
  living(word, nowMs) {
    const name = String(word);
    if (this.revoked.has(name)) throw new CallError("handle_revoked");
    const handle = this.held.get(name);
    if (!handle) throw new CallError("handle_unknown");
    if (nowMs >= handle.expiresAtMs) throw new CallError("handle_expired");
    return handle;
  }

  /** Withdraw one handle; return whether it was held. @param {string} word */
  revoke(word) {
    return this.held.has(word) && this.forget(word);
  }

  /** Withdraw every handle given under *scope*; return how many. @param {string} scope */
  revokeScope(scope) {
    const words = [...this.held].filter(([, handle]) => handle.scope === scope);
    for (const [word] of words) this.forget(word);
    return words.length;
  }

  /** Withdraw all: the session is over. */
  clear() {
    for (const word of [...this.held.keys()]) this.forget(word);
  }

  /** @param {string} word */
  forget(word) {
    this.held.delete(word);
    // Remembered only to say "revoked" rather than "unknown"; bounded.
    this.revoked.add(word);
    if (this.revoked.size > 4 * this.limit) this.revoked.delete([...this.revoked][0]);
    return true;
  }
}
