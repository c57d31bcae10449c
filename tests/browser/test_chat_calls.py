"""A lens among people, in the real page: storage, invitations, answers, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import lens_frame, open_lens
from tests.browser.test_page import open_chat
from tests.browser.test_resources import activity, enter

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

KEPT = """async (scope) => {
  const { storage } = lens;
  const first = await storage.set({ scope, key: "size", value: { eu: 38 } });
  const late = { scope, key: "size", value: {}, if_version: 7 };
  const over = await attempt(() => storage.set(late));
  const found = await storage.get({ scope, key: "size" });
  await storage.remove({ scope, key: "size" });
  return [first, over, found, await storage.get({ scope, key: "size" })];
}"""
NOTHING = {"value": None, "version": 0}


def join(page: Page, platform: Platform) -> Frame:
    """Open the lens by joining Ben in the chat."""
    platform.activities = [activity()]
    open_chat(page)
    page.get_by_test_id("join").click()
    enter(page)
    return lens_frame(page, "probe")


@pytest.mark.parametrize("scope", ["view", "device"])
def test_the_page_keeps_values_itself(
    signed_in: Page, platform: Platform, scope: str
) -> None:
    frame = open_lens(signed_in, platform)
    first, over, found, gone = frame.evaluate(KEPT, scope)
    assert (first, over) == ({"version": 1}, {"code": "conflict"})
    assert found == {"value": {"eu": 38}, "version": 1}
    assert gone == NOTHING


def test_a_device_keeps_what_a_view_forgets(
    signed_in: Page, platform: Platform
) -> None:
    keep = "(scope) => lens.storage.set({ scope, key: 'k', value: {} })"
    frame = open_lens(signed_in, platform)
    for scope in ("view", "device"):
        frame.evaluate(keep, scope)
    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("lens-probe").click()
    signed_in.locator("[data-testid=lens][data-state=open]").wait_for()
    again = lens_frame(signed_in, "probe")
    versions = [again.evaluate(keep, scope)["version"] for scope in ("view", "device")]
    assert versions == [1, 2]


def test_what_a_chat_shares_is_on_the_server_and_changes_are_told(
    signed_in: Page, platform: Platform
) -> None:
    frame = join(signed_in, platform)
    frame.evaluate(
        """() => {
          globalThis.told = [];
          lens.on("storage.changed", (change) => told.push(change));
          const value = { item_id: "hat-straw" };
          return lens.storage.set({ scope: "conversation", key: "vote.ana", value });
        }"""
    )
    assert platform.stored == {"vote.ana": ({"item_id": "hat-straw"}, 1)}
    change = {"client_id": "probe", "key": "vote.ben", "version": 1}
    platform.push("storage.changed", {**change, "conversation_id": "cnv_other"})
    platform.push("storage.changed", {**change, "conversation_id": "cnv_1"})
    frame.wait_for_function("() => told.length > 0", polling=50)
    expected = {"scope": "conversation", "key": "vote.ben", "version": 1}
    assert frame.evaluate("told") == [expected]


def test_a_lens_does_not_learn_in_which_chat_it_is_open(
    signed_in: Page, platform: Platform
) -> None:
    frame = join(signed_in, platform)
    launch = frame.evaluate("lens.launchState()")
    expected = {"source": "activity", "context": "conversation", "in_chat": True}
    assert launch == expected


def test_an_invitation_opens_the_chat_and_says_that_the_lens_is_there(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.evaluate("void lens.chat.invite({ title: 'Vote!' })")
    signed_in.get_by_test_id("pick-target").click()
    signed_in.get_by_test_id("picker-send").click()
    frame.wait_for_function(
        "async () => (await lens.launchState()).in_chat === true", polling=100
    )
    assert platform.messages[-1]["card"]["invite"] is True
    assert platform.begun == ["cnv_1 probe"]


def test_an_answer_carries_what_fits_the_chat(
    signed_in: Page, platform: Platform
) -> None:
    frame = join(signed_in, platform)
    media = {"group": {"title": "For all"}, "direct": {"title": "For you"}}
    frame.evaluate("(media) => void lens.chat.respond({ title: 'x', media })", media)
    signed_in.get_by_test_id("answer").get_by_text("For you").wait_for()
    with signed_in.expect_response("**/messages"):
        signed_in.get_by_test_id("answer-send").click()
    assert platform.messages[-1]["card"]["title"] == "For you"


def test_a_notice_goes_to_the_chat_in_which_the_lens_is_open(
    signed_in: Page, platform: Platform
) -> None:
    scope: dict[str, Any] = {"scope": "notify", "reason": "To tell", "optional": False}
    platform.manifest["scopes"].append(scope)
    signed_in.reload()
    signed_in.get_by_test_id("shell").wait_for()
    frame = join(signed_in, platform)
    with signed_in.expect_request("**/v1/resources/probe/notices") as sent:
        frame.evaluate("lens.chat.notify({ text: 'Ana voted' })")
    body = {"text": "Ana voted", "conversation_id": "cnv_1"}
    assert sent.value.post_data_json == body
