// The page of `pierglass lens simulate`: without `?sim` the panel that chooses a client,
// with it that client, in a window of its device's size.

import { bend } from "./simulation.js";

const asked = new URLSearchParams(location.search).get("sim");

/** @param {string} name @returns {Promise<any>} */
async function read(name) {
  const answer = await fetch(`/web/dev/${name}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/**
 * @param {HTMLElement} form
 * @param {string} name
 * @param {string[]} options
 * @param {string} chosen
 * @returns {HTMLSelectElement}
 */
function choice(form, name, options, chosen) {
  const select = document.createElement("select");
  for (const option of options) select.add(new Option(option, option, false, option === chosen));
  labelled(form, name, select);
  return select;
}

/** @param {HTMLElement} form @param {string} name @param {string} value */
function field(form, name, value) {
  const input = document.createElement("input");
  input.value = value;
  labelled(form, name, input);
  return input;
}

/** @param {HTMLElement} form @param {string} name @param {HTMLElement} control */
function labelled(form, name, control) {
  const label = document.createElement("label");
  label.append(`${name} `, control);
  Object.assign(label.style, { display: "block", margin: "0.75rem 0" });
  form.append(label);
}

/** @param {any} first What the command line asked for. */
function panel({ devices, lens, ...first }) {
  const form = document.createElement("form");
  form.append(Object.assign(document.createElement("h1"), { textContent: `${lens}, simulated` }));
  Object.assign(form.style, { maxWidth: "30rem", margin: "2rem auto", font: "1rem system-ui" });
  const device = choice(form, "Device", Object.keys(devices), first.device);
  const theme = choice(form, "Theme", ["light", "dark"], first.theme);
  const locale = field(form, "Language", first.locale);
  const protocol = choice(form, "Newest protocol", ["2", "1"], String(first.protocol));
  const slow = field(form, "Milliseconds a message takes", String(first.slow_ms));
  const lacks = field(form, "Lacks (capabilities)", first.lacks.join(" "));
  const open = Object.assign(document.createElement("button"), { textContent: "Open", type: "submit" });
  form.append(open);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { width, height, safe_area } = devices[device.value];
    const simulation = {
      theme: theme.value,
      locale: locale.value,
      safe_area,
      lacks: lacks.value.split(/\s+/).filter(Boolean),
      protocol: Number(protocol.value),
      slow_ms: Number(slow.value) || 0,
    };
    const sim = encodeURIComponent(JSON.stringify(simulation));
    const size = `popup,width=${width},height=${height}`;
    window.open(`/?as=ana&sim=${sim}#/lens/${encodeURIComponent(lens)}`, "_blank", size);
  });
  document.body.replaceChildren(form);
}

if (asked) {
  bend(globalThis, JSON.parse(asked));
  await import("./start.js");
} else panel(await read("simulation.json"));
