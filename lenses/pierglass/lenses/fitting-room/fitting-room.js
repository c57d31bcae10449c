/**
 * The fitting room's page: joins the SDK, the room and the elements.
 */

import { connect } from "/sdk/v1/pierglass.js";

import { readCatalogue } from "./catalogue.js";
import { watchGestures } from "./gestures.js";
import { Rail } from "./rail.js";
import { Room } from "./room.js";
import { priceOf, troubleWith } from "./words.js";

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);

const rail = new Rail($("kinds"), $("items"), {
  onKind: (kind) => browse(kind),
  onItem: (id) => room?.choose(id),
});

/** @type {Room | null} */
let room = null;
/** The kind whose items are on the rail. */
let kind = "";

/** @param {string} chosen */
function browse(chosen) {
  if (!room) return;
  kind = chosen;
  rail.showItems(room.catalogue.byKind.get(kind) ?? []);
  rail.mark(kind, room.view.item?.id ?? null);
}

/** @param {import("./room.js").View} view */
function show(view) {
  const { item, status, can } = view;
  $("status").textContent = status.text;
  $("status").dataset.tone = status.tone;
  $("chosen").hidden = !item;
  if (item) {
    $("chosen-name").textContent = item.name;
    $("chosen-maker").textContent = item.maker;
    $("chosen-price").textContent = priceOf(item.listing ?? null);
    if (item.kind !== kind) browse(item.kind);
    rail.mark(kind, item.id);
  }
  const focused = document.activeElement;
  $("snap").hidden = view.taken || !can.tryOn;
  $("snap").disabled = !item || view.busy;
  $("taken").hidden = !view.taken;
  $("send").hidden = !can.chat;
  $("story").hidden = !can.story;
  for (const button of ["send", "story", "again"]) $(button).disabled = view.busy;
  // A focused button that disappears hands its focus to the one that takes its place.
  if (focused instanceof HTMLElement && focused !== document.body && !focused.checkVisibility()) {
    (view.taken ? (can.chat ? $("send") : $("again")) : $("snap")).focus();
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

/** @param {any} lens */
async function greet(lens) {
  if (!lens.can("user.display_name")) return;
  try {
    const { display_name: name } = await lens.user.get(["display_name"]);
    $("greeting").textContent = `Hello, ${name}`;
    $("greeting").hidden = false;
    setTimeout(() => { $("greeting").hidden = true; }, 4000);
  } catch {
    // Without a name the room works just as well.
  }
}

/** @param {any} lens */
async function furnish(lens) {
  rail.wait();
  $("problem").hidden = true;
  try {
    const catalogue = await readCatalogue(lens.items);
    room = new Room(lens, catalogue, show);
    rail.showKinds(catalogue.kinds);
    browse(catalogue.kinds[0] ?? "");
    await room.enter(await lens.launchState());
  } catch (error) {
    rail.showItems([]);
    $("problem-text").textContent = troubleWith(/** @type {any} */ (error));
    $("problem").hidden = false;
  }
}

/** Opens the fitting room. */
async function open() {
  $("snap").addEventListener("click", () => room?.snap());
  $("send").addEventListener("click", () => room?.send());
  $("story").addEventListener("click", () => room?.post());
  $("again").addEventListener("click", () => room?.again());
  watchGestures($("viewfinder"), (by) => room?.step(by));
  rail.wait();
  try {
    const lens = await connect();
    watchTheme(lens);
    lens.viewfinder.attach($("viewfinder"));
    lens.on("closed", () => say(troubleWith({ code: "closed" })));
    $("problem-retry").addEventListener("click", () => furnish(lens));
    await Promise.all([furnish(lens), greet(lens)]);
  } catch (error) {
    say(troubleWith(/** @type {any} */ (error)));
  }
}

/** @param {string} trouble Said where the mirror is, without a room. */
function say(trouble) {
  $("status").textContent = trouble;
  $("status").dataset.tone = "trouble";
}

open();
