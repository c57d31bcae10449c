"""Chromium, with a camera fed from a photo, and a platform for the page to talk to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.fake_platform import Platform
from tests.browser.fake_servers import RunningPlatform
from tests.browser.portrait import write_camera

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Frame, Page

CHROMIUM = Path("/usr/bin/chromium")
LENSES = Path(__file__).parent / "lenses"
PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)
SCOPES = ("items.read", "chat.share", "user.display_name")


@pytest.fixture(scope="session")
def camera_frame(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The film that the camera plays, and one frame of it."""
    path = tmp_path_factory.mktemp("camera") / "portrait.mjpeg"
    return path, write_camera(path)


@pytest.fixture(scope="session")
def chromium(playwright: Any, camera_frame: tuple[Path, bytes]) -> Iterator[Browser]:
    """Debian's Chromium."""
    film = f"--use-file-for-fake-video-capture={camera_frame[0]}"
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=[*ARGUMENTS, film]
    )
    yield browser
    browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows; a script error in any of them fails the test."""
    contexts = []
    faults: list[str] = []

    def open_page(origin: str, **options: Any) -> Page:
        defaults = {"viewport": PHONE, "reduced_motion": "reduce"}
        context = chromium.new_context(**{**defaults, **options})
        context.set_default_timeout(40_000)
        context.grant_permissions(["camera"], origin=origin)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def manifest(name: str, scopes: tuple[str, ...] = SCOPES) -> dict[str, Any]:
    """Return the manifest of a lens in `lenses/`."""
    return {
        "id": name,
        "name": name.title(),
        "version": "1",
        "kind": "applet",
        "summary": "A lens for tests.",
        "entry": "index.html",
        "box_art": "art.svg",
        "landing": {"title": f"The {name}", "subtitle": "For tests"},
        "scopes": [
            {"scope": scope, "reason": "To test it.", "optional": scope != "items.read"}
            for scope in scopes
        ],
    }


@pytest.fixture
def platform(
    request: pytest.FixtureRequest, camera_frame: tuple[Path, bytes]
) -> Iterator[Platform]:
    """A platform in memory with one lens; `parametrize` it with another's name."""
    name = getattr(request, "param", "probe")
    state = Platform(LENSES / name, manifest(name))
    state.media["med_portrait"] = camera_frame[1]
    with RunningPlatform(state) as running:
        yield running


@pytest.fixture
def signed_in(platform: Platform, new_page: Callable[..., Page]) -> Page:
    """A window in which Ana is signed in."""
    page = new_page(platform.page)
    page.goto(platform.page + "/")
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    """Fill the sign-in form."""
    page.get_by_test_id("field-username").fill("ana")
    page.get_by_test_id("field-password").fill("correct horse")
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("shell").wait_for()


def open_lens(page: Page, platform: Platform) -> Frame:
    """Open the lens from the tray, accept, and return its frame."""
    lens_id = platform.manifest["id"]
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id(f"lens-{lens_id}").click()
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    return lens_frame(page, lens_id)


def lens_frame(page: Page, lens_id: str) -> Frame:
    """Return the frame in which the lens runs."""
    found = [one for one in page.frames if f"/lenses/{lens_id}/" in one.url]
    assert len(found) == 1, json.dumps([one.url for one in page.frames])
    return found[0]
