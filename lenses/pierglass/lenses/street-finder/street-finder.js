/**
 * The street finder's page: joins the SDK, the finder and the elements.
 */

import { connect } from "/sdk/v1/pierglass.js";

import { Finder } from "./finder.js";
import { Results } from "./results.js";
import { priceOf, reasonsOf, troubleWith } from "./words.js";

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);

/** @type {Finder | null} */
let finder = null;

const results = new Results($("results"), (id) => finder?.choose(id));

/** @param {HTMLElement} list @param {string[]} texts */
function fill(list, texts) {
  list.replaceChildren(...texts.map((text) => {
    const row = document.createElement("li");
    row.textContent = text;
    return row;
  }));
  list.hidden = texts.length === 0;
}

/** @param {import("./finder.js").View} view */
function show(view) {
  const { chosen, can, status } = view;
  $("status").textContent = status.text;
  $("status").dataset.tone = status.tone;
  document.documentElement.dataset.stage = view.photo || chosen ? "picture" : "empty";
  $("made-up").hidden = !view.madeUp;
  $("without").hidden = !view.photo;
  results.show(view.finds, chosen?.item.id ?? null, view.searching);
  // On a phone they would take the place of the try-on.
  fill($("notes"), chosen ? [] : view.notes.map(({ message }) => message));
  $("chosen").hidden = !chosen;
  if (chosen) {
    $("chosen-name").textContent = chosen.item.name;
    $("chosen-maker").textContent = chosen.item.maker;
    $("chosen-price").textContent = priceOf(chosen.item.listing);
    fill($("chosen-reasons"), reasonsOf(chosen.reasons));
  }
  const focused = document.activeElement;
  $("on-me").hidden = $("snap").hidden = !chosen || !can.tryOn || view.taken;
  $("send").hidden = !chosen || !can.chat;
  $("again").hidden = !view.taken;
  for (const id of ["pick", "look", "without", "on-me", "snap", "send", "again"]) $(id).disabled = view.busy;
  // A focused button that disappears hands its focus to the one that takes its place.
  if (focused instanceof HTMLElement && focused !== document.body && !focused.checkVisibility()) {
    (view.taken && can.chat ? $("send") : $("keywords")).focus();
  }
}

/** @param {any} lens */
function watchTheme(lens) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (/** @type {string} */ scheme) => {
    document.documentElement.dataset.scheme = scheme;
  };
  apply(dark.matches ? "dark" : "light");
  lens.on("theme", (/** @type {any} */ theme) => apply(theme.scheme));
}

/** @param {string} trouble Said where the photo is, without a finder. */
function say(trouble) {
  $("status").textContent = trouble;
  $("status").dataset.tone = "trouble";
}

/** Opens the street finder. */
async function open() {
  $("pick").addEventListener("click", () => finder?.pick($("keywords").value));
  $("without").addEventListener("click", () => finder?.without($("keywords").value));
  // Not a form: the sandbox that lenses run in lets none be submitted.
  $("look").addEventListener("click", () => finder?.search($("keywords").value));
  $("keywords").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") finder?.search($("keywords").value);
  });
  $("on-me").addEventListener("click", () => finder?.onMe());
  $("snap").addEventListener("click", () => finder?.snap());
  $("send").addEventListener("click", () => finder?.send());
  $("again").addEventListener("click", () => finder?.again());
  try {
    const lens = await connect();
    watchTheme(lens);
    lens.viewfinder.attach($("viewfinder"));
    lens.on("closed", () => say(troubleWith({ code: "closed" })));
    finder = new Finder(lens, show);
    await finder.enter(await lens.launchState());
  } catch (error) {
    say(troubleWith(/** @type {any} */ (error)));
  }
}

open();
