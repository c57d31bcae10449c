// The weight of text: bytes of UTF-8, wherever the first letter beyond ASCII stands.

import assert from "node:assert/strict";
import { test } from "node:test";

import { weigh } from "../../../sdk/pierglass/sdk/js/bridge/weight.js";

const CAP = 2 ** 20;

test("text weighs its bytes of UTF-8 and five", () => {
  const bytes = { "": 0, "a": 1, "\x7f": 1, "\x80": 2, "\u07ff": 2, "\u0800": 3, "\u{1f453}": 4 };
  for (const [letter, most] of Object.entries(bytes)) {
    for (const before of ["", "ascii", "a".repeat(5000)]) {
      const { weight, value } = weigh(before + letter + before, CAP);
      assert.equal(weight, 5 + most + 2 * before.length, JSON.stringify(letter));
      assert.equal(value, before + letter + before);
    }
  }
});

test("half a letter is refused with its path, however late it comes", () => {
  for (const half of ["\ud83d", "\udc53"]) {
    const value = { list: ["fine", { note: "a".repeat(5000) + half }] };
    assert.throws(() => weigh(value, CAP), { code: "invalid_payload", field: "list[1].note" });
  }
});

test("text over the cap is refused unread", () => {
  assert.throws(() => weigh({ note: "\ud83d".repeat(100) }, 50), { code: "payload_too_large", field: "note" });
});
