// The module beside the core that lists the user's friends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hostCapabilities } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { allFriends, listFriends } from "../../../sdk/pierglass/sdk/js/friends.js";
import { FakePage } from "./fake_page.mjs";

const SCOPE = "user.friends";
const NAMES = ["Ben", "Cleo", "Dora", "Emil", "Fay"];

function friend(name, number) {
  return { id: `sub_${number}`, display_name: name, avatar: { style: "round", colour: "#b45f3c" } };
}

/** A host that knows five friends, two a page unless asked otherwise. */
function answer({ cursor, limit = 2 }) {
  const from = cursor ? Number(cursor.slice(4)) + 1 : 0;
  const friends = NAMES.map(friend).slice(from, from + limit);
  const more = from + limit < NAMES.length;
  return more ? { friends, next_cursor: friends.at(-1).id } : { friends };
}

async function opened(t, { granted = [SCOPE], ...options } = {}) {
  const page = new FakePage(t);
  const asked = [];
  page.accept(({ params }) => {
    asked.push(params);
    return answer(params);
  }, { capabilities: () => hostCapabilities([SCOPE], granted), ...options });
  return { page, asked, lens: await page.connect() };
}

test("a page is asked for as it is declared", async (t) => {
  const { asked, lens } = await opened(t);
  const page = await listFriends(lens, { limit: 3 });
  assert.deepEqual(page.friends.map(({ display_name: name }) => name), ["Ben", "Cleo", "Dora"]);
  await listFriends(lens, { limit: 3, cursor: page.next_cursor });
  assert.deepEqual(asked, [{ limit: 3 }, { limit: 3, cursor: "sub_2" }]);
});

test("all of them come page by page, and a page is fetched when it is wanted", async (t) => {
  const { asked, lens } = await opened(t);
  const names = [];
  for await (const { display_name: name } of allFriends(lens)) {
    names.push(name);
    assert.equal(asked.length, Math.ceil(names.length / 2));
  }
  assert.deepEqual(names, NAMES);
});

test("a loop that is left asks for no more", async (t) => {
  const { asked, lens } = await opened(t);
  for await (const one of allFriends(lens, { limit: 1 })) {
    assert.equal(one.id, "sub_0");
    break;
  }
  assert.deepEqual(asked, [{ limit: 1 }]);
});

test("a signal ends it", async (t) => {
  const page = new FakePage(t);
  page.accept(() => new Promise(() => {}), { capabilities: () => hostCapabilities([SCOPE], [SCOPE]) });
  const lens = await page.connect();
  const giving = new AbortController();
  const call = listFriends(lens, { signal: giving.signal });
  giving.abort();
  await assert.rejects(call, { code: "aborted", outcome: "cancelled" });
});

test("without the permission the user is asked, and a no is denied", async (t) => {
  const consents = [];
  const onConsent = async (scopes) => {
    consents.push(scopes);
    return [];
  };
  const { asked, lens } = await opened(t, { granted: [], onConsent });
  assert.equal(lens.capabilities[SCOPE].state, "promptable");
  await assert.rejects(listFriends(lens), { outcome: "denied", field: SCOPE });
  assert.deepEqual([consents, asked], [[[SCOPE]], []]);
  assert.equal(lens.can(SCOPE), false);
});

test("a permission that is withdrawn ends the loop as denied", async (t) => {
  const { page, lens } = await opened(t);
  const friends = allFriends(lens, { limit: 1 });
  await friends.next();
  page.host.revoke([SCOPE]);
  await assert.rejects(friends.next(), { code: "permission_revoked", outcome: "denied" });
});

test("on a host of the release before it is unsupported at once", async (t) => {
  const { asked, lens } = await opened(t, { protocol: [1, 1] });
  await assert.rejects(listFriends(lens), {
    code: "unsupported",
    outcome: "unavailable",
    field: "friends.list",
    message: /protocol 2/,
  });
  assert.deepEqual(asked, []);
});
