"""`examples/filter` in the real page: drawn on a canvas, sent with the photo."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.browser.conftest import lens_frame, manifest, sign_in
from tests.browser.fake_platform import Platform
from tests.browser.fake_servers import RunningPlatform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame, Page

pytestmark = pytest.mark.browser

LENS = Path(__file__).parents[2] / "examples/filter/lens"
SCOPES = ("chat.share", "story.share")


@pytest.fixture
def platform(camera_frame: tuple[Path, bytes]) -> Iterator[Platform]:
    """A platform whose one lens is the example."""
    state = Platform(LENS, {**manifest("filter", SCOPES), "box_art": "box-art.svg"})
    state.media["med_portrait"] = camera_frame[1]
    with RunningPlatform(state) as running:
        yield running


def wear(page: Page, platform: Platform, photo: bytes) -> Frame:
    """Open the lens and choose a photo in it."""
    page.goto(platform.page + "/")
    sign_in(page)
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-filter").click()
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    lens = lens_frame(page, "filter")
    choose(page, lens, photo)
    return lens


def choose(page: Page, lens: Frame, photo: bytes) -> None:
    """Choose *photo* in the open lens."""
    lens.locator("#choose").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("photo-sheet-open").click()
    chooser.value.set_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    lens.locator("#send:enabled").wait_for()


def test_what_is_drawn_in_the_lens_is_sent_over_the_photo(
    platform: Platform,
    new_page: Callable[..., Page],
    camera_frame: tuple[Path, bytes],
) -> None:
    page = new_page(platform.page)
    lens = wear(page, platform, camera_frame[1])
    lens.locator("[data-look=gold]").click()
    drawn = lens.evaluate(
        """() => {
          const { width, height } = drawing;
          const context = drawing.getContext("2d");
          const at = (x, y) => [...context.getImageData(x, y, 1, 1).data];
          return [at(1, 1), at(width >> 1, height >> 1)];
        }"""
    )
    assert drawn[0] == [196, 152, 62, 255]
    assert 40 < drawn[1][3] < 120

    lens.locator("#send").click()
    page.locator(".share-picture").wait_for()
    page.get_by_test_id("pick-target").click()
    with page.expect_response("**/messages"):
        page.get_by_test_id("picker-send").click()

    ((base, overlay),) = platform.overlays
    frame = Image.open(io.BytesIO(overlay))
    assert (frame.format, frame.mode) == ("PNG", "RGBA")
    assert frame.getpixel((1, 1)) == (196, 152, 62, 255)
    message = platform.messages[-1]
    assert message["image"]["media_id"] == f"{base}_drawn"
    card = message["card"]
    assert card["image_id"] == f"{base}_drawn"
    assert (card["title"], card["state"]) == ("Gold", {"look": "gold"})
