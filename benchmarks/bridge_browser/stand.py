"""The page with the open lens, and the peers' frames beside it: one round's set-up."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.conftest import sign_in
from tests.browser.fake_platform import Platform
from tests.browser.fake_servers import RunningPlatform

from benchmarks.bridge_browser.peers import NAMES, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Frame, Page

__all__ = ["LIMITS", "Stand", "open_page"]

HERE = Path(__file__).parent
LENS = "bench"
PATH = f"/lenses/{LENS}/1/"

LIMITS = {"calls_in_flight": 64, "frames_per_s": 10**6, "burst": 10**6}
"""What the host is told to allow; it counts as ever. Its own 32 calls in flight and 200
frames a second are what a lens gets, and would be what is measured here."""

RAISE = """(limits) => import("/sdk/v1/bridge/methods.js").then(
  ({ HOST_LIMITS }) => void Object.assign(HOST_LIMITS, limits))"""
OPEN = """([name, address]) => import("/bench/peers.js").then(
  ({ open }) => open(name, address))"""
IS_READY = "() => Boolean(globalThis.bench)"


class Stand(RunningPlatform):
    """The platform in memory, with the peers on both of its origins.

    Args:
        modules: Where the peers lie.
    """

    def __init__(self, modules: Path) -> None:
        super().__init__(Platform(HERE / "frames", _manifest()))
        self.page.assets |= {"/bench/": HERE / "hosts", "/peers/": modules}
        self.lens.assets["/peers/"] = modules


@contextmanager
def open_page(
    browser: Browser, stand: Stand, order: Sequence[str] = NAMES
) -> Iterator[tuple[Page, dict[str, Frame]]]:
    """Open a page of its own; give it, and each bridge's frame, ready to be asked.

    Args:
        browser: Chromium.
        stand: The running platform.
        order: In which the frames are opened.
    """
    stand.platform.grant = {"state": "never_asked", "scopes": []}
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)
    try:
        page = context.new_page()
        page.goto(stand.platform.page + "/")
        sign_in(page)
        page.evaluate(RAISE, LIMITS)
        frames: dict[str, Frame] = {}
        for name in order:
            frames[name] = _open(page, stand, name)
            frames[name].wait_for_function(IS_READY, polling=50)
        yield page, frames
    finally:
        context.close()


def _open(page: Page, stand: Stand, name: str) -> Frame:
    address = f"{stand.platform.lens_origin}{PATH}{name}.html"

    def is_there(frame: Frame) -> bool:
        return frame.url.startswith(address)

    with page.expect_event("framenavigated", is_there) as navigated:
        if name == OURS:
            page.get_by_test_id("tab-camera").click()
            page.get_by_test_id(f"lens-{LENS}").click()
            page.get_by_test_id("consent-accept").click()
        else:
            page.evaluate(OPEN, [name, address])
    frame: Frame = navigated.value
    return frame


def _manifest() -> dict[str, Any]:
    scopes = ("user.display_name", "chat.share")
    return {
        "id": LENS,
        "name": "Bench",
        "version": "1",
        "kind": "applet",
        "summary": "Asks for the user's name, ten thousand times.",
        "entry": "pierglass.html",
        "box_art": "art.svg",
        "landing": {"title": "Bench", "subtitle": "For measuring"},
        "scopes": [
            {"scope": scope, "reason": "To measure.", "optional": False}
            for scope in scopes
        ],
    }
