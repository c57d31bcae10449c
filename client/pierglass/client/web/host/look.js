/**
 * What this page looks like, for a lens that wants to belong: its scheme, its language,
 * and how much of the lens's region the device covers.
 *
 * @typedef {{top: number, right: number, bottom: number, left: number}} Insets
 */

/**
 * @param {boolean} dark
 * @returns {{scheme: "dark" | "light", locale: string, safe_area: Insets}}
 */
export function lookOf(dark) {
  return { scheme: dark ? "dark" : "light", locale: navigator.language, safe_area: insets() };
}

/** The bar above a lens is the page's own, so nothing covers its upper edge.
 * @returns {Insets} whole CSS pixels */
function insets() {
  const probe = document.createElement("div");
  probe.style.padding = "0 env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)";
  document.body.append(probe);
  const { paddingRight, paddingBottom, paddingLeft } = getComputedStyle(probe);
  probe.remove();
  const whole = (/** @type {string} */ length) => Math.ceil(Number.parseFloat(length) || 0);
  return { top: 0, right: whole(paddingRight), bottom: whole(paddingBottom), left: whole(paddingLeft) };
}
