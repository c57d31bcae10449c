import { ApiError } from "../api.js";
import { el, fill, uniqueId } from "../ui/dom.js";
import { mark } from "../ui/icons.js";
import { errorText } from "../ui/toast.js";

/** @typedef {{name: string, label: string, type?: string, autocomplete: string, hint?: string}} FieldSpec */

/** @type {Record<"up" | "in", {button: string, busy: string, lead: string, swap: string, fields: FieldSpec[]}>} */
const FORMS = {
  in: {
    button: "Sign in",
    busy: "Signing in…",
    lead: "Try things on in a chat, and send what you see.",
    swap: "New here? Create an account",
    fields: [
      { name: "username", label: "Username", autocomplete: "username" },
      { name: "password", label: "Password", type: "password", autocomplete: "current-password" },
    ],
  },
  up: {
    button: "Create account",
    busy: "Creating your account…",
    lead: "Pick a name that your friends can find.",
    swap: "Have an account? Sign in",
    fields: [
      { name: "display_name", label: "Your name", autocomplete: "name", hint: "Friends see this." },
      { name: "username", label: "Username", autocomplete: "username", hint: "Friends find you by this. Letters, digits, dots and dashes." },
      { name: "password", label: "Password", type: "password", autocomplete: "new-password", hint: "At least 8 characters. A sentence is easy to keep." },
    ],
  },
};

/**
 * Sign in, or create an account.
 * @param {import("../app.js").App} app
 */
export function authView(app) {
  const panel = el("main", { class: "auth-panel", id: "main" });
  drawForm(app, panel, "in");
  return el("div", { class: "auth", testid: "auth" },
    el("div", { class: "auth-scene", "aria-hidden": "true" }, el("div", { class: "idle-glass" })),
    panel,
  );
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} panel
 * @param {"up" | "in"} mode
 */
function drawForm(app, panel, mode) {
  const form = FORMS[mode];
  const fields = new Map(form.fields.map((spec) => [spec.name, field(spec)]));
  const trouble = el("p", { class: "notice", role: "alert", testid: "auth-error", hidden: true });
  const button = el("button", { class: "button button-primary button-wide", testid: `sign-${mode}` }, form.button);
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...fields].map(([name, { input }]) => [name, input.value]));
    for (const one of fields.values()) one.say("");
    trouble.hidden = true;
    const empty = [...fields.values()].find(({ input }) => !input.value.trim());
    if (empty) return empty.say("Fill this in.", true);
    button.disabled = true;
    button.textContent = form.busy;
    try {
      await enter(app, mode, values);
    } catch (error) {
      const known = error instanceof ApiError && error.field ? fields.get(error.field) : null;
      if (known) known.say(errorText(error), true);
      else {
        trouble.hidden = false;
        trouble.textContent = errorText(error);
      }
    } finally {
      button.disabled = false;
      button.textContent = form.button;
    }
  };
  const swap = () => {
    drawForm(app, panel, mode === "in" ? "up" : "in");
    panel.querySelector("input")?.focus();
  };
  fill(panel,
    el("div", { class: "auth-brand" }, mark(), el("h1", {}, "Pierglass"), el("p", {}, form.lead)),
    el("form", { class: "auth-form", novalidate: true, on: { submit } },
      [...fields.values()].map(({ node }) => node), trouble, button),
    el("button", { class: "button button-plain auth-switch", type: "button", testid: "auth-switch", on: { click: swap } }, form.swap),
  );
}

/** @param {FieldSpec} spec */
function field({ name, label, type = "text", autocomplete, hint }) {
  const id = uniqueId(name);
  const note = el("span", { class: "field-hint", id: `${id}-note` }, hint ?? "");
  const input = el("input", {
    id, name, type, autocomplete, class: "input", testid: `field-${name}`,
    autocapitalize: "none", spellcheck: "false", maxlength: 128, "aria-describedby": note.id,
  });
  /** @param {string} text @param {boolean} [focus] */
  const say = (text, focus = false) => {
    input.setAttribute("aria-invalid", String(text !== ""));
    note.className = text ? "field-error" : "field-hint";
    note.textContent = text || (hint ?? "");
    if (focus) input.focus();
  };
  const node = el("div", { class: "field" }, el("label", { class: "field-label", for: id }, label), input, note);
  return { node, input, say };
}

/**
 * @param {import("../app.js").App} app
 * @param {"up" | "in"} mode
 * @param {Record<string, string>} values
 */
async function enter(app, mode, values) {
  const username = values.username.trim();
  const answer = mode === "up"
    ? await app.api.post("/v1/accounts", { username, password: values.password, display_name: values.display_name.trim() }, { anonymous: true })
    : await app.api.post("/v1/sessions", { username, password: values.password, device: { name: deviceName(), platform: "web" } }, { anonymous: true });
  app.session.begin(answer.account, answer.session);
  app.enter();
}

function deviceName() {
  const agent = navigator.userAgent;
  const known = ["Edg", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? "Browser";
  return `${known.replace("Edg", "Edge")} on ${navigator.platform || "this device"}`.slice(0, 64);
}
