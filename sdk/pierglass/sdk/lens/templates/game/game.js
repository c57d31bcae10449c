import { connect } from "/sdk/v1/pierglass.js";

import { pairs, price } from "./rounds.js";

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
let items = [];
let seed = 0;
let score = 0;
/** What the friend who sent the card reached. @type {number | null} */
let toBeat = null;

/** @param {number} chosen The seed of the rounds. */
function play(chosen) {
  seed = chosen;
  score = 0;
  $("again").hidden = true;
  $("challenge").hidden = true;
  const rounds = pairs(items, seed);
  if (rounds.length) show(rounds, 0);
  else say("There are not enough priced things to play with.");
}

/** @param {import("./rounds.js").Pair[]} rounds @param {number} at */
function show(rounds, at) {
  if (at === rounds.length) return finish(rounds.length);
  say(`Round ${at + 1} of ${rounds.length}. Score ${score}.`);
  const buttons = rounds[at].map((item, index) => {
    const button = document.createElement("button");
    button.type = "button";
    const picture = document.createElement("img");
    picture.src = item.image_url;
    picture.alt = "";
    button.append(picture, item.name);
    button.addEventListener("click", () => {
      if (price(item) > price(rounds[at][1 - index])) score += 1;
      show(rounds, at + 1);
    });
    return button;
  });
  $("pair").replaceChildren(...buttons);
}

/** @param {number} rounds */
function finish(rounds) {
  $("pair").replaceChildren();
  const against = toBeat === null ? "" : ` Your friend had ${toBeat}.`;
  say(`${score} of ${rounds}.${against}`);
  $("again").hidden = false;
  $("challenge").hidden = !lens.can("chat.share");
}

/** Who plays, if they say so. @returns {Promise<string>} */
async function playerName() {
  if (lens.capabilities["user.display_name"]?.state !== "granted") return "A friend";
  const { display_name: name } = await lens.user.get(["display_name"]);
  return name ?? "A friend";
}

async function challenge() {
  // The name was asked for before the tap is used up: a share must follow a tap closely.
  await lens.share.chat({
    title: `${player} has ${score}. You?`,
    subtitle: "Which costs more?",
    state: { seed, score },
  });
  say("The challenge is on its way.");
}

/** A card's state was written by another person: it may be anything.
 * @param {Record<string, unknown>} [state] */
function readState(state = {}) {
  const known = Number.isInteger(state.seed) && Number.isInteger(state.score);
  toBeat = known ? Number(state.score) : null;
  return known ? Number(state.seed) : Math.floor(Math.random() * 2 ** 31);
}

const lens = await connect();
let player = "A friend";
$("again").addEventListener("click", () => play(readState()));
$("challenge").addEventListener("click", () => attempt(challenge));
lens.on("launch", ({ state }) => play(readState(state)));

await attempt(async () => {
  ({ items } = await lens.items.list({ limit: 100 }));
  const { state } = await lens.launchState();
  play(readState(state));
  player = await playerName();
});
