// Proofs of a page's key: what they say, who can check them, and a server's nonce.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ProofKey } from "../../../sdk/pierglass/sdk/js/dpop.js";

const URL_ = "https://host.example/oauth/token?x=1#y";

function read(proof) {
  const [head, claims, signature] = proof.split(".");
  const json = (part) => JSON.parse(Buffer.from(part, "base64url"));
  return { head: json(head), claims: json(claims), text: `${head}.${claims}`, signature };
}

test("a proof is of this key, for one request", async () => {
  const key = await ProofKey.create();
  const proof = await key.proof("POST", URL_, { token: "abc", nonce: "n", nowMs: 5_900 });
  const { head, claims, text, signature } = read(proof);
  assert.deepEqual([head.typ, head.alg, head.jwk], ["dpop+jwt", "ES256", key.jwk]);
  assert.equal(head.jwk.d, undefined);
  assert.deepEqual([claims.htm, claims.htu, claims.iat, claims.nonce], ["POST", "https://host.example/oauth/token", 5, "n"]);
  assert.equal(claims.ath, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  const name = { name: "ECDSA", namedCurve: "P-256" };
  const shown = await crypto.subtle.importKey("jwk", head.jwk, name, true, ["verify"]);
  const how = { name: "ECDSA", hash: "SHA-256" };
  assert.ok(await crypto.subtle.verify(how, shown, Buffer.from(signature, "base64url"), Buffer.from(text)));
});

test("no proof is made twice", async () => {
  const key = await ProofKey.create();
  const [one, two] = await Promise.all([key.proof("GET", URL_), key.proof("GET", URL_)]);
  assert.notEqual(read(one).claims.jti, read(two).claims.jti);
});

test("the key cannot be read out", async () => {
  const key = await ProofKey.create();
  await assert.rejects(crypto.subtle.exportKey("jwk", key.pair.privateKey));
});

test("the thumbprint is RFC 7638's", async () => {
  const key = await ProofKey.create();
  const { crv, kty, x, y } = key.jwk;
  const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
  const digest = await crypto.subtle.digest("SHA-256", Buffer.from(text));
  assert.equal(await key.thumbprint(), Buffer.from(digest).toString("base64url"));
});

/** Replaces fetch by *answers*, and keeps what was sent. */
function stub(t, answers) {
  const sent = [];
  t.mock.method(globalThis, "fetch", async (url, { headers }) => {
    sent.push({ nonce: read(headers.get("DPoP")).claims.nonce, authorization: headers.get("Authorization") });
    return answers.shift();
  });
  return sent;
}

test("a server that wants its nonce gets it, once", async (t) => {
  const key = await ProofKey.create();
  const wants = new Response('{"error":"use_dpop_nonce"}', { status: 400, headers: { "DPoP-Nonce": "n1" } });
  const sent = stub(t, [wants, new Response("{}")]);
  assert.equal((await key.fetch(URL_, { method: "POST" })).status, 200);
  assert.deepEqual(sent.map(({ nonce }) => nonce), [undefined, "n1"]);
});

test("a refusal for another reason is not tried again", async (t) => {
  const key = await ProofKey.create();
  const refused = new Response('{"error":"invalid_grant"}', { status: 400, headers: { "DPoP-Nonce": "n1" } });
  const sent = stub(t, [refused]);
  assert.equal((await key.fetch(URL_)).status, 400);
  assert.equal(sent.length, 1);
});

test("a bound token goes with its scheme, and the nonce is kept", async (t) => {
  const key = await ProofKey.create();
  const wants = new Response("", { status: 401, headers: { "DPoP-Nonce": "n2", "WWW-Authenticate": 'DPoP error="use_dpop_nonce"' } });
  const sent = stub(t, [wants, new Response("{}"), new Response("{}")]);
  await key.fetch(URL_, { token: "abc" });
  await key.fetch(URL_, { token: "abc" });
  assert.deepEqual(sent.map(({ nonce }) => nonce), [undefined, "n2", "n2"]);
  assert.deepEqual([...new Set(sent.map(({ authorization }) => authorization))], ["DPoP abc"]);
});
