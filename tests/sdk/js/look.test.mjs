// The host's look in a lens's page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { follow, speak } from "../../../sdk/pierglass/sdk/js/look.js";
import { FakePage, gate } from "./fake_page.mjs";

function styled() {
  const set = {};
  return { set, style: { colorScheme: "", setProperty: (name, value) => (set[name] = value) } };
}

test("the page follows scheme, colours and covered edges until it is ended", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  const lens = await page.connect();
  const element = styled();
  const stop = follow(lens, element);
  const safe_area = { top: 0, right: 1, bottom: 34, left: 2 };
  page.host.notify("theme", { scheme: "dark", colours: { accent: "#8a2d52" }, safe_area });
  const told = gate();
  lens.on("theme", told.resolve);
  await told.promise;
  assert.equal(element.style.colorScheme, "dark");
  assert.deepEqual(element.set, {
    "--pierglass-safe-top": "0px",
    "--pierglass-safe-right": "1px",
    "--pierglass-safe-bottom": "34px",
    "--pierglass-safe-left": "2px",
    "--pierglass-accent": "#8a2d52",
  });
  stop();
  const again = gate();
  lens.on("theme", again.resolve);
  page.host.notify("theme", { scheme: "light" });
  await again.promise;
  assert.equal(element.style.colorScheme, "dark");
});

for (const [locale, spoken, expected] of [
  ["de-AT", ["en", "de-AT", "de"], "de-AT"],
  ["de-AT", ["en", "de"], "de"],
  ["DE", ["en", "de-CH"], "de-CH"],
  ["fr-FR", ["en", "de"], "en"],
  [undefined, ["en", "de"], "en"],
]) {
  test(`${locale} among ${spoken} is ${expected}`, () => assert.equal(speak(locale, spoken), expected));
}
