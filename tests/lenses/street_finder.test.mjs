// The street finder without its page: what it asks of the SDK, and what it says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Finder } from "../../lenses/pierglass/lenses/street-finder/finder.js";
import { likenessOf, outcomeOf, priceOf, reasonsOf, troubleWith } from "../../lenses/pierglass/lenses/street-finder/words.js";

const item = (id, kind = "top") => ({
  id, kind, name: id.replaceAll("-", " "), maker: "Atelier Lune", image_url: "",
  listing: { price: { amount_minor: 3900, currency: "EUR" }, in_stock: true },
});

const find = (id, score = 0.9) => ({
  item: item(id), score, reasons: [{ of: "photo", score, matches: true }],
});

const FOUND = {
  outcome: "found",
  garment: { kind: "top", kinds: ["top", "jacket", "dress"] },
  generated: true,
  notes: [{ code: "cut_off", message: "Show the garment whole." }],
  results: [find("top-linen"), find("top-denim", 0.8), find("jacket-navy", 0.4)],
};

const ALL = ["search", "items.read", "camera.tryon", "chat.share"];

const refusal = (code) => Object.assign(new Error(code), { code });

/** A connected SDK that remembers its calls. */
function fakeLens({ granted = ALL, answers = {} } = {}) {
  const calls = [];
  const listeners = new Map();
  let photos = 0;
  const all = {
    "photo.pick": () => ({ photo: `hdl_photo${photos += 1}` }),
    "search.visual": FOUND,
    "tryon.start": { placed: true, hidden_share: 0.1 },
    "capture.snap": { picture: "hdl_picture", item_id: "top-linen" },
    "items.list": { items: [item("top-linen"), item("top-denim")] },
    ...answers,
  };
  const record = (name) => async (...args) => {
    calls.push([name, ...args]);
    const answer = all[name];
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer(...args) : answer;
  };
  return {
    calls,
    granted,
    tell: (name, data) => listeners.get(name)?.(data),
    on: (name, listener) => listeners.set(name, listener),
    can(scope) { return this.granted.includes(scope); },
    photo: { pick: record("photo.pick") },
    search: { visual: record("search.visual") },
    items: { list: record("items.list") },
    tryOn: { start: record("tryon.start") },
    capture: { snap: record("capture.snap") },
    share: { chat: record("share.chat") },
  };
}

function enter(options) {
  const lens = fakeLens(options);
  const shown = [];
  const finder = new Finder(lens, (view) => shown.push(view));
  const called = (name) => lens.calls.filter(([one]) => one === name).map(([, ...args]) => args);
  return { lens, finder, shown, called };
}

test("a photo that is chosen is searched with at once", async () => {
  const { finder, called } = enter();
  await finder.pick("");
  assert.deepEqual(called("search.visual"), [[{ top: 12, photo: "hdl_photo1" }]]);
  assert.deepEqual(finder.view.finds.map(({ item: { id } }) => id), ["top-linen", "top-denim", "jacket-navy"]);
  assert.equal(finder.view.status.text, "Found a top: 3 finds.");
});

test("words and the photo go together, and words go alone", async () => {
  const { finder, called } = enter();
  await finder.search("  linen ");
  await finder.pick("linen");
  assert.deepEqual(called("search.visual"), [
    [{ top: 12, keywords: "linen" }],
    [{ top: 12, photo: "hdl_photo1", keywords: "linen" }],
  ]);
});

test("without photo and words nothing is asked", async () => {
  const { finder, lens } = enter();
  await finder.search("   ");
  assert.deepEqual(lens.calls, []);
  assert.match(finder.view.status.text, /Choose a photo/);
});

test("a generated picture is said to be one for as long as it is shown", async () => {
  const { finder } = enter();
  await finder.pick();
  assert.equal(finder.view.madeUp, true);
  await finder.choose("top-linen");
  assert.equal(finder.view.madeUp, false);
});

test("what makes the search weaker is shown with the finds", async () => {
  const { finder } = enter();
  await finder.pick();
  assert.deepEqual(finder.view.notes.map(({ code }) => code), ["cut_off"]);
  assert.equal(finder.view.finds.length, 3);
});

test("a find is tried on in the street photo, and on a photo of the user's own when asked", async () => {
  const { finder, called } = enter();
  await finder.pick();
  await finder.choose("top-denim");
  await finder.onMe();
  assert.deepEqual(called("tryon.start"), [
    ["top-denim", { photo: "hdl_photo1" }],
    ["top-denim", { photo: "hdl_photo2" }],
  ]);
  await finder.search("");
  assert.deepEqual(called("search.visual").at(-1), [{ top: 12, photo: "hdl_photo1" }]);
});

test("a find goes to a chat as a card with picture, item and what else was found", async () => {
  const { finder, called } = enter();
  await finder.pick();
  await finder.choose("top-denim");
  await finder.snap();
  await finder.send();
  const [[card]] = called("share.chat");
  assert.equal(card.picture, "hdl_picture");
  assert.equal(card.item_id, "top-denim");
  assert.deepEqual(card.state, { item_id: "top-denim", found: ["top-linen", "top-denim", "jacket-navy"] });
  assert.ok(card.idempotency_key.length >= 8);
});

test("a card's state stays far below its cap", async () => {
  const many = Array.from({ length: 12 }, (_, n) => find(`${"x".repeat(60)}-${n}`));
  const { finder, called } = enter({ answers: { "search.visual": { ...FOUND, results: many } } });
  await finder.pick();
  await finder.choose(many[0].item.id);
  await finder.send();
  const [[card]] = called("share.chat");
  assert.ok(JSON.stringify(card.state).length < 1024);
});

test("a card without a picture is sent once under one key, however often it is pressed", async () => {
  let tries = 0;
  const { finder, called } = enter({ answers: { "share.chat": () => { tries += 1; if (tries === 1) throw refusal("timed_out"); } } });
  await finder.pick();
  await finder.choose("top-linen");
  await finder.send();
  await finder.send();
  const keys = called("share.chat").map(([card]) => card.idempotency_key);
  assert.equal(keys[0], keys[1]);
  assert.equal("picture" in called("share.chat")[0][0], false);
});

test("a friend's card opens at the find, with the others beside it", async () => {
  const { finder, called } = enter();
  await finder.enter({ source: "card", item_id: "top-denim", state: { item_id: "top-denim", found: ["top-linen", "top-denim"] } });
  assert.deepEqual(finder.view.finds.map(({ item: { id } }) => id), ["top-denim", "top-linen"]);
  assert.equal(finder.view.chosen.item.id, "top-denim");
  assert.deepEqual(called("tryon.start"), [["top-denim", {}]]);
  assert.deepEqual(called("search.visual"), []);
});

test("a card whose find is gone says so and tries nothing on", async () => {
  const { finder, called } = enter();
  await finder.enter({ source: "card", item_id: "top-of-last-year", state: { found: ["top-linen"] } });
  assert.match(finder.view.status.text, /no longer in the shops/);
  assert.deepEqual(finder.view.finds.map(({ item: { id } }) => id), ["top-linen"]);
  assert.deepEqual(called("tryon.start"), []);
});

test("a find that left the shops between search and tap says so and leaves the others", async () => {
  const { finder } = enter({ answers: { "tryon.start": refusal("not_found") } });
  await finder.pick();
  await finder.choose("top-linen");
  assert.match(finder.view.status.text, /no longer in the shops/);
  assert.equal(finder.view.finds.length, 3);
});

for (const [code, words] of [
  ["search.no_person", /Nobody is in this photo/],
  ["search.no_garment", /nothing like that on the person/],
  ["search.not_ready", /search by words/],
  ["unavailable", /Try again/],
]) {
  test(`a search that ends ${code} says what to do and is over`, async () => {
    const { finder } = enter({ answers: { "search.visual": refusal(code) } });
    await finder.pick();
    assert.match(finder.view.status.text, words);
    assert.equal(finder.view.status.tone, "trouble");
    assert.deepEqual([finder.view.busy, finder.view.searching], [false, false]);
  });
}

test("a photo whose time is over is asked for again and not sent once more", async () => {
  const { finder, called } = enter({ answers: { "search.visual": refusal("handle_expired") } });
  await finder.pick();
  await finder.search("");
  assert.equal(called("search.visual").length, 1);
  assert.match(finder.view.status.text, /Choose a photo/);
});

test("a chooser that the user closes says nothing and searches nothing", async () => {
  const { finder, called } = enter({ answers: { "photo.pick": refusal("cancelled") } });
  await finder.pick("linen");
  assert.equal(finder.view.status.text, "");
  assert.deepEqual(called("search.visual"), []);
});

test("the answer to an older choice is not shown over a newer one", async () => {
  const open = [];
  const { finder } = enter({ answers: { "tryon.start": () => new Promise((done) => open.push(done)) } });
  await finder.pick();
  const first = finder.choose("top-linen");
  const second = finder.choose("top-denim");
  open[1]({ placed: true, hidden_share: 0 });
  await second;
  open[0]({ placed: false, hidden_share: 0 });
  await first;
  assert.deepEqual(finder.view.status, { text: "top denim", tone: "fine" });
});

test("without the try-on permission finds can still be looked at and sent", async () => {
  const { finder, called } = enter({ granted: ["search", "chat.share"] });
  await finder.pick();
  await finder.choose("top-linen");
  await finder.send();
  assert.deepEqual(called("tryon.start"), []);
  assert.equal(called("share.chat").length, 1);
});

test("a revocation puts the picture away and takes the abilities", async () => {
  const { finder, lens } = enter();
  await finder.pick();
  await finder.choose("top-linen");
  await finder.snap();
  lens.granted = [];
  lens.tell("grant.revoked", { scopes: ALL });
  assert.equal(finder.view.taken, false);
  assert.deepEqual(finder.view.can, { search: false, items: false, tryOn: false, chat: false });
});

for (const code of ["search.no_person", "search.no_garment", "search.not_ready", "model_missing", "handle_expired"]) {
  test(`after ${code} words are searched for without the photo`, async () => {
    const { finder, called } = enter({ answers: { "search.visual": refusal(code) } });
    await finder.pick();
    assert.equal(finder.view.photo, false);
    assert.equal(finder.view.status.tone, "trouble");
    await finder.search("linen");
    assert.deepEqual(called("search.visual")[1], [{ top: 12, keywords: "linen" }]);
  });
}

test("a search that was too quick keeps its photo", async () => {
  const { finder, called } = enter({ answers: { "search.visual": refusal("rate_limited") } });
  await finder.pick();
  await finder.search("linen");
  assert.deepEqual(called("search.visual")[1], [{ top: 12, photo: "hdl_photo1", keywords: "linen" }]);
});

for (const [words, said] of [["w ".repeat(10_000), /at most 16 words/], ["?!", /no word/]]) {
  test(`${words.slice(0, 6)}… is not sent, and the cure is said`, async () => {
    const { finder, called } = enter();
    await finder.search(words);
    assert.match(finder.view.status.text, said);
    assert.deepEqual(called("search.visual"), []);
  });
}

test("the photo can be taken out of the search", async () => {
  const { finder, called } = enter();
  await finder.pick();
  assert.equal(finder.view.photo, true);
  await finder.without();
  assert.equal(finder.view.photo, false);
  assert.equal(called("search.visual").length, 1);
  await finder.pick();
  await finder.without("linen");
  assert.deepEqual(called("search.visual").at(-1), [{ top: 12, keywords: "linen" }]);
});

test("a score is told as a share, and a head start lifts none over all", () => {
  assert.deepEqual([0.934, 1.2, -0.1].map(likenessOf), ["93 %", "100 %", "0 %"]);
});

test("reasons are those that matched, in words", () => {
  const reasons = [
    { of: "photo", score: 0.914, matches: true },
    { of: "generated", score: 0.2, matches: false },
    { of: "colour", score: 0.8, matches: true },
    { of: "keywords", score: 1, matches: true, words: ["linen", "blue"] },
  ];
  assert.deepEqual(reasonsOf(reasons), ["Looks like the photo (91 %)", "Same colours (80 %)", "Has “linen”, “blue”"]);
});

test("a find that matches in nothing is said to be only a little like it", () => {
  const reasons = [{ of: "photo", score: 0.32, matches: false }, { of: "colour", score: 0.1, matches: false }];
  assert.deepEqual(reasonsOf(reasons), ["Only a little like it (32 %)"]);
  assert.deepEqual(reasonsOf([]), []);
});

test("each outcome is a sentence", () => {
  const results = [];
  assert.match(outcomeOf({ outcome: "empty_catalogue", results }), /nothing in the shops yet/);
  assert.match(outcomeOf({ outcome: "filtered_out", results }), /Try fewer/);
  assert.match(outcomeOf({ outcome: "filtered_out", garment: { kind: "hat" }, results }), /Found a hat, and nothing like it/);
  assert.equal(outcomeOf({ outcome: "found", results: [1] }), "One find.");
});

test("an unknown code is still a sentence, and a price has its currency's digits", () => {
  assert.match(troubleWith({ code: "of.tomorrow" }), /of\.tomorrow/);
  assert.equal(priceOf({ price: { amount_minor: 12900, currency: "JPY" } }, "en"), "¥12,900");
});
