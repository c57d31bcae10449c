import { announce, el } from "./dom.js";
import { icon } from "./icons.js";

const STAY_MS = 6000;

/**
 * Say something that needs no answer.
 * @param {string} text
 * @param {{tone?: "plain" | "error", testid?: string, action?: {label: string, run: () => void}}} [options]
 */
export function toast(text, { tone = "plain", testid = `toast-${tone}`, action } = {}) {
  const node = el("div", { class: `toast toast-${tone}`, testid, role: tone === "error" ? "alert" : null });
  const leave = () => node.remove();
  node.append(el("span", { class: "toast-text" }, text));
  if (action) {
    const run = () => {
      leave();
      action.run();
    };
    node.append(el("button", { class: "button button-quiet", type: "button", on: { click: run } }, action.label));
  }
  node.append(el("button", { class: "icon-button", type: "button", "aria-label": "Dismiss", on: { click: leave } }, icon("close")));
  rack().append(node);
  if (tone !== "error") announce(text);
  setTimeout(leave, action || tone === "error" ? STAY_MS * 2 : STAY_MS);
}

/**
 * Say what went wrong, in the server's words where it gave any.
 * @param {unknown} error
 * @param {{label: string, run: () => void}} [action]
 */
export function toastError(error, action) {
  toast(errorText(error), { tone: "error", action });
}

/** @param {unknown} error */
export function errorText(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text || "Something went wrong. Try again.";
}

/** A dialog makes everything outside it inert: the rack moves into the topmost one. */
function rack() {
  const dialogs = document.querySelectorAll("dialog[open]");
  const place = dialogs.length ? dialogs[dialogs.length - 1] : document.body;
  let node = document.getElementById("toasts");
  node ??= el("div", { id: "toasts", class: "toasts" });
  if (node.parentElement !== place) place.append(node);
  return node;
}
