"""What was switched off on the consent sheet: asked for once, the answer kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

SCOPE = "user.display_name"
NAME = "attempt((lens) => lens.user.get(['display_name']))"
STATE = f"lens.capabilities['{SCOPE}'].state"
UNTAPPED = """() => {
  const { navigator } = document.querySelector("iframe.lens-frame").contentWindow;
  Object.defineProperty(navigator, "userActivation", { value: { isActive: false } });
}"""
# A button of the lens's own, for what a person may tap.
BUTTON = f"""() => {{
  const button = document.createElement("button");
  button.id = "greet";
  button.textContent = "Greet me";
  button.addEventListener("click", async () => {{
    document.getElementById("said").textContent = JSON.stringify(await {NAME});
  }});
  document.body.append(button);
}}"""


def open_without(page: Page) -> Frame:
    """Open the lens with the name switched off; give its frame a button that asks."""
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-probe").click()
    page.get_by_test_id(f"switch-{SCOPE}").click()
    page.get_by_test_id("consent-accept").click()
    return opened(page)


def opened(page: Page) -> Frame:
    """Return the frame of the lens that opens, with its button."""
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    frame = lens_frame(page, "probe")
    frame.get_by_text("connected").wait_for()
    frame.evaluate(BUTTON)
    return frame


def test_the_tap_on_the_sheet_does_not_let_the_lens_ask_at_once(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_without(signed_in)
    assert frame.evaluate(STATE) == "promptable"
    # What a test evaluates counts as a tap; the window around it shall know of none.
    signed_in.evaluate(UNTAPPED)
    assert frame.evaluate(NAME) == {"code": "gesture_required"}
    assert signed_in.get_by_test_id("ask-more").count() == 0
    assert frame.evaluate(STATE) == "promptable"


def test_after_a_tap_it_is_asked_for_with_its_reason_and_given(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_without(signed_in)
    frame.locator("#greet").click()
    asked = signed_in.get_by_test_id("ask-more")
    asked.get_by_text("Why: To test it.").wait_for()
    # The one permission is answered by the buttons, and nothing else is on the sheet.
    assert asked.locator("[data-testid^=scope-]").count() == 1
    assert asked.get_by_role("switch").count() == 0

    signed_in.get_by_test_id("consent-accept").click()

    frame.get_by_text("Ana Lindqvist").wait_for()
    assert SCOPE in platform.grant["scopes"]


def test_a_no_is_kept_and_the_lens_cannot_ask_again(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_without(signed_in)
    frame.locator("#greet").click()
    signed_in.get_by_test_id("consent-refuse").click()
    frame.get_by_text("denied").wait_for()
    assert platform.grant["refused"] == [SCOPE]

    frame.locator("#greet").click()
    frame.get_by_text("permission_denied").wait_for()
    assert signed_in.get_by_test_id("ask-more").count() == 0

    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("lens-probe").click()
    assert opened(signed_in).evaluate(STATE) == "denied"


def test_a_sheet_that_its_call_took_along_is_no_answer(
    signed_in: Page, platform: Platform
) -> None:
    frame = open_without(signed_in)
    frame.locator("#greet").click()
    signed_in.get_by_test_id("ask-more").wait_for()
    frame.evaluate("void setTimeout(() => location.reload())")
    signed_in.get_by_test_id("ask-more").wait_for(state="detached")
    assert opened(signed_in).evaluate(STATE) == "promptable"
    assert platform.grant["refused"] == []


def test_the_person_changes_a_no_in_the_list_of_what_they_allowed(
    signed_in: Page, platform: Platform
) -> None:
    scopes = ["items.read", "chat.share"]
    platform.grant = {"state": "granted", "scopes": scopes, "refused": [SCOPE]}
    platform.grant |= {"granted_at_ms": 1_790_000_000_000}
    signed_in.get_by_test_id("tab-you").click()
    signed_in.get_by_test_id("grant").click()
    switch = signed_in.get_by_test_id(f"grant-switch-{SCOPE}")
    assert not switch.is_checked()
    signed_in.get_by_text("You said no. The lens cannot ask again.").wait_for()

    with signed_in.expect_response("**/v1/lenses/probe/grant"):
        switch.click()
    signed_in.get_by_text("You said no.").wait_for(state="detached")
    assert (SCOPE in platform.grant["scopes"], platform.grant["refused"]) == (True, [])

    with signed_in.expect_response("**/v1/lenses/probe/grant"):
        signed_in.get_by_test_id("grant-switch-chat.share").click()
    signed_in.get_by_text("You said no.").wait_for()
    assert platform.grant["refused"] == ["chat.share"]
