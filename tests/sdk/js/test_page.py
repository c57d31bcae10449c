"""The page's bridge in a real browser: two origins, a sandboxed frame, attackers."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3] / "sdk/pierglass/sdk/js"
CHROMIUM = Path("/usr/bin/chromium")

HOST_PAGE = """<!doctype html><title>host</title><body><script type="module">
import { acceptLens, hostCapabilities } from "/sdk/v1/bridge/port.js";
window.told = { ready: 0, closed: [], calls: [], heard: [] };
window.open_lens = (address, sandbox = "allow-scripts") => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", sandbox);
  frame.style = "width: 300px; height: 200px";
  window.frame = frame;
  const names = ["items.read", "camera.tryon"];
  window.host = acceptLens(frame, {
    capabilities: () => hostCapabilities(names, names),
    onReady: () => { told.ready += 1; },
    onClosed: (error) => { told.closed.push(error.code); },
    onCall: ({ method, signal }) => {
      told.calls.push(method);
      if (method === "tryon.start") return new Promise(() => {});
      return { items: [method], picture: "hdl_1", item_id: "x" };
    },
  });
  frame.src = `${address}#host=${encodeURIComponent(location.origin)}`;
  document.body.append(frame);
};
window.addEventListener("message", ({ data }) => {
  if (data?.heard) told.heard.push(data.heard);
  if (data?.heard) console.log(data.heard);
});
const asked = new URLSearchParams(location.search).get("open");
if (asked) open_lens(asked);
window.loaded = true;
</script>"""

LENS_PAGE = """<!doctype html><title>lens</title>
<button id="snap">Snap</button><script type="module">
import { connect } from "/sdk/v1/pierglass.js";
const say = (heard) => parent.postMessage({ heard }, "*");
const lens = await connect();
say((await lens.items.list()).items[0]);
await lens.capture.snap().catch((error) => say(error.code));
document.querySelector("#snap").onclick = async () => {
  say((await lens.capture.snap()).picture);
};
say(self.origin);
lens.tryOn.start("hat").catch((error) => say(`hat ${error.outcome}`));
</script>"""

ATTACK_PAGE = """<!doctype html><title>attack</title><script type="module">
const say = (heard) => parent.postMessage({ heard }, "*");
const attempt = (name, act) => {
  try { act(); say(`${name} worked`); } catch { say(`${name} blocked`); }
};
attempt("cookie", () => document.cookie);
attempt("storage", () => localStorage.length);
attempt("parent", () => parent.document.title);
attempt("top", () => { top.location = "about:blank#taken"; });
attempt("popup", () => { if (!window.open("about:blank")) throw 0; });
const inner = document.createElement("iframe");
inner.srcdoc = `<script>
  parent.parent.postMessage({ pierglass: "hello" }, "*", [new MessageChannel().port2]);
</` + `script>`;
document.body.append(inner);
inner.onload = () => say("done");
</script>"""

PAGES = {"/host": HOST_PAGE, "/lens": LENS_PAGE, "/attack": ATTACK_PAGE}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the pages, and the SDK with the header that opaque origins need."""

    def do_GET(self) -> None:
        page = PAGES.get(urlsplit(self.path).path)
        if page is None:
            self.path = self.path.removeprefix("/sdk/v1")
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    handler = functools.partial(Handler, directory=str(ROOT))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM),
        args=["--no-sandbox", "--disable-background-networking", "--no-first-run"],
    )
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Any, port: int) -> Iterator[Any]:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{port}/host")
    page.wait_for_function("window.loaded")
    yield page
    page.close()


def open_lens(page: Any, port: int, name: str) -> None:
    page.evaluate(f"open_lens('http://localhost:{port}/{name}')")


def wait_heard(page: Any, word: str) -> list[str]:
    page.wait_for_function("word => told.heard.includes(word)", arg=word)
    heard: list[str] = page.evaluate("told.heard")
    return heard


def test_b4_a_lens_of_opaque_origin_calls_its_host(browser: Any, port: int) -> None:
    page = browser.new_page()
    lens = f"http://localhost:{port}/lens"
    # The page opens the lens itself: a script that the test evaluates counts as a tap.
    with page.expect_console_message(lambda message: message.text == "null"):
        page.goto(f"http://127.0.0.1:{port}/host?open={lens}")
    heard = page.evaluate("told.heard")
    page.close()
    assert heard == ["items.list", "gesture_required", "null"]


def test_b4_a_tap_in_the_frame_is_a_gesture_for_the_host(page: Any, port: int) -> None:
    open_lens(page, port, "lens")
    wait_heard(page, "null")
    page.frame_locator("iframe").locator("#snap").click()
    assert "hdl_1" in wait_heard(page, "hdl_1")


def test_a_reload_ends_the_call_and_begins_again(page: Any, port: int) -> None:
    open_lens(page, port, "lens")
    page.wait_for_function("told.calls.includes('tryon.start')")
    epoch = page.evaluate("host.connection.epoch")
    page.evaluate("frame.src = frame.src.replace('#', '?again#')")
    page.wait_for_function("told.ready >= 2")
    assert page.evaluate("host.connection.epoch") != epoch
    assert set(page.evaluate("told.closed")) == {"lost"}


def test_b3_the_session_ends_when_the_frame_navigates(page: Any, port: int) -> None:
    open_lens(page, port, "lens")
    page.wait_for_function("told.calls.includes('tryon.start')")
    page.evaluate("frame.src = 'about:blank'")
    page.wait_for_function("told.closed.length")
    assert page.evaluate("host.connection.state") == "closed"


def test_b1_an_unsafe_sandbox_is_refused(page: Any) -> None:
    code = page.evaluate(
        """() => {
          try { open_lens("/lens", "allow-scripts allow-same-origin"); }
          catch (error) { return error.code; }
        }"""
    )
    assert code == "unsafe_sandbox"


def test_b2_b8_b10_an_attacker_in_the_frame_gets_nothing(page: Any, port: int) -> None:
    open_lens(page, port, "attack")
    heard = wait_heard(page, "done")
    assert heard[:5] == [
        "cookie blocked",
        "storage blocked",
        "parent blocked",
        "top blocked",
        "popup blocked",
    ]
    page.wait_for_function("host.ignored >= 1")
    assert page.evaluate("[told.ready, host.connection]") == [0, None]
    assert page.url.endswith("/host")
