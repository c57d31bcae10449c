"""Linked apps in the page: opened by the link that they declared, and by no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.test_page import open_chat

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.browser.fake_platform import Platform

pytestmark = pytest.mark.browser

SCHEME = "com.example.wardrobe"
ORIGIN = "https://wardrobe.example"
LINKS = {SCHEME: f"{SCHEME}:/open#launch=word", ORIGIN: f"{ORIGIN}/open#launch=word"}
HEAR = """() => {
  globalThis.followed = [];
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    const { href, rel, target } = this;
    followed.push({ href, rel, target });
  };
}"""


def offer(page: Page, platform: Platform, handler: str, **changes: Any) -> None:
    """List the app in the chat, and hear what links the page follows."""
    platform.linked = {"handler": handler, "scopes": ["user.avatar"], **changes}
    platform.launch_url = LINKS.get(handler, handler)
    page.evaluate(HEAR)
    open_chat(page)
    page.get_by_test_id("chat-lenses").click()


def accept(page: Page) -> None:
    page.get_by_test_id("linked-app").click()
    page.get_by_test_id("consent-accept").click()


def followed(page: Page) -> Any:
    page.wait_for_function("() => followed.length > 0")
    return page.evaluate("followed")


def test_the_person_sees_which_app_it_is_and_what_it_asks(
    signed_in: Page, platform: Platform
) -> None:
    platform.consent_threshold_ms = 600_000
    signed_in.reload()
    offer(signed_in, platform, SCHEME)
    signed_in.get_by_test_id("linked-app").click()

    sheet = signed_in.get_by_test_id("linked")
    sheet.get_by_text("Open Wardrobe?").wait_for()
    assert signed_in.get_by_test_id("linked-handler").inner_text() == SCHEME
    # The landing stands for the threshold before the consent slides up.
    assert not signed_in.get_by_test_id("consent-accept").is_visible()
    assert platform.launches == []
    assert signed_in.evaluate("followed") == []


@pytest.mark.parametrize("handler", [SCHEME, ORIGIN])
def test_an_app_is_opened_by_the_link_that_it_declared(
    signed_in: Page, platform: Platform, handler: str
) -> None:
    offer(signed_in, platform, handler)
    accept(signed_in)

    (link,) = followed(signed_in)
    assert link["href"] == LINKS[handler]
    assert link["rel"] == "noopener noreferrer"
    assert link["target"] == ("_blank" if handler == ORIGIN else "")


def test_the_address_carries_a_word_and_no_token(
    signed_in: Page, platform: Platform
) -> None:
    offer(signed_in, platform, ORIGIN)
    accept(signed_in)

    (link,) = followed(signed_in)
    assert "token" not in link["href"]
    assert platform.launches == [
        {"source": "tray", "context": "conversation", "in_chat": True}
    ]
    assert platform.uses[-1] == {"source": "tray"}


def test_it_gets_what_the_switches_say(signed_in: Page, platform: Platform) -> None:
    offer(signed_in, platform, SCHEME, scopes=["user.avatar", "user.display_name"])
    signed_in.get_by_test_id("linked-app").click()
    signed_in.get_by_test_id("switch-user.display_name").uncheck()
    signed_in.get_by_test_id("consent-accept").click()

    followed(signed_in)
    assert platform.app_grant["scopes"] == ["user.avatar"]


def test_whoever_says_not_now_opens_nothing(
    signed_in: Page, platform: Platform
) -> None:
    offer(signed_in, platform, SCHEME)
    signed_in.get_by_test_id("linked-app").click()
    with signed_in.expect_request(
        lambda request: (
            request.url.endswith("/v1/resources/cli_1/grant")
            and request.method == "PUT"
        )
    ) as sent:
        signed_in.get_by_test_id("consent-refuse").click()

    assert sent.value.post_data_json == {"state": "refused"}
    assert platform.launches == []
    assert signed_in.evaluate("followed") == []


def test_whoever_allowed_it_before_is_told_what_it_learns(
    signed_in: Page, platform: Platform
) -> None:
    platform.app_grant = {"state": "granted", "scopes": ["user.avatar"]}
    offer(signed_in, platform, SCHEME)
    signed_in.get_by_test_id("linked-app").click()

    knows = signed_in.get_by_test_id("linked-knows").inner_text()
    assert knows == "It learns your avatar."
    signed_in.get_by_test_id("consent-accept").click()
    followed(signed_in)
    assert ("PUT", "/v1/resources/cli_1/grant") not in platform.requests


def test_where_nothing_answers_the_page_says_so_and_tries_again(
    signed_in: Page, platform: Platform
) -> None:
    offer(signed_in, platform, SCHEME)
    accept(signed_in)

    missing = signed_in.get_by_test_id("linked-missing")
    missing.get_by_text("Nothing here opened Wardrobe").wait_for()
    missing.get_by_text(SCHEME).wait_for()
    signed_in.get_by_test_id("linked-again").click()
    signed_in.wait_for_function("() => followed.length === 2")
    # Each try has a word of its own: the one before is not sent twice.
    assert len(platform.launches) == 2


def test_where_an_app_comes_forward_nothing_is_missing(
    signed_in: Page, platform: Platform
) -> None:
    offer(signed_in, platform, SCHEME)
    signed_in.get_by_test_id("linked-app").click()
    signed_in.evaluate(
        "() => addEventListener('click', "
        "() => setTimeout(() => dispatchEvent(new Event('blur')), 600), true)"
    )
    signed_in.get_by_test_id("consent-accept").click()

    signed_in.get_by_test_id("linked-opened").wait_for()
    assert signed_in.get_by_test_id("linked-missing").count() == 0


# --- hostile registrations ----------------------------------------------------

HOSTILE = (
    "javascript:globalThis.pwned=true//",
    "JaVaScRiPt:globalThis.pwned=true//",
    "data:text/html,<script>pwned=true</script>",
    "blob:https://wardrobe.example/1",
    "file:///etc/passwd",
    "vbscript:x",
    "intent://x#Intent;end",
    "http://wardrobe.example/open",
    "https://wardrobe.example@attacker.example/open",
    "/relative",
    "",
)


@pytest.mark.parametrize("address", [HOSTILE[0], "https://attacker.example/open"])
def test_b_an_address_that_is_not_what_was_shown_is_not_opened(
    signed_in: Page, platform: Platform, address: str
) -> None:
    offer(signed_in, platform, ORIGIN)
    platform.launch_url = address
    accept(signed_in)

    said = "does not belong to https://wardrobe.example"
    signed_in.get_by_text(said).first.wait_for()
    assert signed_in.evaluate("followed") == []
    assert signed_in.evaluate("globalThis.pwned") is None
    assert signed_in.url.startswith(platform.page)


def test_b_no_address_but_the_declared_handlers_is_handed_over(
    signed_in: Page,
) -> None:
    opened = signed_in.evaluate(
        """async ([addresses, handlers]) => {
          const { handOver } = await import("/web/ui/handover.js");
          HTMLAnchorElement.prototype.click = function () { opened.push(this.href); };
          const opened = [];
          for (const address of addresses)
            for (const handler of handlers)
              await handOver(address, handler).catch(() => {});
          return opened;
        }""",
        [HOSTILE, [ORIGIN, SCHEME, "", "javascript", "data", "http://x.example"]],
    )
    assert opened == []


def test_b_a_registration_without_an_honest_handler_is_not_offered(
    signed_in: Page, platform: Platform
) -> None:
    offered = signed_in.evaluate(
        """async (handlers) => {
          const { opensHere } = await import("/web/ui/linked.js");
          return handlers.filter((handler) => opensHere({ handler }));
        }""",
        [*HOSTILE, "javascript", "data", "file", "https://a.example/path", ORIGIN],
    )
    assert offered == [ORIGIN]
    offer(signed_in, platform, "javascript")
    row = signed_in.get_by_test_id("linked-app")
    row.get_by_text("On your device", exact=True).wait_for()
    assert row.evaluate("(node) => node.tagName") == "DIV"


def test_b_markup_in_an_apps_name_is_text(signed_in: Page, platform: Platform) -> None:
    markup = "<img src=x onerror='globalThis.pwned = true'>"
    offer(signed_in, platform, SCHEME, name=markup, summary=markup)
    signed_in.get_by_test_id("linked-app").click()

    signed_in.get_by_test_id("linked").get_by_text("<img").first.wait_for()
    assert signed_in.evaluate("globalThis.pwned") is None
