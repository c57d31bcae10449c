import { el } from "./dom.js";

const HUES = 8;

/**
 * A person under an arch: initials on the colour of their avatar.
 * @param {import("../session.js").Account} account
 * @param {string} [size] "s" | "m" | "l"
 */
export function avatar(account, size = "m") {
  const node = el("span", { class: `avatar avatar-${size} hue-${hue(account.id)}`, "aria-hidden": "true" }, initials(account.display_name));
  const colour = account.avatar?.colour ?? "";
  if (/^#[0-9a-f]{6}$/i.test(colour)) {
    node.style.backgroundColor = colour;
    node.style.color = readableOn(colour);
  }
  return node;
}

/** @param {string} name */
function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("") || "?";
}

/** @param {string} id */
function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum % HUES;
}

/** @param {string} colour "#rrggbb" */
function readableOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 ? "#10231f" : "#ffffff";
}

/** @param {number} value */
function linear(value) {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
