import { CallError } from "/sdk/v1/bridge/port.js";
import { askAuthorize } from "../../ui/consent.js";
import { isScope } from "../scopes.js";

/** The person lets the lens's own server act for them; the code goes back over the port. */

/** @type {import("./index.js").Handler} */
export async function authorize(stage, params, call) {
  // The sheet names the lens: a code for another client under its name would deceive.
  if (params.client_id !== stage.lens.id) {
    throw new CallError("invalid_params", `client_id is not this lens; expected ${stage.lens.id}`, { field: "client_id" });
  }
  const scopes = params.scope.split(" ").filter(Boolean);
  const strange = scopes.find((/** @type {string} */ scope) => !isScope(scope));
  if (strange !== undefined) throw new CallError("invalid_params", `${strange} is not a permission`, { field: "scope" });
  const granted = await call.whileUserDecides(() => askAuthorize(stage.lens, scopes, call.signal));
  const answer = await stage.app.api.post("/v1/oauth/authorize", {
    ...params,
    response_type: "code",
    decision: granted ? "accept" : "deny",
    granted_scopes: granted ?? [],
  });
  if (!granted || answer.error) throw new CallError("denied");
  return { code: answer.code, state: answer.state, iss: answer.iss };
}
