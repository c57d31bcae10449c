"""The lens of docs/guide-lens.md, as it is written there, in the real page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import open_lens, sign_in
from tests.browser.fake_platform import Platform
from tests.browser.fake_servers import RunningPlatform
from tests.project.guide import guide_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def item(item_id: str, name: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "kind": "glasses",
        "name": name,
        "maker": "Atelier Lune",
        "image_url": "",
        "listing": None,
    }


@pytest.fixture
def guide(tmp_path: Path, camera_frame: tuple[Path, bytes]) -> Iterator[Platform]:
    """A platform whose one lens is the guide's."""
    files = guide_files()
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    manifest = json.loads(files["manifest.json"])
    for line in manifest["scopes"]:
        line.setdefault("optional", False)
    manifest["landing"].setdefault("subtitle", "")
    state = Platform(tmp_path, manifest)
    state.media["med_portrait"] = camera_frame[1]
    state.items = [item("glasses-clear", "Clear"), item("glasses-round-gold", "Round")]
    with RunningPlatform(state) as running:
        yield running


def test_the_guide_s_lens_tries_on_snaps_and_asks_a_friend(
    guide: Platform, new_page: Callable[..., Page]
) -> None:
    page = new_page(guide.page)
    page.goto(guide.page + "/")
    sign_in(page)
    lens = open_lens(page, guide)
    status = lens.locator("#status")
    status.get_by_text("Clear", exact=True).wait_for()
    lens.get_by_role("button", name="Round").click()
    status.get_by_text("Round", exact=True).wait_for()
    lens.locator("#snap").click()
    status.get_by_text("Nice. Ask a friend?").wait_for()
    lens.locator("#ask").click()
    page.get_by_test_id("pick-target").get_by_text("Ben Okafor", exact=True).click()
    page.get_by_test_id("picker-send").click()
    status.get_by_text("Sent.").wait_for()
    card = guide.messages[-1]["card"]
    assert card["item_id"] == "glasses-round-gold"
    assert card["state"] == {"item_id": "glasses-round-gold"}


def test_a_friend_who_is_not_chosen_is_no_fault(
    guide: Platform, new_page: Callable[..., Page]
) -> None:
    page = new_page(guide.page)
    page.goto(guide.page + "/")
    sign_in(page)
    lens = open_lens(page, guide)
    lens.locator("#snap:enabled").click()
    lens.locator("#ask:enabled").click()
    page.get_by_test_id("pick-target").first.wait_for()
    page.keyboard.press("Escape")
    lens.wait_for_function("document.getElementById('status').textContent === ''")
    assert guide.messages == []
