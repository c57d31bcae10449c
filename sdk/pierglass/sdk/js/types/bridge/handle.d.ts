/** @typedef {{kind: string, target: any, scope: string | null, expiresAtMs: number,
 *   references: number}} Held */
/** Ten minutes: long enough to choose a friend, short enough to forget. */
export const HANDLE_TTL_MS: 600000;
export class HandleTable {
    /**
     * @param {() => string} newWord At least 128 random bits, URL-safe.
     * @param {{ttlMs?: number, limit?: number}} [options]
     */
    constructor(newWord: () => string, { ttlMs, limit }?: {
        ttlMs?: number;
        limit?: number;
    });
    newWord: () => string;
    ttlMs: number;
    limit: number;
    /** @type {Map<string, Held>} */
    held: Map<string, Held>;
    /** @type {Set<string>} */
    revoked: Set<string>;
    get size(): number;
    /**
     * A new handle's word for *target*.
     * @param {string} kind `picture` or `photo`.
     * @param {unknown} target
     * @param {number} nowMs
     * @param {{scope?: string | null, ttlMs?: number}} [options]
     */
    issue(kind: string, target: unknown, nowMs: number, { scope, ttlMs }?: {
        scope?: string | null;
        ttlMs?: number;
    }): string;
    /**
     * What *word* names.
     * @param {unknown} word @param {string} kind @param {number} nowMs
     * @throws {CallError} `handle_unknown`, `_revoked`, `_expired` or `_kind`.
     */
    resolve(word: unknown, kind: string, nowMs: number): any;
    /** Count one reference more; return how many there are.
     * @param {unknown} word @param {number} nowMs */
    retain(word: unknown, nowMs: number): number;
    /** Count one reference less; the last one withdraws the handle.
     * @param {unknown} word @param {number} nowMs */
    release(word: unknown, nowMs: number): number;
    /** @param {unknown} word @param {number} nowMs @returns {Held} */
    living(word: unknown, nowMs: number): Held;
    /** Withdraw one handle; return whether it was held. @param {string} word */
    revoke(word: string): boolean;
    /** Withdraw every handle given under *scope*; return how many. @param {string} scope */
    revokeScope(scope: string): number;
    /** Withdraw all: the session is over. */
    clear(): void;
    /** @param {string} word */
    forget(word: string): boolean;
}
export type Held = {
    kind: string;
    target: any;
    scope: string | null;
    expiresAtMs: number;
    references: number;
};
