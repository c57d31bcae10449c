import { connect } from "/sdk/v1/pierglass.js";

/** What this filter wears, in this order. */
const KINDS = ["hat", "glasses"];
/** How far a finger moves before it is a swipe, in CSS pixels. */
const SWIPE_PX = 40;

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);
/** @param {string} text */
const say = (text) => { $("status").textContent = text; };

/** @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
  } catch (/** @type {any} */ error) {
    say(error.outcome === "cancelled" ? "" : error.message);
  }
}

/** @type {import("/sdk/v1/types.js").Item[]} */
let looks = [];
let at = 0;
/** A handle: it names a picture, and holds no pixel of it. @type {string | null} */
let picture = null;
let wearing = new AbortController();

/** @param {number} step */
async function wear(step) {
  if (!looks.length) return;
  // Whoever swipes on does not wait for what was swiped away.
  wearing.abort();
  wearing = new AbortController();
  at = (at + step + looks.length) % looks.length;
  picture = null;
  $("story").disabled = true;
  const look = looks[at];
  const { placed, reason } = await lens.tryOn.start(look.id, { signal: wearing.signal });
  $("snap").disabled = !placed;
  say(placed ? `${look.name} · ${at + 1} of ${looks.length}` : reason ?? "Come closer.");
}

async function snap() {
  ({ picture } = await lens.capture.snap());
  $("story").disabled = !lens.can("story.share");
  say("Keep it?");
}

async function share() {
  if (!picture) return;
  // The user sees the snap once more in the host's own sheet, and says yes or no.
  await lens.share.story({ title: looks[at].name, item_id: looks[at].id, picture });
  say("It is in your story.");
}

const lens = await connect();
lens.viewfinder.attach($("mirror"));
$("snap").addEventListener("click", () => attempt(snap));
$("story").addEventListener("click", () => attempt(share));
$("before").addEventListener("click", () => attempt(() => wear(-1)));
$("next").addEventListener("click", () => attempt(() => wear(1)));
addEventListener("keydown", ({ key }) => {
  if (key === "ArrowLeft") attempt(() => wear(-1));
  if (key === "ArrowRight") attempt(() => wear(1));
});
let from = 0;
addEventListener("pointerdown", ({ clientX }) => { from = clientX; });
addEventListener("pointerup", ({ clientX }) => {
  if (Math.abs(clientX - from) > SWIPE_PX) attempt(() => wear(clientX < from ? 1 : -1));
});

await attempt(async () => {
  const pages = await Promise.all(KINDS.map((kind) => lens.items.list({ kind })));
  looks = pages.flatMap(({ items }) => items);
  if (looks.length) await wear(0);
  else say("The catalogue has nothing for this filter.");
});
