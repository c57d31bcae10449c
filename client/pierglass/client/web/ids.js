/** Identities that nobody guesses: 128 random bits, 22 letters. */

export function randomWord() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} prefix */
export function randomId(prefix) {
  return `${prefix}_${randomWord()}`;
}
