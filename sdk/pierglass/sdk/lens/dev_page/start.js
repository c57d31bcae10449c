// Starts the page for `pierglass lens dev`: signed in at once, and loaded again after
// each save. It stands where the page's own first script stands otherwise.

const KEY = "pierglass.session";
const LOOK_MS = 700;

const who = new URLSearchParams(location.search).get("as") ?? "ana";

/** @param {string} name @returns {Promise<any>} */
async function read(name) {
  const answer = await fetch(`/web/dev/${name}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** The people of a local platform: their passwords are printed, and good nowhere else. */
async function signIn() {
  const people = await read("people.json");
  const person = people[who];
  const held = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (!person || held?.account?.username === person.username) return;
  const answer = await fetch("/v1/sessions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...person, device: { name: "pierglass lens dev", platform: "web" } }),
  });
  const { account, session: tokens } = await answer.json();
  if (answer.ok) sessionStorage.setItem(KEY, JSON.stringify({ account, tokens }));
}

/** @param {string[]} lines */
function complain(lines) {
  const old = document.getElementById("dev-trouble");
  old?.remove();
  if (!lines.length) return;
  const box = document.createElement("pre");
  box.id = "dev-trouble";
  box.setAttribute("role", "alert");
  box.textContent = lines.join("\n");
  // Set on the object: the page's policy runs no style that is written as text.
  Object.assign(box.style, {
    position: "fixed", inset: "auto 0 0 0", zIndex: "9999", margin: "0", padding: "1rem",
    maxHeight: "40vh", overflow: "auto", whiteSpace: "pre-wrap",
    color: "#ffffff", background: "#8a1c1c",
  });
  document.body.append(box);
}

/** @param {number} shown */
async function watch(shown) {
  try {
    const { number, trouble } = await read("state.json");
    if (number !== shown) {
      location.reload();
      return;
    }
    complain(trouble);
  } catch {
    // The platform is being stopped or started: look again.
  }
  setTimeout(() => watch(shown), LOOK_MS);
}

async function begin() {
  await signIn();
  const { number } = await read("state.json");
  // Which save this page shows, for programs that drive it.
  document.documentElement.dataset.save = String(number);
  await import("/web/app.js");
  watch(number);
}

/**
 * Begin anew once the platform is back, where it was stopped while the page was loading.
 * @param {unknown} fault what came of beginning; null when the platform was gone since
 */
async function again(fault) {
  try {
    await read("state.json");
  } catch {
    setTimeout(() => again(null), LOOK_MS);
    return;
  }
  if (fault) throw fault;
  location.reload();
}

try {
  await begin();
} catch (fault) {
  await again(fault);
}
