/** Identities that nobody guesses: 128 random bits, 22 letters. */

/** @param {string} prefix */
export function randomId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const base64 = btoa(String.fromCharCode(...bytes));
  return `${prefix}_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}
