"""A lens that ends while its card is looked at, on a real server."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.real_server import running_server
from tests.browser.test_main_job import DESKTOP, sign_up

from pierglass.sdk import Api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

LENS = Path(__file__).parents[2] / "examples/filter/lens"
ITEM = "glasses-round-gold"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Api]:
    """The account that published the lens and wears something in its story."""
    files = {
        path.name: base64.b64encode(path.read_bytes()).decode()
        for path in LENS.iterdir()
        if path.name != "manifest.json"
    }
    manifest = json.loads((LENS / "manifest.json").read_text("utf-8"))
    with running_server(tmp_path) as origin, Api(origin) as api:
        api.sign_up("shop", "looking-glass-shop", "A shop")
        api.publish_lens(manifest, files)
        yield api


@pytest.fixture
def iris(shop: Api, new_page: Callable[..., Page]) -> Page:
    """A friend of the shop, who never opened its lens."""
    page = new_page(shop.origin, viewport=DESKTOP)
    sign_up(page, shop.origin, "iris", "Iris")
    shop.request_friend("iris")
    page.get_by_test_id("tab-friends").click()
    page.get_by_test_id("accept").click()
    page.get_by_test_id("write").wait_for()
    return page


def test_a_chat_that_stands_open_says_that_the_lens_of_its_card_ended(
    shop: Api, iris: Page
) -> None:
    iris.get_by_test_id("write").click()
    iris.get_by_test_id("composer").wait_for()
    (chat,) = shop.conversations()
    body = {"card": {"lens_id": "filter", "title": "Gold", "item_id": ITEM}}
    shop.send_message(chat["id"], body, "card-1")
    card = iris.get_by_test_id("card")
    card.get_by_text("Try it on").wait_for()

    shop.withdraw_lens("filter", "The shop is closed.")

    card.get_by_text(
        "No longer available. Its publisher withdrew this lens."
    ).wait_for()
    assert "The shop is closed." in card.inner_text()
    assert card.is_disabled()


def test_a_story_keeps_its_picture_and_item_when_the_lens_of_its_card_ends(
    shop: Api, iris: Page, camera_frame: tuple[Path, bytes]
) -> None:
    media = shop.upload(camera_frame[1], "image/jpeg")
    card = {"lens_id": "filter", "title": "Gold", "item_id": ITEM}
    shop.post_snap(media["id"], card=card, duration_s=60)
    iris.get_by_test_id("tab-chats").click()
    iris.get_by_test_id("story").click()
    shown = iris.get_by_test_id("story-card")
    shown.get_by_text("Try it on").wait_for()

    shop.withdraw_lens("filter", "The shop is closed.")

    shown.get_by_text(
        "No longer available. Its publisher withdrew this lens."
    ).wait_for()
    assert "The shop is closed." in shown.inner_text()
    picture = iris.get_by_test_id("story-viewer").locator("img.viewer-picture")
    assert picture.evaluate("(image) => image.naturalWidth") == 480
    iris.get_by_test_id("card-item").click()
    iris.get_by_test_id("listing-name").get_by_text("Round").wait_for()
    assert iris.get_by_test_id("listing-try").count() == 0
    # No photo search compares glasses; with no network at all it says that instead.
    iris.get_by_test_id("similar-none").wait_for()
