"""The page's own views, against a platform in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

SCRIPT = "<img src=x onerror='globalThis.pwned = true'>"


def open_chat(page: Page) -> None:
    page.get_by_test_id("tab-chats").click()
    page.get_by_test_id("chat-row").click()
    page.get_by_test_id("composer").wait_for()


def arrive(platform: Platform, body: dict[str, object]) -> None:
    """Let a message from Ben arrive over the gateway."""
    key = f"key-{len(platform.messages)}"
    message = platform.add_message(body, "usr_ben", key)
    platform.push("message.created", {"message": message})


def test_a18_markup_in_a_message_and_a_card_is_text(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    card = {"lens_id": "probe", "title": SCRIPT, "subtitle": SCRIPT}
    arrive(platform, {"text": SCRIPT, "card": card})
    signed_in.get_by_test_id("card").get_by_text("<img").first.wait_for()
    assert signed_in.get_by_test_id("bubble").inner_text() == SCRIPT
    assert signed_in.evaluate("globalThis.pwned") is None


def test_b11_a_card_says_which_lens_it_is_from(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    card = {"lens_id": "probe", "title": "Pierglass needs your password"}
    arrive(platform, {"card": card})
    strip = signed_in.get_by_test_id("card-lens")
    strip.wait_for()
    assert strip.inner_text().split("\n") == ["Probe", "Lens"]


def test_b11_a_card_of_an_unknown_lens_cannot_be_opened(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    arrive(platform, {"card": {"lens_id": "stranger", "title": "Open me"}})
    signed_in.get_by_test_id("card").wait_for()
    assert signed_in.get_by_test_id("card").is_disabled()


def test_a_message_arrives_live_and_is_announced(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    arrive(platform, {"text": "Look at this"})
    signed_in.get_by_test_id("bubble").get_by_text("Look at this").wait_for()
    signed_in.locator("#announcer").get_by_text("Ben Okafor: Look at this").wait_for(
        state="attached"
    )


def test_a_failed_send_says_so_and_is_retried_with_the_same_key(
    signed_in: Page, platform: Platform
) -> None:
    platform.refuse_sends = 1
    open_chat(signed_in)
    signed_in.get_by_test_id("composer").fill("Hello")
    signed_in.get_by_test_id("send").click()
    signed_in.get_by_test_id("outgoing").get_by_text("Too busy").wait_for()
    signed_in.get_by_test_id("retry").click()
    signed_in.get_by_test_id("message").get_by_text("Hello").wait_for()
    assert len(platform.messages) == 1
    assert len(platform.sent_keys) == 2
    assert len(set(platform.sent_keys)) == 1


def test_a_cut_gateway_comes_back_by_itself(
    signed_in: Page, platform: Platform
) -> None:
    open_chat(signed_in)
    platform.cut()
    signed_in.get_by_test_id("connection").get_by_text("Reconnecting").wait_for(
        state="attached"
    )
    signed_in.get_by_test_id("connection").wait_for(state="hidden")
    arrive(platform, {"text": "Still there?"})
    signed_in.get_by_test_id("bubble").get_by_text("Still there?").wait_for()


def test_the_story_viewer_steps_and_closes_with_the_keyboard(
    signed_in: Page, platform: Platform
) -> None:
    friend = platform.friends[0]
    snap = {"id": "snp_1", "created_at_ms": 0, "seen": False, "card": None}
    snap["image"] = {"media_id": "med_portrait", "width": 480, "height": 640}
    platform.stories = [{"account": friend, "snaps": [snap, {**snap, "id": "snp_2"}]}]
    signed_in.reload()
    signed_in.get_by_test_id("story").click()
    viewer = signed_in.get_by_test_id("story-viewer")
    viewer.locator("img.viewer-picture").wait_for()
    signed_in.keyboard.press("ArrowRight")
    viewer.locator("img.viewer-picture").wait_for()
    signed_in.keyboard.press("ArrowRight")
    viewer.wait_for(state="detached")


def test_without_a_camera_a_photo_is_offered(
    signed_in: Page, platform: Platform, camera_frame: tuple[object, bytes]
) -> None:
    signed_in.evaluate(
        "void (navigator.mediaDevices.getUserMedia = () => "
        "Promise.reject(new DOMException('', 'NotFoundError')))"
    )
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("camera-trouble").get_by_text("no camera").wait_for()
    with signed_in.expect_file_chooser() as chosen:
        signed_in.get_by_test_id("choose-photo-ask").click()
    chosen.value.set_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": camera_frame[1]}
    )
    signed_in.locator("[data-testid=mirror][data-showing=source]").wait_for()


def test_a_file_that_is_no_picture_is_refused_in_words(
    signed_in: Page, platform: Platform
) -> None:
    signed_in.get_by_test_id("tab-camera").click()
    with signed_in.expect_file_chooser() as chosen:
        signed_in.get_by_test_id("choose-photo").click()
    chosen.value.set_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    )
    signed_in.get_by_test_id("toast-error").get_by_text("not a picture").wait_for()


def test_signing_out_forgets_the_tokens(signed_in: Page, platform: Platform) -> None:
    signed_in.get_by_test_id("tab-you").click()
    signed_in.get_by_test_id("sign-out").click()
    signed_in.get_by_test_id("auth").wait_for()
    assert signed_in.evaluate("sessionStorage.length") == 0
