"""The host's look, told to a lens in the real page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import open_lens, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

LISTEN = "() => { globalThis.heard = new Promise((told) => lens.on('theme', told)); }"


def test_a_lens_hears_scheme_language_and_covered_edges(
    platform: Platform, new_page: Callable[..., Page]
) -> None:
    page = new_page(platform.page, locale="de-AT", color_scheme="light")
    page.goto(platform.page + "/")
    sign_in(page)
    frame = open_lens(page, platform)
    frame.evaluate(LISTEN)
    page.emulate_media(color_scheme="dark")
    assert frame.evaluate("() => globalThis.heard") == {
        "scheme": "dark",
        "locale": "de-AT",
        "safe_area": {"top": 0, "right": 0, "bottom": 0, "left": 0},
    }
