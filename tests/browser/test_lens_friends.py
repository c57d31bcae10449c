"""A lens and the user's friends, in the real page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame, open_lens
from tests.browser.fake_platform import BEN

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

WHY = "To find who has the same frames."
ASKED = [
    {"scope": "items.read", "reason": "To list items.", "optional": False},
    {"scope": "user.friends", "reason": WHY, "optional": True},
]
LIST = """async (options) => {
  const { listFriends } = await import("/sdk/v1/friends.js");
  return attempt(() => listFriends(lens, options));
}"""
ALL = """async () => {
  const { allFriends } = await import("/sdk/v1/friends.js");
  const names = [];
  for await (const one of allFriends(lens, { limit: 1 })) names.push(one.display_name);
  return names;
}"""


@pytest.fixture
def asking(signed_in: Page, platform: Platform) -> Page:
    """The page, with a lens in its tray that asks for friends."""
    platform.manifest["scopes"] = ASKED
    platform.friends.append({**BEN, "id": "usr_cleo", "display_name": "Cleo Marsh"})
    return signed_in


def test_the_sheet_names_it_with_its_reason_and_the_lens_gets_names_alone(
    asking: Page, platform: Platform
) -> None:
    asking.get_by_test_id("tab-camera").click()
    asking.get_by_test_id("lens-probe").click()
    line = asking.get_by_test_id("scope-user.friends")
    shown = line.inner_text()
    assert "Your friends" in shown
    assert "their names and avatars, and nothing else" in shown
    assert f"Why: {WHY}" in shown
    asking.get_by_test_id("consent-accept").click()
    asking.locator("[data-testid=lens][data-state=open]").wait_for()
    frame = lens_frame(asking, "probe")
    first = frame.evaluate(LIST, {"limit": 1})["value"]
    (ben,) = first["friends"]
    assert ben == {
        "id": "sub_usr_ben",
        "display_name": "Ben Okafor",
        "avatar": BEN["avatar"],
    }
    assert first["next_cursor"] == "sub_usr_ben"
    assert frame.evaluate(ALL) == ["Ben Okafor", "Cleo Marsh"]


def test_whoever_keeps_it_back_tells_nobody(asking: Page, platform: Platform) -> None:
    asking.get_by_test_id("tab-camera").click()
    asking.get_by_test_id("lens-probe").click()
    asking.get_by_test_id("switch-user.friends").click()
    asking.get_by_test_id("consent-accept").click()
    asking.locator("[data-testid=lens][data-state=open]").wait_for()
    frame = lens_frame(asking, "probe")
    frame.locator("body").click()
    frame.evaluate(f"() => {{ globalThis.listed = ({LIST})(); }}")
    # It was a no to the lens, not to the question: it may be asked once more.
    asking.get_by_test_id("consent-refuse").click()
    assert frame.evaluate("() => globalThis.listed") == {"code": "denied"}
    asked = ("GET", "/v1/lenses/probe/friends")
    assert asked not in platform.requests


def test_a_withdrawal_bites_at_once(asking: Page, platform: Platform) -> None:
    frame = open_lens(asking, platform)
    assert frame.evaluate(LIST, {})["value"]["friends"]
    gone = {"client_id": "probe", "scopes": ["user.friends"]}
    platform.push("grant.revoked", gone)
    denied = "lens.capabilities['user.friends'].state === 'denied'"
    frame.wait_for_function(denied, polling=50)
    assert frame.evaluate(LIST, {}) == {"code": "permission_revoked"}
