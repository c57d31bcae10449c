// The fitting room without its page: what it asks of the SDK, and what it says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalogue, readCatalogue } from "../../lenses/pierglass/lenses/fitting-room/catalogue.js";
import { Room } from "../../lenses/pierglass/lenses/fitting-room/room.js";
import { priceOf, statusOf, troubleWith } from "../../lenses/pierglass/lenses/fitting-room/words.js";

const item = (id, kind) => ({
  id, kind, name: id.replaceAll("-", " "), maker: "Atelier Lune", image_url: "",
  listing: { price: { amount_minor: 12900, currency: "EUR" }, in_stock: true },
});

const CATALOGUE = new Catalogue([
  item("top-linen", "top"), item("hat-straw", "hat"), item("hat-felt", "hat"),
  item("glasses-gold", "glasses"),
]);

const ALL = ["camera.tryon", "chat.share", "story.share"];

/** A connected SDK that remembers its calls. */
function fakeLens({ granted = ALL, answers = {} } = {}) {
  const calls = [];
  const listeners = new Map();
  const record = (name) => async (...args) => {
    calls.push([name, ...args]);
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(...args) : answer;
  };
  answers = {
    "tryon.start": { placed: true, hidden_share: 0.12 },
    "capture.snap": { picture: "hdl_1", item_id: "hat-straw" },
    ...answers,
  };
  return {
    calls,
    granted,
    tell: (name, data) => listeners.get(name)?.(data),
    on: (name, listener) => listeners.set(name, listener),
    can(scope) { return this.granted.includes(scope); },
    tryOn: { start: record("tryon.start") },
    capture: { snap: record("capture.snap") },
    share: { chat: record("share.chat"), story: record("share.story") },
  };
}

const refusal = (code) => Object.assign(new Error(code), { code });

function enter(options) {
  const lens = fakeLens(options);
  const shown = [];
  const room = new Room(lens, CATALOGUE, (view) => shown.push(view));
  return { lens, room, shown };
}

test("kinds stand on the rail in the order of the words, glasses first", () => {
  assert.deepEqual(CATALOGUE.kinds, ["glasses", "hat", "top"]);
});

test("every page of the catalogue is read", async () => {
  const pages = { "": { items: [item("hat-a", "hat")], next_cursor: "2" }, 2: { items: [item("hat-b", "hat")] } };
  const read = await readCatalogue({ list: async ({ cursor = "" }) => pages[cursor] });
  assert.deepEqual([...read.byId.keys()], ["hat-a", "hat-b"]);
});

test("a lens opened from a card stands at the card's item", async () => {
  const { lens, room } = enter();
  await room.enter({ source: "card", item_id: "hat-felt", state: { item_id: "hat-felt" } });
  assert.deepEqual(lens.calls, [["tryon.start", "hat-felt"]]);
  assert.equal(room.view.item.id, "hat-felt");
});

test("a card whose item is gone says so and tries nothing on", async () => {
  const { lens, room } = enter();
  await room.enter({ source: "card", item_id: "hat-of-last-year" });
  assert.deepEqual(lens.calls, []);
  assert.match(room.view.status.text, /no longer on the rail/);
});

test("an item that cannot be placed says where to stand", async () => {
  const { room } = enter({ answers: { "tryon.start": { placed: false, hidden_share: 0, reason: "tryon.cannot_place" } } });
  await room.choose("hat-straw");
  assert.deepEqual(room.view.status, { text: "Leave some room above your head.", tone: "trouble" });
});

test("the status says how much of the item is hidden", async () => {
  const { room } = enter();
  await room.choose("hat-straw");
  assert.equal(room.view.status.text, "hat straw · 12 % behind you");
});

test("stepping goes round among items of the same kind", async () => {
  const { room } = enter();
  await room.choose("hat-felt");
  await room.step(1);
  assert.equal(room.view.item.id, "hat-straw");
  await room.step(-1);
  assert.equal(room.view.item.id, "hat-felt");
});

test("the answer to an older choice is not shown over a newer one", async () => {
  const open = [];
  const { room } = enter({ answers: { "tryon.start": () => new Promise((done) => open.push(done)) } });
  const first = room.choose("hat-straw");
  const second = room.choose("hat-felt");
  open[1]({ placed: true, hidden_share: 0 });
  await second;
  open[0]({ placed: false, hidden_share: 0 });
  await first;
  assert.deepEqual(room.view.status, { text: "hat felt", tone: "fine" });
});

test("a snap can be shared as a card with picture, item and state", async () => {
  const { lens, room } = enter();
  await room.choose("hat-straw");
  await room.snap();
  await room.send();
  const [name, card] = lens.calls.at(-1);
  assert.equal(name, "share.chat");
  assert.equal(card.picture, "hdl_1");
  assert.equal(card.item_id, "hat-straw");
  assert.deepEqual(card.state, { item_id: "hat-straw" });
  assert.ok(card.idempotency_key.length >= 8);
});

test("a share that timed out is repeated under the same key", async () => {
  let tries = 0;
  const { lens, room } = enter({ answers: { "share.chat": () => { tries += 1; if (tries === 1) throw refusal("timed_out"); } } });
  await room.choose("hat-straw");
  await room.snap();
  await room.send();
  assert.equal(room.view.status.tone, "trouble");
  await room.send();
  const keys = lens.calls.filter(([name]) => name === "share.chat").map(([, card]) => card.idempotency_key);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test("a new picture has a new key", async () => {
  const { lens, room } = enter();
  await room.choose("hat-straw");
  for (let n = 0; n < 2; n += 1) {
    await room.snap();
    await room.send();
    room.again();
  }
  const keys = lens.calls.filter(([name]) => name === "share.chat").map(([, card]) => card.idempotency_key);
  assert.notEqual(keys[0], keys[1]);
});

test("a picker that the user closes says nothing and keeps the picture", async () => {
  const { room } = enter({ answers: { "share.chat": refusal("cancelled") } });
  await room.choose("hat-straw");
  await room.snap();
  await room.send();
  assert.equal(room.view.status.text, "");
  assert.equal(room.view.taken, true);
  assert.equal(room.view.busy, false);
});

test("without the try-on permission the rail can still be browsed", async () => {
  const { lens, room } = enter({ granted: ["chat.share"] });
  await room.enter({ source: "tray" });
  assert.match(room.view.status.text, /allow it in Pierglass/);
  await room.choose("hat-straw");
  assert.deepEqual(lens.calls, []);
  assert.equal(room.view.item.id, "hat-straw");
  assert.deepEqual(room.view.can, { tryOn: false, chat: true, story: false });
});

test("a revocation puts the picture away and takes the abilities", async () => {
  const { lens, room } = enter();
  await room.choose("hat-straw");
  await room.snap();
  lens.granted = [];
  lens.tell("grant.revoked", { scopes: ALL });
  assert.equal(room.view.taken, false);
  assert.deepEqual(room.view.can, { tryOn: false, chat: false, story: false });
});

test("prices follow the currency's own number of digits", () => {
  const price = (amount_minor, currency) => priceOf({ price: { amount_minor, currency } }, "en");
  assert.equal(price(12900, "EUR"), "€129.00");
  assert.equal(price(12900, "JPY"), "¥12,900");
  assert.equal(priceOf(null), "");
});

test("an unknown code is still a sentence that says what to do", () => {
  assert.equal(troubleWith({ code: "of.tomorrow" }), "That did not work (of.tomorrow). Try again.");
});

test("nobody in the mirror is said before where to stand", () => {
  const { text } = statusOf(item("hat-straw", "hat"), { placed: false, reason: "tryon.no_person", hidden_share: 0 });
  assert.match(text, /Nobody is in the mirror/);
});

test("a mirror without a picture asks for one", () => {
  const { text } = statusOf(item("hat-straw", "hat"), { placed: false, reason: "no_picture", hidden_share: 0 });
  assert.match(text, /Turn the camera on, or choose a photo/);
});

test("the host's own words are used for a kind that has none here", () => {
  const update = { placed: false, reason: "the knee is outside the picture", hidden_share: 0 };
  assert.equal(statusOf(item("kneepad-red", "kneepad"), update).text, "It cannot be placed: the knee is outside the picture.");
});
