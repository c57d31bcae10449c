"""An item as it is offered, what is like it, and the ways to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import PHONE, lens_frame, open_lens, sign_in
from tests.browser.test_contexts import watch
from tests.browser.test_main_job import DESKTOP
from tests.browser.test_page import arrive, open_chat
from tests.browser.test_resources import enter
from tests.browser.test_shop import ITEM, OPEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

CARD = {"lens_id": "probe", "title": "Straw hat", "item_id": "hat-straw"}
PROGRESS = """async () => {
  const bar = document.querySelector(".story-bar span");
  const seen = [];
  for (let frame = 0; frame < 8; frame += 1) {
    await new Promise(requestAnimationFrame);
    seen.push(bar.style.transform);
  }
  return seen;
}"""
"""How far the story's bar is, in one frame after the other."""
FELT = {**ITEM, "id": "hat-felt", "name": "Felt hat"}
BEANIE = {**ITEM, "id": "hat-beanie", "name": "Beanie"}


def suggested(item: dict[str, Any], *matches: bool) -> dict[str, Any]:
    reasons = [
        {"of": of, "score": 0.8, "matches": fits}
        for of, fits in zip(("picture", "colour"), matches, strict=True)
    ]
    return {"item": item, "score": 0.8, "reasons": reasons}


def offer(platform: Platform) -> None:
    """Let there be three hats, two of them like the first."""
    platform.items[:] = [ITEM, FELT, BEANIE]
    found = [suggested(FELT, True, True), suggested(BEANIE, False, False)]
    platform.similar = (200, {"outcome": "found", "results": found})


def look(page: Page, platform: Platform) -> None:
    """Open the listing from a card that arrived in the chat."""
    open_chat(page)
    arrive(platform, {"card": CARD})
    page.get_by_test_id("card-item").click()
    page.get_by_test_id("listing-name").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_listing_shows_what_is_like_it_and_why(
    platform: Platform, new_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    offer(platform)
    page = new_page(platform.page, viewport=viewport)
    page.goto(platform.page + "/")
    sign_in(page)
    look(page, platform)

    sheet = page.get_by_test_id("listing")
    assert "€34.00" in sheet.inner_text()
    assert "Sold by Atelier Lune. In stock." in sheet.inner_text()
    similar = sheet.get_by_role("region", name="Similar").get_by_role("button")
    similar.first.wait_for()
    assert [one.inner_text().split("\n") for one in similar.all()] == [
        ["Felt hat", "€34.00", "Looks alike · Same colours"],
        ["Beanie", "€34.00", "The nearest there is"],
    ]
    wide = "(node) => node.scrollWidth > node.clientWidth"
    assert not sheet.locator(".sheet-body").evaluate(wide)


def test_one_steps_to_what_is_similar_and_back_by_keyboard(
    signed_in: Page, platform: Platform
) -> None:
    offer(platform)
    look(signed_in, platform)

    signed_in.get_by_test_id("similar-item").first.press("Enter")
    name = signed_in.get_by_test_id("listing-name")
    name.get_by_text("Felt hat").wait_for()
    assert name.evaluate("(node) => node === document.activeElement")

    signed_in.get_by_test_id("listing-back").press("Enter")
    name.get_by_text("Straw hat").wait_for()
    assert signed_in.get_by_test_id("listing-back").count() == 0


def test_what_is_similar_is_tried_on_in_the_lens_of_the_card(
    signed_in: Page, platform: Platform
) -> None:
    offer(platform)
    look(signed_in, platform)
    signed_in.get_by_test_id("similar-item").first.click()
    signed_in.get_by_test_id("listing-name").get_by_text("Felt hat").wait_for()

    signed_in.get_by_test_id("listing-try").click()

    enter(signed_in)
    launch = lens_frame(signed_in, "probe").evaluate("lens.launchState()")
    assert (launch["item_id"], launch["source"]) == ("hat-felt", "card")


@pytest.mark.parametrize(
    ("answer", "said", "again"),
    [
        (
            (200, {"outcome": "nothing_else", "results": []}),
            "Nothing else like it is in stock, or this item was not looked at yet.",
            False,
        ),
        (
            (200, {"outcome": "not_compared", "results": []}),
            "Things of this kind are not compared by their looks yet.",
            False,
        ),
        (
            (503, {"error": {"code": "model_missing", "message": "No network."}}),
            "Suggestions are not set up here.",
            False,
        ),
        (
            (503, {"error": {"code": "search.not_ready", "message": "Try later."}}),
            "Try later.",
            True,
        ),
    ],
    ids=["alone", "not compared", "no network", "not ready"],
)
def test_where_nothing_is_suggested_it_says_why(
    signed_in: Page,
    platform: Platform,
    answer: tuple[int, dict[str, Any]],
    said: str,
    again: bool,
) -> None:
    offer(platform)
    platform.similar = answer
    look(signed_in, platform)

    signed_in.get_by_test_id("similar-none").get_by_text(said).wait_for()
    assert signed_in.get_by_test_id("similar-again").count() == again


def test_an_item_that_left_the_catalogue_says_so(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": CARD})
    signed_in.get_by_test_id("card-item").click()

    gone = signed_in.get_by_test_id("listing-none")
    gone.get_by_text("This item left the catalogue.").wait_for()


def test_the_item_of_a_lens_that_ended_can_be_looked_at_and_not_tried_on(
    signed_in: Page, platform: Platform
) -> None:
    offer(platform)
    platform.ended = "withdrawn"
    signed_in.reload()
    look(signed_in, platform)

    assert signed_in.get_by_test_id("listing-try").count() == 0
    shop = signed_in.get_by_test_id("listing-shop")
    assert shop.get_attribute("href") == "https://shop.example/hats/straw"


def test_a_card_offers_nothing_where_lens_and_item_are_gone(
    signed_in: Page, platform: Platform
) -> None:
    platform.ended = "blocked"
    signed_in.reload()
    open_chat(signed_in)
    with signed_in.expect_response("**/v1/items/hat-straw"):
        arrive(platform, {"card": CARD})

    signed_in.get_by_test_id("card-ended").wait_for()
    assert signed_in.get_by_test_id("card-item").is_hidden()


def test_a_storys_item_is_looked_at_while_the_story_stands_still(
    signed_in: Page, platform: Platform
) -> None:
    offer(platform)
    watch(signed_in, platform, card=CARD)
    signed_in.get_by_test_id("card-item").click()
    signed_in.get_by_test_id("listing-name").wait_for()
    assert len(set(signed_in.evaluate(PROGRESS))) == 1

    signed_in.get_by_test_id("sheet-close").click()
    signed_in.get_by_test_id("listing").wait_for(state="detached")
    assert len(set(signed_in.evaluate(PROGRESS))) > 1


def test_a_lens_that_shows_a_shop_may_be_left_for_what_is_similar(
    signed_in: Page, platform: Platform
) -> None:
    offer(platform)
    frame = open_lens(signed_in, platform)
    frame.locator("body").click()
    frame.evaluate(OPEN)
    sheet = signed_in.get_by_test_id("shop-sheet")
    sheet.get_by_test_id("similar-item").first.click()

    signed_in.get_by_test_id("listing-name").get_by_text("Felt hat").wait_for()
    # The lens learns that its shop was not opened, and nothing of what was.
    assert frame.evaluate("() => globalThis.went")["code"] == "cancelled"
