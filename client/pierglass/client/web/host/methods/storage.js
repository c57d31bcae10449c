import { CallError } from "/sdk/v1/bridge/port.js";

/** What a lens keeps: `view` and `device` here, `account` and `conversation` on the server. */

/**
 * @param {import("../stage.js").Stage} stage
 * @param {string} scope
 */
function local(stage, scope) {
  return { view: stage.viewStorage, device: stage.deviceStorage }[scope];
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {string} scope
 * @param {string} [key]
 */
function address(stage, scope, key) {
  const path = `/v1/lenses/${encodeURIComponent(stage.lens.id)}/storage`;
  const whole = key === undefined ? path : `${path}/${encodeURIComponent(key)}`;
  if (scope !== "conversation") return whole;
  const where = stage.launch.conversation_id;
  if (!where) throw new CallError("not_found", "the lens is not open in a chat", { field: "scope" });
  return `${whole}?conversation_id=${encodeURIComponent(where)}`;
}

/** @type {import("./index.js").Handler} */
export async function getValue(stage, { scope, key }, { signal }) {
  const { value, version } = local(stage, scope)?.get(key) ?? await stage.app.api.get(address(stage, scope, key), { signal });
  return { value, version };
}

/** @type {import("./index.js").Handler} */
export async function listValues(stage, { scope }, { signal }) {
  const entries = local(stage, scope)?.list() ?? (await stage.app.api.get(address(stage, scope), { signal })).values;
  return { entries };
}

/** @type {import("./index.js").Handler} */
export async function setValue(stage, { scope, key, value, if_version: ifVersion }) {
  const kept = local(stage, scope)?.set(key, value, ifVersion)
    ?? await stage.app.api.put(address(stage, scope, key), { value, if_version: ifVersion });
  return { version: kept.version };
}

/** @type {import("./index.js").Handler} */
export async function removeValue(stage, { scope, key }) {
  const here = local(stage, scope);
  if (here) here.remove(key);
  else await stage.app.api.delete(address(stage, scope, key));
  return {};
}
