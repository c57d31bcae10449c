/**
 * What the lens says to people: reasons, prices, and every way a call can end.
 */

/** Words for the kinds of garment. */
const KINDS = new Map([
  ["top", "a top"],
  ["jacket", "a jacket"],
  ["dress", "a dress"],
  ["trousers", "trousers"],
  ["skirt", "a skirt"],
  ["shorts", "shorts"],
  ["shoe", "shoes"],
  ["hat", "a hat"],
]);

/** A reason, as a person would give it. */
const REASONS = new Map([
  ["photo", "Looks like the photo"],
  ["generated", "Looks like the made-up picture"],
  ["colour", "Same colours"],
]);

/** A sentence for each code that a call can end with; "" stays silent. */
const TROUBLE = new Map([
  ["cancelled", ""],
  ["aborted", ""],
  ["denied", "You said no, so nothing happened."],
  ["permission_denied", "The street finder may not do that. You can allow it in Pierglass under Lenses."],
  ["permission_revoked", "You took that permission back. You can allow it again in Pierglass under Lenses."],
  ["gesture_required", "Press the button once more."],
  ["busy", "One moment, Pierglass is still busy. Then try again."],
  ["rate_limited", "That was quick. Wait a second, then try again."],
  ["unavailable", "The search cannot answer just now. Try again in a moment."],
  ["unsupported", "This version of Pierglass cannot do that."],
  ["timed_out", "That took too long. Try again."],
  ["not_found", "This is no longer in the shops. Choose another find."],
  ["search.no_person", "Nobody is in this photo. Choose one that shows somebody wearing it."],
  ["search.no_garment", "There is nothing like that on the person. Choose another photo."],
  ["search.not_ready", "The shops are being read for photo search. Try again soon, or search by words."],
  ["model_missing", "Photo search is not set up here yet. Search by words instead."],
  ["tryon.no_person", "Nobody is in the picture to try it on."],
  ["tryon.cannot_place", "It does not fit into this picture. Choose a photo that shows more of you."],
  ["handle_expired", "That photo is too old. Choose it again."],
  ["handle_revoked", "That photo was taken back. Choose it again."],
  ["handle_unknown", "That photo is gone. Choose it again."],
  ["closed", "The street finder was closed. Open it again from the tray."],
  ["session_closed", "The street finder was closed. Open it again from the tray."],
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
 * @param {{price?: {amount_minor: number, currency: string}} | null | undefined} listing
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
 * @param {number} score 1 for the same; a word that fits may lift it above that.
 * @returns {string}
 */
export function likenessOf(score) {
  return `${Math.max(0, Math.min(100, Math.round(100 * score)))} %`;
}

/**
 * @param {{of: string, score: number, matches: boolean, words?: string[]}[]} reasons
 * @returns {string[]} Those that matched, in words; else how little it is like it.
 */
export function reasonsOf(reasons) {
  const matched = reasons.filter(({ matches }) => matches);
  const [nearest] = reasons.filter(({ of }) => of !== "keywords").sort((one, other) => other.score - one.score);
  if (!matched.length && nearest) return [`Only a little like it (${likenessOf(nearest.score)})`];
  return matched.map(({ of, score, words }) => {
    if (of === "keywords") return `Has ${(words ?? []).map((word) => `“${word}”`).join(", ")}`;
    return `${REASONS.get(of) ?? of} (${likenessOf(score)})`;
  });
}

/**
 * @param {{outcome: string, garment?: {kind: string}, results: unknown[]}} found
 * @returns {string} What came of a search.
 */
export function outcomeOf({ outcome, garment, results }) {
  if (outcome === "empty_catalogue") return "There is nothing in the shops yet. Come back later.";
  const what = garment ? KINDS.get(garment.kind) ?? garment.kind : "";
  if (outcome === "filtered_out") {
    return what ? `Found ${what}, and nothing like it in the shops.` : "Nothing in the shops has these words. Try fewer.";
  }
  const finds = results.length === 1 ? "one find" : `${results.length} finds`;
  return what ? `Found ${what}: ${finds}.` : `${finds[0].toUpperCase()}${finds.slice(1)}.`;
}

/**
 * @param {{name: string}} item
 * @param {{placed: boolean, reason?: string, hidden_share: number}} update
 * @returns {{text: string, tone: "fine" | "trouble"}}
 */
export function statusOf(item, { placed, reason = "" }) {
  if (placed) return { text: item.name, tone: "fine" };
  const code = reason.includes("no_person") ? "tryon.no_person" : "tryon.cannot_place";
  return { text: troubleWith({ code }), tone: "trouble" };
}
