"""A published lens lists friends: a real server, a real page, a real withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import lens_frame
from tests.browser.real_server import running_server
from tests.browser.test_main_job import sign_up

from pierglass.sdk import Api
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.scaffold import create

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]

SCRIPT = """
import { allFriends } from "/sdk/v1/friends.js";
const tell = async () => {
  const names = [];
  try {
    for await (const one of allFriends(lens, { limit: 1 })) {
      names.push(one.display_name);
    }
    return `friends: ${names.sort().join(", ")}`;
  } catch (error) {
    return `ended: ${error.code}`;
  }
};
button("actions", "Friends", async () => say(await tell()));
"""
ASKED = {"scope": "user.friends", "reason": "To find who wears it too."}


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[str]:
    """A server with a lens that asks for friends."""
    with running_server(tmp_path) as public_origin:
        root = create("gift-finder", "blank", tmp_path)
        script = root / "lens.js"
        script.write_text(script.read_text("utf-8") + SCRIPT, "utf-8")
        lens = read_folder(root)
        lens.manifest["scopes"] = [ASKED]
        with Api(public_origin) as publisher:
            publisher.sign_up("gifts-inc", "looking-glass-gifts", "Gifts Inc")
            publisher.publish_lens(lens.manifest, lens.encoded())
        yield public_origin


def befriend(user: Api, origin: str, name: str) -> Api:
    """Return a new account that is a friend of *user*."""
    friend = Api(origin)
    account = friend.sign_up(name, f"looking-glass-{name}", name.title())
    friend.accept_friend(user.request_friend(account["username"])["id"])
    return friend


def test_a_lens_lists_friends_until_the_user_takes_it_back(
    origin: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(origin)
    sign_up(page, origin, "rosa", "Rosa")
    elsewhere = Api(origin)
    elsewhere.sign_in("rosa", "looking-glass-rosa")
    for name in ("sven", "tess", "umar"):
        befriend(elsewhere, origin, name).close()
    blocked = elsewhere.find_account("umar")["id"]
    elsewhere.block(blocked)

    page.get_by_test_id("tab-camera").click()
    page.get_by_test_id("lens-gift-finder").click()
    sheet = page.get_by_test_id("scope-user.friends").inner_text()
    assert "Why: To find who wears it too." in sheet
    page.get_by_test_id("consent-accept").click()
    page.locator("[data-testid=lens][data-state=open]").wait_for()
    lens = lens_frame(page, "gift-finder")
    lens.get_by_role("button", name="Friends").click()
    lens.get_by_text("friends: Sven, Tess", exact=True).wait_for()

    (grant,) = elsewhere.grants()
    elsewhere.revoke(grant["id"])
    # The news comes over the gateway; whoever asks before is denied by the server.
    lens.get_by_role("button", name="Friends").click()
    lens.get_by_text("ended: permission_").wait_for()
    elsewhere.close()
