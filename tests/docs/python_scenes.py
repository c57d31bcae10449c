"""What the Python of the documents takes for given, and what must come of it.

A scene puts names into the page's namespace before its block runs, and looks at what
the block did when it is over. A comment above the block names it: `scene=NAME`.
"""

from __future__ import annotations

import base64
import contextlib
from typing import TYPE_CHECKING, Any

from tests.docs.platform import CALLBACK

from pierglass.sdk.webhooks import WebhookEvent
from pierglass.server.services.webhooks import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.docs.platform import Platform

__all__ = ["SCENES"]

Names = dict[str, Any]
SECRET = "whsec_" + base64.b64encode(b"s" * 24).decode()


@contextlib.contextmanager
def send_once(platform: Platform, names: Names) -> Iterator[None]:
    """A chat of two; the answer to the first message is lost."""
    platform.publish("orders", "chat.share")
    ana, ben = platform.person("ana"), platform.person("ben")
    ben.accept_friend(ana.request_friend(ben.me()["username"])["id"])
    chat = ana.open_conversation([ben.me()["id"]])["id"]
    token = platform.token(ana, "orders", "chat.share")
    names |= {"origin": platform.origin, "token": token, "conversation_id": chat}
    platform.answers_lost = 1
    yield
    assert platform.answers_lost == 0
    texts = [message["text"] for message in ben.messages(chat)]
    assert texts == ["Your hat has arrived."]


@contextlib.contextmanager
def webhook(platform: Platform, names: Names) -> Iterator[None]:
    """An event that Pierglass signed, once more, and one that it did not."""
    names["secret"] = SECRET
    yield
    body = b'{"type": "revoked", "timestamp_ms": 1, "data": {"subject": "sub_1"}}'
    headers = _signed("whk_1", body, platform)
    hook = names["hook"]
    assert [hook(headers, body), hook(headers, body)] == [200, 200]
    assert hook(headers, body + b" ") == 400
    assert [event.data for event in names["heard"]] == [{"subject": "sub_1"}]


def _signed(event_id: str, body: bytes, platform: Platform) -> dict[str, str]:
    stamp = platform.now_s()
    signature = sign(SECRET, event_id, stamp, body)
    return {
        "Webhook-Id": event_id,
        "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": signature,
    }


@contextlib.contextmanager
def bot(platform: Platform, names: Names) -> Iterator[None]:
    """A user who allowed the bot, and then did not."""
    platform.publish("new-hats", "items.read", "notify")
    user = platform.person("yara")
    token = platform.token(user, "new-hats", "items.read", "notify")
    names["lens_id"] = "new-hats"
    yield
    tell = names["tell"]
    assert tell(platform.origin, token, "hat") == "told"
    assert "lens.notice" in platform.published.of(user.me()["id"])
    (grant,) = user.grants()
    user.revoke(grant["id"])
    assert tell(platform.origin, token, "hat") == "token_revoked"


@contextlib.contextmanager
def lens_friends(platform: Platform, names: Names) -> Iterator[None]:
    """A user with one friend, who allowed it, and then did not."""
    platform.publish("gifts", "user.friends")
    user, friend = platform.person("vera"), platform.person("will")
    friend.accept_friend(user.request_friend(friend.me()["username"])["id"])
    token = platform.token(user, "gifts", "user.friends")
    names["lens_id"] = "gifts"
    yield
    friends_of = names["friends_of"]
    ((friend_id, name),) = friends_of(platform.origin, token).items()
    assert (friend_id[:4], name) == ("sub_", "Will")
    (grant,) = user.grants()
    user.revoke(grant["id"])
    assert friends_of(platform.origin, token) == {}


@contextlib.contextmanager
def withdrawn(platform: Platform, names: Names) -> Iterator[None]:
    """A user whose grant ends."""
    platform.publish("greeter", "user.display_name")
    user = platform.person("zoe")
    account_id = user.me()["id"]
    token = platform.token(user, "greeter", "user.display_name")
    names |= {"origin": platform.origin, "account_id": account_id, "token": token}
    yield
    assert names["name_of"](account_id) == "Zoe"
    (grant,) = user.grants()
    user.revoke(grant["id"])
    assert names["name_of"](account_id) is None
    assert names["tokens"] == {}
    names["tokens"][account_id] = token
    data = {"account_id": account_id, "remaining_scopes": []}
    names["on_event"](WebhookEvent("whk_1", "revoked", 1, data))
    assert names["tokens"] == {}


@contextlib.contextmanager
def exchange(platform: Platform, names: Names) -> Iterator[None]:
    """A page asks, a user agrees, and the page brings the code."""
    platform.publish("welcome", "user.display_name")
    user = platform.person("uma")
    callback = CALLBACK
    names |= {"origin": platform.origin, "lens_id": "welcome", "callback": callback}
    yield
    asked = names["begin"]()
    asked |= {"response_type": "code", "decision": "accept"}
    answer = user.authorize(asked)
    assert names["finish"](answer) == "Hello, Uma"
    assert names["asked"] == {}


SCENES: dict[str, Callable[[Platform, Names], Any]] = {
    "bot": bot,
    "exchange": exchange,
    "lens_friends": lens_friends,
    "send_once": send_once,
    "webhook": webhook,
    "withdrawn": withdrawn,
}
