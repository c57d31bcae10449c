/**
 * Handing the person over to another program by an address. Only two forms exist: an
 * https origin, and a private scheme with a domain in it. Whatever a server says, no
 * other address is opened from here.
 */

const PRIVATE_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;
/** How long the device may take to bring the app forward, in milliseconds. */
const PATIENCE_MS = 2500;

/**
 * What answers *address*: an origin, a private scheme, or nothing that may be opened.
 * @param {string} address
 * @returns {string | null}
 */
export function handlerOf(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.username || url.password) return null;
  if (url.protocol === "https:") return url.origin;
  return PRIVATE_SCHEME.test(url.protocol) ? url.protocol.slice(0, -1) : null;
}

/**
 * Open *address*, if it is what the person was shown.
 * @param {string} address
 * @param {string} handler what the person was shown
 * @returns {Promise<boolean>} false where nothing on this device seems to answer
 * @throws {Error} where the address is another's
 */
export async function handOver(address, handler) {
  if (handlerOf(address) !== handler) {
    throw new Error(`The address does not belong to ${handler}. Nothing was opened and nothing was handed over.`);
  }
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noopener noreferrer";
  if (address.startsWith("https:")) {
    // An https address always has an answer: the app, or its page in a tab of its own.
    link.target = "_blank";
    link.click();
    return true;
  }
  const left = leftPage();
  link.click();
  return left;
}

/** Whether the page loses the person within the patience: the app, or a question, is in front. */
function leftPage() {
  const ending = new AbortController();
  return new Promise((/** @type {(gone: boolean) => void} */ resolve) => {
    /** @param {boolean} gone */
    const end = (gone) => {
      clearTimeout(timer);
      ending.abort();
      resolve(gone);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    const { signal } = ending;
    globalThis.addEventListener("blur", () => end(true), { signal });
    globalThis.addEventListener("pagehide", () => end(true), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && end(true), { signal });
  });
}
