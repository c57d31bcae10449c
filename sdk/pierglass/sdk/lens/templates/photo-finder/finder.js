import { connect } from "/sdk/v1/pierglass.js";

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);
/** @param {string} text */
const say = (text) => { $("status").textContent = text; };

// Every call ends exactly once: it returns, or it throws and says how it ended.
/** @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
  } catch (/** @type {any} */ error) {
    say(error.outcome === "cancelled" ? "" : error.message);
  }
}

/** @typedef {import("/sdk/v1/types.js").Item} Item */
/** @type {Item | null} */
let item = null;
/** A handle: it names a picture, and holds no pixel of it. @type {string | null} */
let picture = null;
/** Gives the last choice up when the user makes the next. */
let choosing = new AbortController();

async function pick() {
  const { photo } = await lens.photo.pick();
  say("Looking for it…");
  const { outcome, garment, notes, results } = await lens.search.visual({ photo, top: 8 });
  show(results.map((result) => result.item));
  const what = garment ? `a ${garment.kind}` : "something";
  say(outcome === "found" ? `That is ${what}. These come closest.` : notes[0]?.message ?? "Nothing like it here.");
}

/** @param {Item[]} items */
function show(items) {
  $("rail").replaceChildren(...items.map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = each.name;
    button.dataset.item = each.id;
    button.addEventListener("click", () => attempt(() => choose(each)));
    return button;
  }));
}

/** @param {Item} chosen */
async function choose(chosen) {
  choosing.abort();
  choosing = new AbortController();
  item = chosen;
  picture = null;
  $("ask").disabled = true;
  for (const button of $("rail").children) {
    button.setAttribute("aria-pressed", String(button.dataset.item === chosen.id));
  }
  const { placed, reason } = await lens.tryOn.start(chosen.id, { signal: choosing.signal });
  $("snap").disabled = !placed;
  say(placed ? `${chosen.name}, by ${chosen.maker}` : reason ?? "Come closer.");
}

async function snap() {
  ({ picture } = await lens.capture.snap());
  $("ask").disabled = !lens.can("chat.share");
  say("Nice. Ask a friend?");
}

async function ask() {
  if (!item || !picture) return;
  const { id, name, maker } = item;
  await lens.share.chat({ title: name, subtitle: maker, item_id: id, picture, state: { item_id: id } });
  say("Sent.");
}

const lens = await connect();
lens.viewfinder.attach($("mirror"));
$("pick").addEventListener("click", () => attempt(pick));
$("snap").addEventListener("click", () => attempt(snap));
$("ask").addEventListener("click", () => attempt(ask));
lens.on("grant.revoked", () => say("You took a permission back. Open the lens again to go on."));

await attempt(async () => {
  // From a friend's card: the item that they found.
  const { item_id } = await lens.launchState();
  if (!item_id) return;
  const { items } = await lens.items.list();
  const found = items.filter((each) => each.id === item_id);
  show(found);
  if (found.length) await choose(found[0]);
});
