// Tokens bound to a key (RFC 9449): worth nothing to whoever steals them without it.
//
//   import { ProofKey } from "/sdk/v1/dpop.js";
//   const key = await ProofKey.create();
//   const answer = await key.fetch("https://…/oauth/token", { method: "POST", body });
//   const { access_token } = await answer.json();
//   await key.fetch("https://…/v1/me", { token: access_token });
//
// The key is made here and cannot be read out, not even by this page. It is not part of
// the core: a page that needs it loads it.

/** @typedef {RequestInit & {token?: string}} ProvenRequest */

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/** @param {ArrayBuffer | Uint8Array} bytes */
function base64url(bytes) {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {unknown} value */
function part(value) {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

/** @param {string} text */
function digest(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}

/** A key, and the proofs that it signs. */
export class ProofKey {
  /**
   * @param {CryptoKeyPair} pair
   * @param {{kty: string, crv: string, x: string, y: string}} jwk
   */
  constructor(pair, jwk) {
    this.pair = pair;
    this.jwk = jwk;
    /** The last nonce of each origin. @type {Map<string, string>} */
    this.nonces = new Map();
  }

  /** A new key. @returns {Promise<ProofKey>} */
  static async create() {
    const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    return new ProofKey(pair, /** @type {any} */ ({ kty, crv, x, y }));
  }

  /** What names the key in a request for authorization (`dpop_jkt`), RFC 7638.
   * @returns {Promise<string>} */
  async thumbprint() {
    const { kty, crv, x, y } = this.jwk;
    return base64url(await digest(JSON.stringify({ crv, kty, x, y })));
  }

  /**
   * One proof: of this key, for one request, once.
   * @param {string} method
   * @param {string} url
   * @param {{token?: string, nonce?: string, nowMs?: number}} [options]
   * @returns {Promise<string>}
   */
  async proof(method, url, { token, nonce, nowMs = Date.now() } = {}) {
    const { origin, pathname } = new URL(url);
    /** @type {Record<string, unknown>} */
    const claims = {
      jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
      htm: method,
      htu: origin + pathname,
      iat: Math.floor(nowMs / 1000),
    };
    if (nonce) claims.nonce = nonce;
    if (token) claims.ath = base64url(await digest(token));
    const text = `${part({ typ: "dpop+jwt", alg: "ES256", jwk: this.jwk })}.${part(claims)}`;
    const how = { name: "ECDSA", hash: "SHA-256" };
    const signed = await crypto.subtle.sign(how, this.pair.privateKey, new TextEncoder().encode(text));
    return `${text}.${base64url(signed)}`;
  }

  /**
   * `fetch` with a proof, and with *token* as a bound token. A server that asks for its
   * nonce is given it, once; a body must therefore be one that can be sent twice.
   * @param {string} url
   * @param {ProvenRequest} [request]
   * @returns {Promise<Response>}
   */
  async fetch(url, { token, ...request } = {}) {
    const { origin } = new URL(url);
    for (const again of [true, false]) {
      const nonce = this.nonces.get(origin);
      const headers = new Headers(request.headers);
      headers.set("DPoP", await this.proof(request.method ?? "GET", url, { token, nonce }));
      if (token) headers.set("Authorization", `DPoP ${token}`);
      const answer = await fetch(url, { ...request, headers });
      const given = answer.headers.get("DPoP-Nonce");
      if (given) this.nonces.set(origin, given);
      if (!again || given === nonce || !(await asksForNonce(answer))) return answer;
    }
    throw new Error("unreachable");
  }
}

/** Whether *answer* refuses a proof for its nonce alone: a token endpoint says so in its
 * body, an API in its challenge. @param {Response} answer */
async function asksForNonce(answer) {
  if (answer.status === 401) return /use_dpop_nonce/.test(answer.headers.get("WWW-Authenticate") ?? "");
  if (answer.status !== 400) return false;
  const body = await answer.clone().json().catch(() => null);
  return body?.error === "use_dpop_nonce";
}
