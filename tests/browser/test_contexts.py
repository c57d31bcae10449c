"""What fits a profile and a story; and cards that open at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import lens_frame, open_lens
from tests.browser.test_page import arrive, open_chat
from tests.browser.test_resources import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

SHOP = {"name": "Marble Arch shop", "latitude": 51.5131, "longitude": -0.1589}
LAUNCH = "lens.launchState()"
SHARE = """(place) => void attempt((lens) =>
  lens.share.chat({ title: "Meet me here", place }))"""


def launch_of(page: Page, testid: str = "open-probe") -> Any:
    """Open the lens from the list that is shown, and return what it learns."""
    page.get_by_test_id(testid).click()
    enter(page)
    return lens_frame(page, "probe").evaluate(LAUNCH)


def story(platform: Platform, **more: Any) -> None:
    """Let Ben have a story of one snap."""
    image = {"media_id": "med_portrait", "width": 480, "height": 640}
    snap = {"id": "snp_1", "created_at_ms": 0, "seen": False, "card": None}
    snaps = [snap | {"image": image, "duration_s": 60, **more}]
    platform.stories = [{"account": platform.friends[0], "snaps": snaps}]


def watch(page: Page, platform: Platform, **more: Any) -> None:
    """Open Ben's story."""
    story(platform, **more)
    page.reload()
    page.get_by_test_id("story").click()
    page.get_by_test_id("story-viewer").locator("img.viewer-picture").wait_for()


def test_a_friends_profile_lists_what_fits_one(
    signed_in: Page, platform: Platform
) -> None:
    signed_in.evaluate("void (location.hash = '#/friends')")
    with signed_in.expect_request("**/v1/resources?context=profile"):
        signed_in.get_by_test_id("friend-more").click()

    # Whose profile it is, the lens does not learn.
    assert launch_of(signed_in) == {"source": "tray", "context": "profile"}


def test_ones_own_profile_lists_what_fits_one(signed_in: Page) -> None:
    with signed_in.expect_request("**/v1/resources?context=profile"):
        signed_in.evaluate("void (location.hash = '#/you')")

    assert launch_of(signed_in) == {"source": "tray", "context": "profile"}


def test_a_story_lists_what_fits_one_and_stands_still_meanwhile(
    signed_in: Page, platform: Platform
) -> None:
    watch(signed_in, platform)
    with signed_in.expect_request("**/v1/resources?context=story"):
        signed_in.get_by_test_id("story-lenses").click()

    assert launch_of(signed_in) == {"source": "tray", "context": "story"}
    assert signed_in.get_by_test_id("story-viewer").count() == 0


def test_a_linked_app_is_opened_from_a_profile(
    signed_in: Page, platform: Platform
) -> None:
    platform.linked = {"handler": "com.example.wardrobe"}
    platform.launch_url = "com.example.wardrobe:/open#launch=word"
    signed_in.evaluate("void (location.hash = '#/you')")
    signed_in.get_by_test_id("linked-app").click()
    with signed_in.expect_request("**/v1/resources/cli_1/launches") as sent:
        signed_in.get_by_test_id("consent-accept").click()

    assert sent.value.post_data_json == {"source": "tray", "context": "profile"}


def test_a_card_shows_its_place_and_opens_there(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": {"lens_id": "probe", "title": "Here", "place": SHOP}})
    shown = signed_in.get_by_test_id("card-place")
    shown.get_by_text("Marble Arch shop").wait_for()
    shown.get_by_text("51.513° N, 0.159° W").wait_for()

    launch = launch_of(signed_in, "card")

    assert launch["place"] == SHOP
    assert (launch["source"], launch["context"]) == ("card", "conversation")


def test_a_place_is_shown_before_it_is_sent_and_nothing_else_is_told(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.locator("#share").focus()
    signed_in.keyboard.press("Tab")
    frame.evaluate(SHARE, SHOP)
    signed_in.get_by_test_id("card-place").get_by_text("Marble Arch").wait_for()
    signed_in.get_by_test_id("pick-target").click()
    with signed_in.expect_response("**/messages"):
        signed_in.get_by_test_id("picker-send").click()

    card = platform.messages[-1]["card"]
    assert card == {"lens_id": "probe", "title": "Meet me here", "place": SHOP}


def test_a_place_that_is_not_on_earth_is_refused(signed_in: Page) -> None:
    wrong = [
        SHOP | {"latitude": 90.5},
        SHOP | {"longitude": -181},
        SHOP | {"latitude": "51"},
        SHOP | {"name": " "},
        SHOP | {"accuracy_m": 5},
    ]
    codes = signed_in.evaluate(
        """async (places) => {
          const { placeOf } = await import("/web/host/methods/sharing.js");
          return places.map((place) => {
            try {
              return placeOf({ place }).name;
            } catch (error) {
              return error.code;
            }
          });
        }""",
        [*wrong, SHOP],
    )
    assert codes == ["invalid_params"] * len(wrong) + [SHOP["name"]]
