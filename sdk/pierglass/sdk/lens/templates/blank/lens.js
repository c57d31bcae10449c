import { connect } from "/sdk/v1/pierglass.js";

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);
/** @param {string} text */
const say = (text) => { $("status").textContent = text; };

// Every call ends exactly once: it returns, or it throws and says how it ended.
/** @param {() => Promise<unknown>} work */
async function attempt(work) {
  try {
    await work();
  } catch (/** @type {any} */ error) {
    // The user closed a sheet: no fault of anybody's.
    say(error.outcome === "cancelled" ? "" : error.message);
  }
}

/**
 * A button in the page that does *work* when it is tapped.
 * @param {string} where the id of what it goes into: "rail" or "actions"
 * @param {string} text
 * @param {() => Promise<unknown>} work
 */
function button(where, text, work) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", () => attempt(work));
  $(where).append(made);
  return made;
}

const lens = await connect();
say("Hello. This lens is connected.");
