// Lets the lens's own server act for the user, once they say yes. Call it from a click:
//
//   import { signIn } from "./account.js";
//   const { greeting } = await signIn(lens);

/**
 * Where server/server.py answers: "http://127.0.0.1:9000" in `pierglass lens dev`, and an
 * https origin such as "https://shop.example" before you publish. Name the same one in
 * manifest.json, under network.connect: the browser reaches no other.
 */
const SERVER = "";

/** @param {string} path @param {unknown} body @returns {Promise<any>} */
async function ask(path, body) {
  // A plain text: no preflight, and no cookie to forge.
  const answer = await fetch(`${SERVER}${path}`, { method: "POST", body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}

/**
 * @param {import("/sdk/v1/pierglass.js").Lens} lens
 * @returns {Promise<{greeting: string}>}
 */
export async function signIn(lens) {
  if (!SERVER) throw new Error("account.js does not say where the server is.");
  const request = await ask("/begin", {});
  // The page carries the code and never holds a token: those stay on the server.
  return ask("/finish", await lens.authorize(request));
}
