import { CallError } from "/sdk/v1/bridge/errors.js";
import { randomId } from "../ids.js";

const LIFE_MS = 10 * 60 * 1000;
const MOST = 64;

/**
 * Pictures that a lens can name and never hold. A handle lives in one session, for ten
 * minutes, and dies with the permission it was given under.
 *
 * @typedef {{kind: "picture" | "photo", target: any, scope: string | null, endsAtMs: number}} Held
 */
export class Handles {
  /** @param {() => number} now */
  constructor(now) {
    this.now = now;
    /** @type {Map<string, Held>} */
    this.held = new Map();
    /** @type {Set<string>} */
    this.revoked = new Set();
  }

  /**
   * @param {"picture" | "photo"} kind
   * @param {any} target
   * @param {string | null} [scope]
   */
  issue(kind, target, scope = null) {
    const oldest = this.held.keys().next().value;
    if (this.held.size >= MOST && oldest !== undefined) this.revoke(oldest);
    const word = randomId("hdl");
    this.held.set(word, { kind, target, scope, endsAtMs: this.now() + LIFE_MS });
    return word;
  }

  /**
   * @param {unknown} word
   * @param {"picture" | "photo"} kind
   */
  resolve(word, kind) {
    if (typeof word !== "string") throw new CallError("handle_unknown");
    if (this.revoked.has(word)) throw new CallError("handle_revoked");
    const held = this.held.get(word);
    if (!held) throw new CallError("handle_unknown");
    if (this.now() >= held.endsAtMs) throw new CallError("handle_expired");
    if (held.kind !== kind) throw new CallError("handle_kind", `a handle of kind ${held.kind}, expected ${kind}`);
    return held.target;
  }

  /** @param {string} word */
  revoke(word) {
    if (this.held.delete(word)) this.revoked.add(word);
  }

  /** @param {string[]} scopes */
  revokeScopes(scopes) {
    for (const [word, { scope }] of [...this.held]) {
      if (scope !== null && scopes.includes(scope)) this.revoke(word);
    }
  }

  clear() {
    for (const word of [...this.held.keys()]) this.revoke(word);
  }
}
