import { METHODS, SCOPES } from "/sdk/v1/bridge/policy.js";

/**
 * Two or three words for a permission.
 * @param {string} scope
 */
export function scopeTitle(scope) {
  return SCOPES[scope]?.title ?? scope;
}

/**
 * The sentence of the consent sheet.
 * @param {string} scope
 */
export function scopeConsent(scope) {
  return SCOPES[scope]?.consent ?? `Use ${scope}.`;
}

/** @param {string} scope */
export function isScope(scope) {
  return Object.hasOwn(SCOPES, scope);
}

/**
 * The permissions that a call needs, before any handler sees it.
 * @param {string} method
 * @param {Record<string, any>} params
 * @returns {string[]}
 */
export function scopesOf(method, params) {
  const policy = /** @type {any} */ (METHODS)[method];
  if (!policy) return [];
  const { byItem } = policy;
  if (!byItem) return isScope(policy.capability) ? [policy.capability] : [];
  const [name, scopes] = byItem;
  return (params[name] ?? []).map((/** @type {string} */ one) => scopes[one]).filter(Boolean);
}
