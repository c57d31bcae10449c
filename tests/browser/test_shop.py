"""A listing handed over to its shop, in the real page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import open_lens

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

ITEM = {
    "id": "hat-straw",
    "kind": "hat",
    "name": "Straw hat",
    "maker": "Atelier Lune",
    "image_url": "",
    "listing": {
        "id": "lst_1",
        "price": {"amount_minor": 3400, "currency": "EUR"},
        "in_stock": True,
        "merchant": {"id": "mer_1", "name": "Atelier Lune"},
        "shop_url": "https://shop.example/hats/straw",
    },
}
OPEN = """async () => {
  const { openShop } = await import("/sdk/v1/shop.js");
  globalThis.went = attempt(() => openShop(lens, "hat-straw"));
}"""


def test_a_tap_on_the_sheet_opens_the_shop_in_a_window_of_its_own(
    signed_in: Page, platform: Platform
) -> None:
    platform.items[:] = [ITEM]
    frame = open_lens(signed_in, platform)
    signed_in.context.route("https://shop.example/**", lambda r: r.fulfill(body="hats"))
    frame.locator("body").click()
    frame.evaluate(OPEN)
    sheet = signed_in.get_by_test_id("shop-sheet")
    assert "shop.example" in sheet.inner_text()
    with signed_in.context.expect_page() as opened:
        signed_in.get_by_test_id("shop-open").click()
    assert opened.value.url == "https://shop.example/hats/straw"
    assert opened.value.evaluate("() => [window.opener, document.referrer]") == [
        None,
        "",
    ]
    assert frame.evaluate("() => globalThis.went") == {"value": {}}


def test_an_address_that_is_no_shop_is_not_opened(
    signed_in: Page, platform: Platform
) -> None:
    listing = {**ITEM["listing"], "shop_url": "javascript:alert(1)"}
    platform.items[:] = [{**ITEM, "listing": listing}]
    frame = open_lens(signed_in, platform)
    frame.locator("body").click()
    frame.evaluate(OPEN)
    assert frame.evaluate("() => globalThis.went")["code"] == "not_found"
