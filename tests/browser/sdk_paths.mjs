// Resolves what the server serves at /sdk/v1/, for modules of the page that run in Node.

import { register } from "node:module";

const SDK = new URL("../../sdk/pierglass/sdk/js/", import.meta.url).href;

const hooks = `
export async function resolve(name, context, next) {
  const found = name.startsWith("/sdk/v1/") ? "${SDK}" + name.slice(8) : name;
  return next(found, context);
}
`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
