import { CODES } from "/sdk/v1/bridge/codes.js";
import { CallError } from "/sdk/v1/bridge/port.js";
import { ApiError } from "../api.js";
import { PictureError } from "../pictures.js";

/** @type {[(error: ApiError) => boolean, string][]} */
const NEAREST = [
  [({ status }) => status === 429, "rate_limited"],
  [({ status }) => status === 404, "not_found"],
  [({ status }) => status === 403, "permission_denied"],
  [({ status, retryable }) => status === 0 || status >= 500 || status === 401 || retryable, "unavailable"],
];

/**
 * Whatever a handler threw, as the lens may hear it: a code that the bridge knows goes
 * through, anything else becomes the nearest; the page's own faults stay here.
 *
 * @param {unknown} error
 * @returns {CallError}
 */
export function asCallError(error) {
  if (error instanceof CallError) return error;
  if (error instanceof PictureError) return new CallError("unavailable", error.message);
  if (error instanceof DOMException && error.name === "AbortError") return new CallError("aborted");
  if (!(error instanceof ApiError)) return new CallError("failed");
  const code = Object.hasOwn(CODES, error.code) ? error.code : NEAREST.find(([fits]) => fits(error))?.[1] ?? "failed";
  const retryAfterMs = error.retryAfterS === null ? undefined : Math.round(error.retryAfterS * 1000);
  return new CallError(code, error.message, { field: error.field ?? undefined, retryAfterMs });
}
