"""A lens that ends: in the tray, on its cards, and while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import open_lens
from tests.browser.test_contexts import watch
from tests.browser.test_page import arrive, open_chat

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

CARD = {"lens_id": "probe", "title": "Round gold frames", "subtitle": "Atelier Lune"}


def drawn(page: Page, selector: str) -> bool:
    """Return whether the picture is there and was decoded."""
    script = "(image) => image.decode().then(() => image.naturalWidth > 0)"
    return bool(page.locator(selector).first.evaluate(script))


def test_box_art_is_in_the_tray_and_on_a_card(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": CARD})
    signed_in.get_by_test_id("card").wait_for()
    assert drawn(signed_in, "[data-testid=card] img.card-art")

    signed_in.get_by_test_id("back").click()
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-probe").wait_for()
    assert drawn(signed_in, "[data-testid=lens-probe] img.lens-art")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("withdrawn", "No longer available. Its publisher withdrew this lens."),
        ("blocked", "No longer available. Pierglass blocked this lens."),
    ],
)
def test_a_card_of_a_lens_that_ended_says_so_and_opens_nothing(
    signed_in: Page, platform: Platform, state: str, said: str
) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": CARD})
    signed_in.get_by_test_id("card").wait_for()

    platform.end(state)

    ended = signed_in.get_by_test_id("card-ended")
    ended.get_by_text(said).wait_for()
    assert "The shop is closed." in ended.inner_text()
    card = signed_in.get_by_test_id("card")
    assert card.is_disabled()
    assert "Probe" in signed_in.get_by_test_id("card-lens").inner_text()
    assert drawn(signed_in, "[data-testid=card] img.card-art")


def is_picture_there(page: Page) -> bool:
    return drawn(page, "[data-testid=story-viewer] img.viewer-picture")


def test_a_storys_card_of_a_lens_that_ended_says_so_and_opens_nothing(
    signed_in: Page, platform: Platform
) -> None:
    platform.ended = "withdrawn"
    watch(signed_in, platform, card=CARD)

    card = signed_in.get_by_test_id("story-card")
    card.get_by_text(
        "No longer available. Its publisher withdrew this lens."
    ).wait_for()
    assert "The shop is closed." in card.inner_text()
    assert CARD["title"] in card.inner_text()
    assert is_picture_there(signed_in)
    assert signed_in.locator(".story-foot").get_by_role("button").count() == 0


def test_a_storys_card_changes_under_the_eyes_when_its_lens_is_blocked(
    signed_in: Page, platform: Platform
) -> None:
    watch(signed_in, platform, card=CARD)
    signed_in.get_by_test_id("story-card").get_by_text("Try it on").wait_for()

    platform.end("blocked")

    card = signed_in.get_by_test_id("story-card")
    card.get_by_text("No longer available. Pierglass blocked this lens.").wait_for()
    assert "Try it on" not in card.inner_text()
    assert is_picture_there(signed_in)


def test_a_storys_card_of_a_lens_that_nobody_knows_says_so(
    signed_in: Page, platform: Platform
) -> None:
    platform.unknown = True
    watch(signed_in, platform, card=CARD)

    card = signed_in.get_by_test_id("story-card")
    card.get_by_text("This lens is not available.").wait_for()
    assert is_picture_there(signed_in)


@pytest.mark.parametrize(
    ("state", "what", "then"),
    [
        ("withdrawn", "The developer of Probe took it back", "listed in the tab You"),
        ("blocked", "Pierglass looked at Probe again and blocked it", "do nothing"),
    ],
)
def test_an_open_lens_that_ends_says_what_happened_why_and_what_remains(
    signed_in: Page, platform: Platform, state: str, what: str, then: str
) -> None:
    open_lens(signed_in, platform)

    platform.end(state)

    stopped = signed_in.get_by_test_id("lens-stopped")
    stopped.get_by_text(f"This lens was {state}").wait_for()
    assert what in stopped.get_by_test_id("lens-end").inner_text()
    assert stopped.get_by_test_id("lens-why").inner_text() == "The shop is closed."
    assert "What you sent from it stays in your chats." in stopped.inner_text()
    assert then in stopped.inner_text()
    assert signed_in.get_by_test_id("lens-reopen").count() == 0
    assert not any("/lenses/probe/" in frame.url for frame in signed_in.frames)


def test_a_lens_whose_version_was_withdrawn_can_be_opened_in_another(
    signed_in: Page, platform: Platform
) -> None:
    open_lens(signed_in, platform)
    platform.end("withdrawn", remains=True)

    signed_in.get_by_test_id("lens-reopen").click()

    signed_in.locator("[data-testid=lens][data-state=open]").wait_for()


def test_another_version_that_ends_leaves_the_open_one_alone(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    platform.manifest["version"] = "2"

    with signed_in.expect_request("**/v1/lenses"):
        platform.end("withdrawn", remains=True)
    # A timer that was set before this one has run when this one does.
    signed_in.evaluate("() => new Promise((done) => setTimeout(done, 60))")

    assert signed_in.get_by_test_id("lens-stopped").count() == 0
    assert not frame.is_detached()


def test_a_launch_of_a_withdrawn_lens_says_why(
    signed_in: Page, platform: Platform
) -> None:
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-probe").wait_for()
    platform.ended = "withdrawn"

    signed_in.get_by_test_id("lens-probe").click()

    stopped = signed_in.get_by_test_id("lens-stopped")
    stopped.get_by_text("This lens was withdrawn").wait_for()
    assert signed_in.get_by_test_id("lens-reopen").count() == 0
