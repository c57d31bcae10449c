/** A key, and the proofs that it signs. */
export class ProofKey {
    /** A new key. @returns {Promise<ProofKey>} */
    static create(): Promise<ProofKey>;
    /**
     * @param {CryptoKeyPair} pair
     * @param {{kty: string, crv: string, x: string, y: string}} jwk
     */
    constructor(pair: CryptoKeyPair, jwk: {
        kty: string;
        crv: string;
        x: string;
        y: string;
    });
    pair: CryptoKeyPair;
    jwk: {
        kty: string;
        crv: string;
        x: string;
        y: string;
    };
    /** The last nonce of each origin. @type {Map<string, string>} */
    nonces: Map<string, string>;
    /** What names the key in a request for authorization (`dpop_jkt`), RFC 7638.
     * @returns {Promise<string>} */
    thumbprint(): Promise<string>;
    /**
     * One proof: of this key, for one request, once.
     * @param {string} method
     * @param {string} url
     * @param {{token?: string, nonce?: string, nowMs?: number}} [options]
     * @returns {Promise<string>}
     */
    proof(method: string, url: string, { token, nonce, nowMs }?: {
        token?: string;
        nonce?: string;
        nowMs?: number;
    }): Promise<string>;
    /**
     * `fetch` with a proof, and with *token* as a bound token. A server that asks for its
     * nonce is given it, once; a body must therefore be one that can be sent twice.
     * @param {string} url
     * @param {ProvenRequest} [request]
     * @returns {Promise<Response>}
     */
    fetch(url: string, { token, ...request }?: ProvenRequest): Promise<Response>;
}
export type ProvenRequest = RequestInit & {
    token?: string;
};
