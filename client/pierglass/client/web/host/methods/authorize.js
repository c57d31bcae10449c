import { CallError } from "/sdk/v1/bridge/port.js";
import { askAuthorize } from "../../ui/consent.js";
import { isScope } from "../scopes.js";

/** The person lets the lens's own server act for them; the code goes back over the port. */

/** @type {import("./index.js").Handler} */
export async function authorize(stage, params, call) {
  const { app, lens } = stage;
  // The sheet names the lens: a code for another client under its name would deceive.
  if (params.client_id !== lens.id) {
    throw new CallError("invalid_params", `client_id is not this lens; expected ${lens.id}`, { field: "client_id" });
  }
  const scopes = [...new Set(/** @type {string[]} */ (params.scope.split(" ").filter(Boolean)))];
  const strange = scopes.find((scope) => !isScope(scope));
  if (strange !== undefined) throw new CallError("invalid_params", `${strange} is not a permission`, { field: "scope" });
  const { grant } = await app.api.get(`/v1/lenses/${encodeURIComponent(lens.id)}/grant`, { signal: call.signal });
  const held = grant.state === "granted" ? grant.scopes : [];
  // Only what is new is asked; what the person allowed before stays as it is.
  const shown = scopes.filter((scope) => !held.includes(scope));
  const known = scopes.filter((scope) => held.includes(scope));
  const granted = await call.whileUserDecides(() => askAuthorize(lens, shown, known, call.signal));
  const answer = await app.api.post("/v1/oauth/authorize", {
    ...params,
    response_type: "code",
    decision: granted ? "accept" : "deny",
    granted_scopes: granted ?? [],
    shown_scopes: shown,
  });
  if (!granted || answer.error) throw new CallError("denied");
  return { code: answer.code, state: answer.state, iss: answer.iss };
}
