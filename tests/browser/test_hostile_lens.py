"""What a lens may not do, against the real page; names carry the attack's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame, open_lens

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

ITEMS = "attempt((lens) => lens.items.list({}))"
HELLO_FROM_ELSEWHERE = """() => {
  const holder = document.querySelector("iframe.lens-frame").contentWindow;
  const { port1, port2 } = new MessageChannel();
  globalThis.answers = [];
  port1.onmessage = ({ data }) => globalThis.answers.push(data);
  port1.postMessage({ kind: "hello", protocol: { min: 1, max: 1 }, capabilities: {} });
  holder.postMessage({ pierglass: "hello" }, location.origin, [port2]);
}"""
FLOOD = """() => {
  const { port, connection } = lens.end.link;
  for (let id = 1000; id < 9000; id += 1) {
    const { epoch } = connection;
    port.postMessage({ kind: "call", epoch, id, method: "launch.get", params: {} });
  }
}"""


def test_b1_the_frame_has_an_opaque_origin(signed_in: Page, platform: Platform) -> None:
    frame = open_lens(signed_in, platform)
    assert frame.evaluate("self.origin") == "null"


def test_b2_a_hello_from_another_window_gets_no_answer(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    signed_in.evaluate(HELLO_FROM_ELSEWHERE)
    # A whole round trip of the real lens later, the impostor has heard nothing.
    assert frame.evaluate(ITEMS) == {"value": {"items": []}}
    assert signed_in.evaluate("answers") == []


def test_b3_a_navigation_to_another_lens_is_blocked_and_ends_the_lens(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.evaluate("void (location.href = '/lenses/other/1/index.html?secret')")
    signed_in.get_by_test_id("lens-stopped").get_by_text("tried to leave").wait_for()
    assert not [path for path in platform.fetched if "other" in path]


def test_b4_a_call_without_its_permission_is_denied(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    ending = frame.evaluate("attempt((lens) => lens.tryOn.start('hat-beanie'))")
    assert ending == {"code": "permission_denied"}
    assert signed_in.get_by_test_id("consent").count() == 0


def test_b4_a_share_without_a_tap_is_denied(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    # The tap on "accept" counts for a few seconds; forget it.
    signed_in.evaluate(
        "Object.defineProperty(navigator, 'userActivation', "
        "{ value: { isActive: false } })"
    )
    ending = frame.evaluate("attempt((lens) => lens.share.chat({ title: 'x' }))")
    assert ending == {"code": "gesture_required"}


def test_b7_a_flood_ends_the_lens_and_the_page_still_answers(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.evaluate(FLOOD)
    signed_in.get_by_test_id("lens-stopped").get_by_text("was cut off").wait_for()
    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("camera").wait_for()


def test_b8_a_lens_cannot_take_the_window_or_open_another(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    before = signed_in.url
    tried = frame.evaluate(
        """() => {
          const opened = window.open("https://attacker.test/");
          try { top.location = "https://attacker.test/"; } catch (error) {
            return [opened, error.name];
          }
          return [opened, ""];
        }"""
    )
    assert tried == [None, "SecurityError"]
    assert signed_in.url == before


def test_b10_a_lens_sees_no_storage_and_no_page(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    for reach in ("localStorage", "document.cookie", "top.document", "parent.document"):
        seen = frame.evaluate(
            f"() => {{ try {{ return String({reach}); }} "
            "catch (error) { return error.name; } }"
        )
        assert seen == "SecurityError"


def test_b14_a_withdrawn_grant_ends_an_open_lens_s_calls(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    platform.push("grant.revoked", {"client_id": "probe"})
    frame.wait_for_function(
        "lens.capabilities['items.read'].state === 'denied'", polling=50
    )
    assert frame.evaluate(ITEMS) == {"code": "permission_revoked"}


def test_a_reload_in_the_middle_of_a_share_closes_the_sheet_and_sends_nothing(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.locator("#share").click()
    signed_in.get_by_test_id("picker").wait_for()
    frame.evaluate("void setTimeout(() => location.reload())")
    signed_in.get_by_test_id("picker").wait_for(state="detached")
    signed_in.locator("[data-testid=lens][data-state=open]").wait_for()
    again = lens_frame(signed_in, "probe")
    again.get_by_text("connected").wait_for()
    assert platform.messages == []


def test_the_same_key_shares_once(signed_in: Page, platform: Platform) -> None:
    frame = open_lens(signed_in, platform)
    for _ in range(2):
        frame.locator("#said").evaluate("(node) => { node.textContent = ''; }")
        frame.locator("#share").click()
        if not platform.messages:
            signed_in.get_by_test_id("pick-target").click()
            signed_in.get_by_test_id("picker-send").click()
        frame.get_by_text("msg_1").wait_for()
    assert len(platform.messages) == 1


def test_a_share_that_the_person_gives_up_is_cancelled(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    frame.locator("#share").click()
    signed_in.get_by_test_id("sheet-close").click()
    frame.get_by_text("cancelled").wait_for()


@pytest.mark.parametrize("platform", ["silent"], indirect=True)
def test_a_lens_that_never_answers_is_said_to_and_can_be_left(
    signed_in: Page, platform: Platform
) -> None:
    signed_in.clock.install()
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-silent").click()
    signed_in.get_by_test_id("consent-accept").click()
    signed_in.locator("[data-testid=lens][data-state=waiting]").wait_for()
    signed_in.clock.fast_forward(11_000)
    signed_in.get_by_test_id("lens-stopped").get_by_text("does not answer").wait_for()
    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("camera").wait_for()


def test_not_now_opens_nothing_and_is_kept(signed_in: Page, platform: Platform) -> None:
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-probe").click()
    signed_in.get_by_test_id("consent-refuse").click()
    signed_in.get_by_test_id("camera").wait_for()
    assert platform.grant["state"] == "refused"
    assert not [path for path in platform.fetched if path.endswith("index.html")]


def test_an_optional_permission_that_is_switched_off_is_not_given(
    signed_in: Page, platform: Platform
) -> None:
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-probe").click()
    signed_in.get_by_test_id("switch-user.display_name").click()
    signed_in.get_by_test_id("consent-accept").click()
    signed_in.locator("[data-testid=lens][data-state=open]").wait_for()
    assert platform.grant["scopes"] == ["items.read", "chat.share"]


def test_b14_what_was_not_withdrawn_still_serves(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_lens(signed_in, platform)
    platform.push("grant.revoked", {"client_id": "probe", "scopes": ["chat.share"]})
    frame.wait_for_function(
        "lens.capabilities['chat.share'].state === 'denied'", polling=50
    )
    assert frame.evaluate(ITEMS) == {"value": {"items": []}}
