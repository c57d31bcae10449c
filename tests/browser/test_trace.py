"""A developer's page keeps a trace of a lens's session, without the user in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import open_lens, sign_in

from pierglass.sdk.lens.trace import read_trace, tell
from pierglass.sdk.lens.trace_test import make_test

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser


def test_closing_the_lens_saves_a_trace_that_becomes_a_test(
    platform: Platform, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page(platform.page)
    page.goto(platform.page + "/?trace")
    sign_in(page)
    frame = open_lens(page, platform)
    assert frame.evaluate("attempt((lens) => lens.user.get(['display_name']))") == {
        "value": {"display_name": "Ana Lindqvist"}
    }
    assert "value" in frame.evaluate("attempt((lens) => lens.items.list({}))")
    with page.expect_download() as saving:
        page.get_by_test_id("lens-close").click()
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    assert "Ana" not in path.read_text("utf-8")
    (session,) = read_trace(path)
    assert session.head["host"] == "web"
    told = "\n".join(tell(session))
    assert "user.get ok" in told
    assert "items.list ok" in told
    assert "lens.call('items.list', {})" in make_test([session], path.name)


def test_a_page_that_nobody_asked_keeps_no_trace(
    signed_in: Page, platform: Platform
) -> None:
    open_lens(signed_in, platform)
    saved: list[object] = []
    signed_in.on("download", lambda download: saved.append(download))
    signed_in.get_by_test_id("lens-close").click()
    signed_in.get_by_test_id("lens").wait_for(state="detached")
    assert saved == []
