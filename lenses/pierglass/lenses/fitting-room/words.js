/**
 * What the lens says to people: prices, progress, and every way a call can end.
 */

/** Words for the kinds of item, in the order of the rail. */
export const KINDS = new Map([
  ["glasses", "Glasses"],
  ["hat", "Hats"],
  ["top", "Tops"],
  ["jacket", "Jackets"],
  ["dress", "Dresses"],
  ["trousers", "Trousers"],
  ["skirt", "Skirts"],
  ["shorts", "Shorts"],
  ["shoe", "Shoes"],
  ["watch", "Watches"],
  ["bracelet", "Bracelets"],
  ["necklace", "Necklaces"],
  ["earring", "Earrings"],
]);

/** Where to stand, a kind of item, when it cannot be placed. */
const STAND = new Map([
  ["glasses", "Look at the camera with your whole face in the picture."],
  ["hat", "Leave some room above your head."],
  ["top", "Step back until both shoulders are in the picture."],
  ["jacket", "Step back until both shoulders are in the picture."],
  ["dress", "Step back until shoulders and hips are in the picture."],
  ["trousers", "Step back until hips and knees are in the picture."],
  ["skirt", "Step back until hips and knees are in the picture."],
  ["shorts", "Step back until hips and knees are in the picture."],
  ["shoe", "Step back until both feet are in the picture."],
  ["watch", "Hold your wrist up where the camera sees it."],
  ["bracelet", "Hold your wrist up where the camera sees it."],
  ["necklace", "Bring your neck and shoulders into the picture."],
  ["earring", "Turn your head until an ear is in the picture."],
]);

/** A sentence for each code that a call can end with; "" stays silent. */
const TROUBLE = new Map([
  ["cancelled", ""],
  ["aborted", ""],
  ["denied", "You said no, so nothing happened."],
  ["permission_denied", "The fitting room may not do that. You can allow it in Pierglass under Lenses."],
  ["permission_revoked", "You took that permission back. You can allow it again in Pierglass under Lenses."],
  ["gesture_required", "Press the button once more."],
  ["busy", "One moment, Pierglass is still busy. Then try again."],
  ["rate_limited", "That was quick. Wait a second, then try again."],
  ["unavailable", "The mirror cannot answer just now. Try again in a moment."],
  ["unsupported", "This version of Pierglass cannot do that."],
  ["timed_out", "That took too long. Try again."],
  ["not_found", "This item is no longer on the rail. Choose another."],
  ["tryon.no_person", "Nobody is in the mirror. Step in front of the camera."],
  ["tryon.cannot_place", "It does not fit into the picture from here. Step back a little."],
  ["handle_expired", "That picture is too old. Take it again."],
  ["handle_revoked", "That picture was taken back. Take it again."],
  ["handle_unknown", "That picture is gone. Take it again."],
  ["closed", "The fitting room was closed. Open it again from the tray."],
  ["session_closed", "The fitting room was closed. Open it again from the tray."],
]);

/**
 * @param {{code?: string, message?: string}} error
 * @returns {string} What to say about it; empty for what the user did on purpose.
 */
export function troubleWith(error) {
  const said = TROUBLE.get(error?.code ?? "");
  return said ?? `That did not work (${error?.code ?? "unknown"}). Try again.`;
}

/**
 * @param {{price?: {amount_minor: number, currency: string}} | null} listing
 * @param {string} [locale]
 * @returns {string} The price as people write it, or "" without an offer.
 */
export function priceOf(listing, locale) {
  if (!listing?.price) return "";
  const { amount_minor: minor, currency } = listing.price;
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/**
 * @param {{name: string, kind: string}} item
 * @param {{placed: boolean, reason?: string, hidden_share: number}} update
 * @returns {{text: string, tone: "fine" | "trouble"}}
 */
export function statusOf(item, update) {
  if (!update.placed) return { text: notPlaced(item, update.reason ?? ""), tone: "trouble" };
  const percent = Math.round(update.hidden_share * 100);
  const hidden = percent >= 1 ? ` · ${percent} % behind you` : "";
  return { text: `${item.name}${hidden}`, tone: "fine" };
}

/**
 * @param {{name: string, kind: string}} item
 * @param {string} reason A code, or the host's own words for what is missing.
 * @returns {string}
 */
function notPlaced(item, reason) {
  if (reason.includes("no_person")) return troubleWith({ code: "tryon.no_person" });
  if (reason === "no_picture") return "There is no picture yet. Turn the camera on, or choose a photo.";
  if (TROUBLE.has(reason) && reason !== "tryon.cannot_place") return troubleWith({ code: reason });
  const stand = STAND.get(item.kind);
  if (stand) return stand;
  const words = reason.includes(" ") ? `It cannot be placed: ${reason}.` : "";
  return words || troubleWith({ code: "tryon.cannot_place" });
}
