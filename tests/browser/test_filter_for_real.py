"""`examples/filter` by its README: a real server, and two windows of the page."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.browser.conftest import lens_frame
from tests.browser.real_server import running_server
from tests.browser.test_filter import choose
from tests.browser.test_main_job import DESKTOP, befriend, sign_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLD = (196, 152, 62)
TINT, TINTED_WITH = 0.27, (180, 136, 59)
"""What the filter lays over a photo's middle, half way between its two colours."""
PIXELS = """(image) => {
  const canvas = Object.assign(document.createElement("canvas"), {
    width: image.naturalWidth, height: image.naturalHeight,
  });
  canvas.getContext("2d").drawImage(image, 0, 0);
  const { width, height } = canvas;
  const at = (x, y) =>
    [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3);
  return [[width, height], at(2, 2), at(width >> 1, height >> 1)];
}"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which the example was published by the example's own command."""
    with running_server(tmp_path_factory.mktemp("server")) as public_origin:
        command = [
            *(sys.executable, "-W", "error"),
            *(str(EXAMPLES / "python_lens/publish.py"), public_origin),
            str(EXAMPLES / "filter/lens"),
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout + said.stderr
        yield public_origin


def enter(page: Page) -> Frame:
    """Accept what the lens may do, and return its frame once it listens."""
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    lens = lens_frame(page, "filter")
    lens.get_by_text("Choose a photo to begin.").wait_for()
    return lens


def photo_in(page: Page, photo: bytes) -> Frame:
    """Open the lens from the tray and choose *photo* in it."""
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-filter").click()
    lens = enter(page)
    choose(page, lens, photo)
    return lens


def is_framed(picture: Locator, photo: bytes) -> bool:
    """Return whether *picture* is *photo* under the gold filter and in its frame."""
    picture.wait_for()
    size, rim, middle = picture.evaluate(PIXELS)
    before = Image.open(io.BytesIO(photo)).convert("RGB")
    under = before.getpixel((before.width // 2, before.height // 2))
    assert isinstance(under, tuple)
    tinted = [
        (1 - TINT) * old + TINT * new
        for old, new in zip(under, TINTED_WITH, strict=True)
    ]
    return (
        tuple(size) == before.size
        and all(abs(a - b) < 24 for a, b in zip(rim, GOLD, strict=True))
        and all(abs(a - b) < 32 for a, b in zip(middle, tinted, strict=True))
    )


def test_a_filtered_photo_reaches_a_friend_who_begins_with_its_filter(
    origin: str,
    new_page: Callable[..., Page],
    camera_frame: tuple[Path, bytes],
) -> None:
    finn, gwen = new_page(origin), new_page(origin, viewport=DESKTOP)
    sign_up(finn, origin, "finn", "Finn")
    sign_up(gwen, origin, "gwen", "Gwen")
    befriend(finn, gwen, "gwen")

    lens = photo_in(finn, camera_frame[1])
    lens.locator("[data-look=gold]").click()
    lens.locator("#send").click()
    finn.locator(".share-picture").wait_for()
    finn.get_by_test_id("pick-target").get_by_text("Gwen", exact=True).click()
    finn.get_by_test_id("picker-send").click()
    lens.get_by_text("Sent.").wait_for()

    gwen.get_by_test_id("toast-plain").get_by_role("button", name="Open").click()
    card = gwen.get_by_test_id("card")
    assert is_framed(card.locator(".card-picture img"), camera_frame[1])
    card.click()
    there = enter(gwen)
    there.locator("[data-look=gold][aria-pressed=true]").wait_for()


def test_a_filtered_photo_is_seen_in_a_friends_story_and_opens_the_lens(
    origin: str,
    new_page: Callable[..., Page],
    camera_frame: tuple[Path, bytes],
) -> None:
    hugo, iris = new_page(origin), new_page(origin, viewport=DESKTOP)
    sign_up(hugo, origin, "hugo", "Hugo")
    sign_up(iris, origin, "iris", "Iris")
    befriend(hugo, iris, "iris")

    lens = photo_in(hugo, camera_frame[1])
    lens.locator("[data-look=gold]").click()
    lens.locator("#story").click()
    hugo.locator(".share-picture").wait_for()
    hugo.get_by_test_id("story-confirm").click()
    lens.get_by_text("It is in your story.").wait_for()

    iris.get_by_test_id("tab-chats").click()
    # The story's ring comes over the gateway, without a reload.
    iris.get_by_test_id("story").click()
    seen = iris.get_by_test_id("story-viewer").locator("img.viewer-picture")
    assert is_framed(seen, camera_frame[1])
    iris.get_by_test_id("story-card").click()
    there = enter(iris)
    there.locator("[data-look=gold][aria-pressed=true]").wait_for()
