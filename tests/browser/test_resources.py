"""Lenses among people: who is where, invitations, notices, and what may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import open_lens
from tests.browser.fake_platform import BEN, NOW_MS
from tests.browser.test_page import arrive, open_chat

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

AUTHORIZE = """attempt((lens) => lens.authorize({
  client_id: "probe",
  redirect_uri: "https://probe.example/cb",
  scope: "items.read user.avatar",
  state: "unguessable",
  code_challenge: "c".repeat(43),
  code_challenge_method: "S256",
}))"""


def activity(active: bool = True) -> dict[str, Any]:
    return {
        "id": "act_ben",
        "conversation_id": "cnv_1",
        "account": BEN,
        "client": {"id": "probe", "name": "Probe", "kind": "applet"},
        "started_at_ms": NOW_MS,
        "active": active,
    }


def enter(page: Page) -> None:
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()


def test_a_chat_says_who_is_in_a_lens_and_one_tap_joins(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    platform.activities = [activity()]
    platform.push("activity.began", {"conversation_id": "cnv_1", "activity_id": "a"})
    signed_in.get_by_text("Ben Okafor is in Probe").wait_for()

    signed_in.get_by_test_id("join").click()
    enter(signed_in)

    assert platform.uses[-1]["source"] == "activity"
    assert platform.begun == ["cnv_1 probe"]


def test_an_overtaken_answer_does_not_hide_who_is_in_a_lens(
    signed_in: Page, platform: Platform
) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.fallback()
        else:
            held.append(route)

    signed_in.route("**/v1/conversations/cnv_1/activities", hold_the_first)
    with signed_in.expect_request("**/v1/conversations/cnv_1/activities"):
        open_chat(signed_in)
    platform.activities = [activity()]
    platform.cut()
    signed_in.get_by_text("Ben Okafor is in Probe").wait_for()

    with signed_in.expect_event("requestfinished"):
        held[0].fulfill(json={"activities": []})
    signed_in.evaluate("new Promise((drawn) => setTimeout(drawn))")

    assert signed_in.get_by_text("Ben Okafor is in Probe").is_visible()


def test_a_gateway_that_is_back_tells_who_came_meanwhile(
    signed_in: Page, platform: Platform
) -> None:
    with signed_in.expect_response("**/v1/conversations/cnv_1/activities"):
        open_chat(signed_in)
    platform.activities = [activity()]

    platform.cut()

    signed_in.get_by_text("Ben Okafor is in Probe").wait_for()


def test_leaving_the_lens_ends_the_activity(
    signed_in: Page, platform: Platform
) -> None:
    platform.activities = [activity(active=False)]
    open_chat(signed_in)
    signed_in.get_by_text("Ben Okafor was in Probe").wait_for()
    signed_in.get_by_test_id("join").click()
    enter(signed_in)

    with signed_in.expect_request("**/v1/activities/act_1") as ended:
        signed_in.get_by_test_id("lens-close").click()

    assert ended.value.method == "DELETE"


def test_an_invitation_says_so_and_joins(signed_in: Page, platform: Platform) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": {"lens_id": "probe", "title": "Vote!", "invite": True}})
    signed_in.get_by_test_id("card").get_by_text("Invitation").wait_for()

    signed_in.get_by_test_id("card").click()
    enter(signed_in)

    use = {"source": "invite", "message_id": platform.messages[-1]["id"]}
    assert platform.uses[-1] == use


def test_a_notice_stands_under_the_name_of_its_lens(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    data = {"client": {"id": "probe", "name": "Probe"}, "text": "<b>It is back</b>"}
    platform.push("lens.notice", {**data, "conversation_id": "cnv_1"})

    notice = signed_in.get_by_test_id("notice")
    notice.get_by_text("Probe: <b>It is back</b>").wait_for()


def test_an_authorized_lens_shows_its_history_and_is_muted_and_withdrawn(
    signed_in: Page, platform: Platform
) -> None:
    open_lens(signed_in, platform)
    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("camera").wait_for()
    signed_in.evaluate("void (location.hash = '#/you')")
    signed_in.get_by_test_id("grant").click()
    signed_in.get_by_test_id("uses").get_by_text("from the tray").wait_for()

    with signed_in.expect_request("**/v1/resources/probe/mute"):
        signed_in.get_by_test_id("notices").click()
    signed_in.get_by_test_id("revoke").click()
    signed_in.get_by_test_id("confirm").click()
    signed_in.get_by_text("None. A lens asks").wait_for()

    assert platform.muted
    assert platform.grant["state"] == "never_asked"


def test_the_sheet_for_a_server_asks_for_what_is_new_and_says_so(
    signed_in: Page, platform: Platform
) -> None:
    platform.manifest["scopes"].append(
        {"scope": "user.avatar", "reason": "To greet you", "optional": True}
    )
    frame = open_lens(signed_in, platform)
    platform.grant["scopes"] = ["items.read"]
    frame.evaluate(f"void ({AUTHORIZE})")
    signed_in.get_by_test_id("scope-user.avatar").wait_for()
    assert signed_in.get_by_test_id("scope-items.read").count() == 0
    assert "catalogue" in signed_in.get_by_test_id("authorize-held").inner_text()

    with signed_in.expect_request("**/v1/oauth/authorize") as sent:
        signed_in.get_by_test_id("consent-accept").click()

    body = sent.value.post_data_json
    assert body["shown_scopes"] == ["user.avatar"]
    assert body["granted_scopes"] == ["user.avatar"]


def test_a_chat_lists_lenses_and_apps_apart_and_opens_a_lens_there(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    signed_in.get_by_test_id("chat-lenses").click()
    signed_in.get_by_test_id("linked-app").get_by_text("On your device").wait_for()

    signed_in.get_by_test_id("open-probe").click()
    enter(signed_in)

    assert platform.begun == ["cnv_1 probe"]


def test_whoever_wants_keeps_to_themselves_what_they_open(signed_in: Page) -> None:
    signed_in.evaluate("void (location.hash = '#/you')")
    signed_in.get_by_test_id("shows-activity").wait_for()
    with signed_in.expect_request("**/v1/me/privacy") as changed:
        signed_in.get_by_test_id("shows-activity").click()
    assert changed.value.post_data_json == {"shows_activity": False}
