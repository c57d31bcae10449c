"""The main job in two windows of the real page, against a real server.

Two people sign up and become friends; one opens the lens, consents, tries an item on in
the camera picture, snaps it and sends it; the other sees it arrive, taps its card and
stands in the lens at the same item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame
from tests.browser.real_server import running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

ITEM = "glasses-round-gold"
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("server")) as public_origin:
        yield public_origin


def sign_up(page: Page, origin: str, username: str, name: str) -> None:
    page.goto(origin + "/")
    page.get_by_test_id("auth-switch").click()
    page.get_by_test_id("field-display_name").fill(name)
    page.get_by_test_id("field-username").fill(username)
    page.get_by_test_id("field-password").fill(f"looking-glass-{username}")
    page.get_by_test_id("sign-up").click()
    page.get_by_test_id("shell").wait_for()


def befriend(asks: Page, asked: Page, username: str) -> None:
    asked.get_by_test_id("tab-friends").click()
    asks.get_by_test_id("tab-friends").click()
    asks.get_by_test_id("add-username").fill(username)
    asks.get_by_test_id("add-friend").click()
    # The request arrives over the gateway, without a reload; so does the answer.
    asked.get_by_test_id("accept").click()
    asks.get_by_test_id("write").wait_for()


def open_from_tray(page: Page) -> Frame:
    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-fitting-room").click()
    page.get_by_test_id("landing").wait_for()
    assert page.get_by_test_id("consent").count() == 0
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    return lens_frame(page, "fitting-room")


def test_the_main_job_in_two_windows(
    origin: str, new_page: Callable[..., Page]
) -> None:
    mara = new_page(origin)
    ines = new_page(origin, viewport=DESKTOP)
    sign_up(mara, origin, "mara", "Mara")
    sign_up(ines, origin, "ines", "Ines")
    befriend(mara, ines, "ines")

    lens = open_from_tray(mara)
    lens.locator(f"[data-item-id={ITEM}]").click()
    mara.locator("[data-testid=mirror][data-showing=tryon]").wait_for(timeout=60_000)
    lens.locator("#snap").click()
    lens.locator("#send").click(timeout=60_000)
    mara.get_by_test_id("pick-target").get_by_text("Ines", exact=True).click()
    mara.get_by_test_id("picker-send").click()
    mara.get_by_test_id("toast-plain").get_by_text("Sent to Ines").wait_for()

    # It arrives in the other window by itself.
    ines.get_by_test_id("toast-plain").get_by_role("button", name="Open").click()
    card = ines.get_by_test_id("card")
    card.wait_for()
    assert card.get_by_test_id("card-lens").inner_text().startswith("Fitting Room")
    picture = card.get_by_test_id("card-picture").locator("img")
    picture.wait_for()
    assert picture.evaluate("(image) => image.naturalWidth") == 480

    card.click()
    ines.get_by_test_id("consent-accept").click()
    ines.locator("[data-testid=lens][data-state=open]").wait_for()
    there = lens_frame(ines, "fitting-room")
    there.locator(f"[data-item-id={ITEM}] input:checked").wait_for(state="attached")
    ines.locator("[data-testid=mirror][data-showing=tryon]").wait_for(timeout=60_000)


def test_a_timed_picture_is_seen_once_and_gone(
    origin: str, new_page: Callable[..., Page]
) -> None:
    noor = new_page(origin)
    elif_ = new_page(origin)
    sign_up(noor, origin, "noor", "Noor")
    sign_up(elif_, origin, "elif", "Elif")
    befriend(noor, elif_, "elif")

    noor.get_by_test_id("tab-camera").click()
    noor.locator("[data-testid=mirror][data-showing=source]").wait_for()
    noor.get_by_test_id("shutter").click()
    noor.get_by_test_id("snap-send").click()
    noor.get_by_test_id("pick-target").get_by_text("Elif", exact=True).click()
    noor.get_by_test_id("timer-5").check(force=True)
    noor.get_by_test_id("picker-send").click()

    elif_.get_by_test_id("toast-plain").get_by_role("button", name="Open").click()
    elif_.get_by_test_id("open-timed").click()
    elif_.get_by_test_id("viewer").locator("img").wait_for()
    elif_.get_by_test_id("countdown").wait_for()
    # The ring empties and the picture is gone, also after a reload.
    elif_.get_by_test_id("viewer").wait_for(state="detached")
    elif_.get_by_test_id("expired").wait_for()
    elif_.reload()
    elif_.get_by_test_id("expired").wait_for()


def test_a_wrong_password_says_what_to_do(
    origin: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(origin)
    page.goto(origin + "/")
    page.get_by_test_id("field-username").fill("ana")
    page.get_by_test_id("field-password").fill("not the password")
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("auth-error").get_by_text("password").wait_for()


def test_a_withdrawn_lens_asks_again(
    origin: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(origin)
    sign_up(page, origin, "wren", "Wren")
    open_from_tray(page)
    page.get_by_test_id("lens-close").click()
    page.get_by_test_id("camera").wait_for()
    page.goto(origin + "/#/you")
    page.get_by_test_id("grant").click()
    page.get_by_test_id("revoke").click()
    page.get_by_test_id("confirm").click()
    page.get_by_text("None. A lens asks before it uses anything.").wait_for()
    open_from_tray(page)
