/**
 * Swipes and arrow keys on the mirror: one step to the next or previous item.
 */

/** A swipe is at least this long, in CSS pixels, and more sideways than upright. */
const SWIPE = 36;

/**
 * @param {HTMLElement} mirror
 * @param {(by: 1 | -1) => void} step
 */
export function watchGestures(mirror, step) {
  /** @type {{x: number, y: number} | null} */
  let from = null;
  mirror.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY };
  });
  mirror.addEventListener("pointercancel", () => {
    from = null;
  });
  mirror.addEventListener("pointerup", (event) => {
    if (!from) return;
    const dx = event.clientX - from.x;
    const dy = event.clientY - from.y;
    from = null;
    if (Math.abs(dx) >= SWIPE && Math.abs(dx) > Math.abs(dy)) step(dx < 0 ? 1 : -1);
  });
  document.addEventListener("keydown", (event) => {
    // The rail's own radio buttons already step with the arrow keys.
    if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    else return;
    event.preventDefault();
  });
}
