import { CallError } from "/sdk/v1/bridge/port.js";

/**
 * What lenses shared under which key: the same key again gets the same answer, without
 * a sheet, also after the lens was reloaded.
 */
export class Ledger {
  constructor() {
    /** @type {Map<string, {said: string, result: Record<string, unknown>}>} */
    this.done = new Map();
  }

  /**
   * @param {string} lensId
   * @param {string} method
   * @param {Record<string, any>} params
   * @returns {Record<string, unknown> | null}
   */
  recall(lensId, method, params) {
    const entry = this.done.get(key(lensId, params));
    if (!entry) return null;
    if (entry.said !== said(method, params)) {
      throw new CallError("idempotency_mismatch", undefined, { field: "idempotency_key" });
    }
    return entry.result;
  }

  /**
   * @param {string} lensId
   * @param {string} method
   * @param {Record<string, any>} params
   * @param {Record<string, unknown>} result
   */
  record(lensId, method, params, result) {
    this.done.set(key(lensId, params), { said: said(method, params), result });
  }
}

/**
 * The server knows a share by this for good; it follows from lens, chat and key, so that
 * even a page that forgot its ledger does not send twice.
 *
 * @param {string} lensId
 * @param {string} conversationId
 * @param {string} idempotencyKey
 */
export async function clientMessageId(lensId, conversationId, idempotencyKey) {
  const source = new TextEncoder().encode([lensId, conversationId, idempotencyKey].join("\0"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", source));
  const base64 = btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_");
  return `cmi_${base64.slice(0, 22)}`;
}

/** @param {string} lensId @param {Record<string, any>} params */
function key(lensId, params) {
  return `${lensId}\n${params.idempotency_key}`;
}

/** @param {string} method @param {Record<string, any>} params */
function said(method, params) {
  return JSON.stringify([method, sorted(params)]);
}

/** @param {any} value @returns {any} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}
