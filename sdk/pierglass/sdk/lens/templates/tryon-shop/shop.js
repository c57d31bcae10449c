import { connect } from "/sdk/v1/pierglass.js";

/** What this shop hangs on its rail; see the kinds in the catalogue. */
const KIND = "glasses";

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
    // The user closed a sheet, or chose another item meanwhile: no fault of anybody's.
    say(error.outcome === "cancelled" ? "" : error.message);
  }
}

/** @type {import("/sdk/v1/types.js").Item | null} */
let item = null;
/** A handle: it names a picture, and holds no pixel of it. @type {string | null} */
let picture = null;
/** Gives the last choice up when the user makes the next. */
let choosing = new AbortController();

/** @param {import("/sdk/v1/types.js").Item} chosen */
async function choose(chosen) {
  choosing.abort();
  choosing = new AbortController();
  item = chosen;
  picture = null;
  $("ask").disabled = true;
  for (const button of $("rail").children) {
    button.setAttribute("aria-pressed", String(button.dataset.item === chosen.id));
  }
  say(`Fetching ${chosen.name}…`);
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
  // The user chooses the chat in the host's own sheet. A friend's tap on the card opens
  // this lens with `state`.
  await lens.share.chat({
    title: item.name,
    subtitle: item.maker,
    item_id: item.id,
    picture,
    state: { item_id: item.id },
  });
  say("Sent.");
}

const lens = await connect();
lens.viewfinder.attach($("mirror"));
$("snap").addEventListener("click", () => attempt(snap));
$("ask").addEventListener("click", () => attempt(ask));
lens.on("tryon.update", ({ placed, reason }) => {
  $("snap").disabled = !placed;
  if (!placed && reason) say(reason);
});
lens.on("grant.revoked", () => say("You took a permission back. Open the lens again to go on."));

await attempt(async () => {
  const { items } = await lens.items.list({ kind: KIND });
  for (const each of items) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = each.name;
    button.dataset.item = each.id;
    button.addEventListener("click", () => attempt(() => choose(each)));
    $("rail").append(button);
  }
  const { item_id } = await lens.launchState();
  const first = items.find((each) => each.id === item_id) ?? items[0];
  if (first) await choose(first);
  else say(`The catalogue has no ${KIND}.`);
});
