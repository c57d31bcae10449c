import { connect } from "/sdk/v1/pierglass.js";
import { LOOKS, draw, overlay } from "./looks.js";

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

/** A handle: it names the user's photo, and holds no pixel of it. @type {string | null} */
let photo = null;
let chosen = Object.keys(LOOKS)[0];

/** @param {string} look */
function wear(look) {
  chosen = look;
  for (const button of $("rail").children) {
    button.setAttribute("aria-pressed", String(button.dataset.look === look));
  }
  const canvas = $("drawing");
  Object.assign(canvas, { width: canvas.clientWidth, height: canvas.clientHeight });
  draw(canvas, LOOKS[look]);
}

async function choose() {
  ({ photo } = await lens.photo.pick());
  $("send").disabled = !lens.can("chat.share");
  $("story").disabled = !lens.can("story.share");
  say("Choose a filter, then send it.");
}

/** What is sent: the photo by its handle, and what is drawn over it. The host joins them. */
function proposal() {
  const look = LOOKS[chosen];
  return { title: look.name, picture: photo ?? "", overlay: overlay(look), state: { look: chosen } };
}

async function send() {
  // The host shows the picture with the filter, and the user says who gets it.
  await lens.share.chat(proposal());
  say("Sent.");
}

async function post() {
  await lens.share.story(proposal());
  say("It is in your story.");
}

const lens = await connect();
lens.viewfinder.attach($("mirror"));
for (const [look, { name }] of Object.entries(LOOKS)) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
  button.dataset.look = look;
  button.addEventListener("click", () => wear(look));
  $("rail").append(button);
}
$("choose").addEventListener("click", () => attempt(choose));
$("send").addEventListener("click", () => attempt(send));
$("story").addEventListener("click", () => attempt(post));
addEventListener("resize", () => wear(chosen));

await attempt(async () => {
  // Whoever tapped a card of this lens begins with the filter of its sender.
  const { state } = await lens.launchState();
  const look = String(state?.look);
  wear(Object.hasOwn(LOOKS, look) ? look : chosen);
  say("Choose a photo to begin.");
});
