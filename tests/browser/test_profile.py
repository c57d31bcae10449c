"""A friend's profile, and the row of stories, on a phone and on the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import PHONE, sign_in
from tests.browser.fake_platform import BEN, NOW_MS
from tests.browser.test_contexts import story, watch
from tests.browser.test_main_job import DESKTOP

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

LONG = {
    "id": "usr_long",
    "username": "maximiliana.konstanze.von.habsburg.lothringen",
    "display_name": "Maximiliana Konstanze von Habsburg-Lothringen",
    "avatar": {"style": "arch", "colour": "#c7dba0"},
}
IS_TOO_WIDE = "(node) => node.scrollWidth > node.clientWidth"
FOCUSED = "() => document.activeElement.dataset.testid ?? ''"


def arrived(page: Page, platform: Platform) -> Page:
    page.goto(platform.page + "/")
    sign_in(page)
    return page


def open_profile(page: Page) -> None:
    page.evaluate("void (location.hash = '#/friends')")
    page.get_by_test_id("friend-more").first.click()
    page.get_by_test_id("open-probe").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_profile_says_who_it_is_and_fits(
    platform: Platform, new_page: Callable[..., Page], viewport: dict[str, int]
) -> None:
    platform.friends[:] = [LONG]
    page = arrived(new_page(platform.page, viewport=viewport), platform)
    open_profile(page)

    profile = page.get_by_test_id("friend-sheet")
    assert f"@{LONG['username']}" in profile.inner_text()
    assert "Friends since September 2026" in profile.inner_text()
    assert not profile.locator(".sheet-body").evaluate(IS_TOO_WIDE)
    assert not page.locator("html").evaluate(IS_TOO_WIDE)


def test_one_writes_to_a_friend_from_their_profile(
    signed_in: Page, platform: Platform
) -> None:
    open_profile(signed_in)
    signed_in.get_by_test_id("friend-write").click()
    signed_in.get_by_test_id("chat").wait_for()


def test_a_story_is_seen_from_the_profile_of_whoever_has_one(
    signed_in: Page, platform: Platform
) -> None:
    open_profile(signed_in)
    assert signed_in.get_by_test_id("friend-story").count() == 0

    story(platform)
    signed_in.reload()
    open_profile(signed_in)
    signed_in.get_by_test_id("friend-story").click()

    viewer = signed_in.get_by_test_id("story-viewer")
    viewer.locator("img.viewer-picture").wait_for()
    assert viewer.get_attribute("aria-label") == f"Story of {BEN['display_name']}"


def test_the_keyboard_goes_through_a_story_in_the_order_of_what_matters(
    platform: Platform, new_page: Callable[..., Page]
) -> None:
    page = arrived(new_page(platform.page, viewport=DESKTOP), platform)
    card = {"lens_id": "probe", "title": "Round", "item_id": "hat-straw"}
    watch(page, platform, card=card)
    page.get_by_test_id("story-card").wait_for()

    reached = [page.evaluate(FOCUSED)]
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))

    assert reached == [
        "story-next",
        "story-card",
        "card-item",
        "story-lenses",
        "story-close",
    ]
    # There is nothing before the first one.
    assert page.get_by_test_id("story-back").is_hidden()


def test_a_wheel_reaches_every_story_on_the_desktop(
    platform: Platform, new_page: Callable[..., Page]
) -> None:
    image = {"media_id": "med_portrait", "width": 480, "height": 640}
    snap = {"id": "snp_1", "created_at_ms": NOW_MS, "seen": False, "card": None}
    snaps = [snap | {"image": image, "duration_s": 60}]
    people: list[dict[str, Any]] = [
        {**BEN, "id": f"usr_{number}", "display_name": f"Person {number}"}
        for number in range(9)
    ]
    platform.stories = [{"account": person, "snaps": snaps} for person in people]
    page = arrived(new_page(platform.page, viewport=DESKTOP), platform)
    page.get_by_test_id("story").nth(8).wait_for()

    row = page.get_by_test_id("stories")
    assert row.evaluate(IS_TOO_WIDE)
    row.hover()
    page.mouse.wheel(0, 4000)

    page.wait_for_function(
        """() => {
          const row = document.querySelector("[data-testid=stories]");
          return row.scrollLeft + row.clientWidth >= row.scrollWidth - 1;
        }"""
    )
