"""Fakes for tests of hosts and lenses: a clock to turn, a server in memory, a mirror.

They stand where the network would; everything between, bridge and host included, is
the real thing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pierglass.bridge import PROTOCOL_MAX, PROTOCOL_MIN, HandleTable
from pierglass.client.errors import PierglassError, TransportError, api_error
from pierglass.client.fake_friends import friends_page
from pierglass.client.fake_grants import FakeGrants
from pierglass.client.host.ledger import Ledger
from pierglass.client.host.news import News
from pierglass.client.host.session import HostSession, trace_of
from pierglass.client.host.stage import Picture, Stage
from pierglass.client.host.storage import LocalStorage
from pierglass.client.ids import new_id, new_secret
from pierglass.client.launch import Launch
from pierglass.client.live import LiveFrame
from pierglass.client.manual_clock import ManualClock
from pierglass.client.user import ScriptedUser, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pierglass.bridge import Limits
    from pierglass.client.records import Body, Message

__all__ = [
    "FakeApi",
    "FakeCamera",
    "FakeViewfinder",
    "ManualClock",
    "fake_lens",
    "open_fake_lens",
]


class FakeCamera:
    """A camera that sees nothing worth looking at."""

    async def frames(self) -> AsyncIterator[bytes]:
        """Yield one frame."""
        yield b"\xff\xd8\xff frame"

    async def photo(self) -> bytes:
        """Return a photo by its first bytes."""
        return b"\xff\xd8\xff photo"


@dataclass
class FakeApi:
    """The requests that a host makes, answered from memory.

    Attributes:
        refuses: Method name to the error that it raises, as often as it is called.
        called: Every request: (method, its arguments).
        kept: What lenses keep for the account (None) and by conversation.
        shops: Where items are bought: item to address.
        grants: What the user answered lenses.
        friends: The names of the user's friends, each once.
        is_down: Whether nothing is answered.
        gate: While set, requests wait for it; to act in the middle of a call.
        asked: Set once a request was made.
    """

    refuses: dict[str, PierglassError] = field(default_factory=dict)
    called: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    messages: list[dict[str, Any]] = field(default_factory=list)
    catalogue: tuple[str, ...] = ("glasses-round-gold", "hat-straw")
    kept: dict[str | None, LocalStorage] = field(default_factory=dict)
    shops: dict[str, str] = field(default_factory=dict)
    friends: list[str] = field(default_factory=list)
    is_down: bool = False
    grants: FakeGrants = field(default_factory=FakeGrants)

    def place(self, conversation_id: str | None) -> LocalStorage:
        """Return what is kept for the account, or for a conversation."""
        return self.kept.setdefault(conversation_id, LocalStorage())

    def __getattr__(self, name: str) -> Any:
        answer = _ANSWERS.get(name)
        if answer is None:
            raise AttributeError(name)

        async def request(*args: Any, **options: Any) -> Any:
            self.called.append((name, args))
            self.asked.set()
            if self.gate is not None:
                await self.gate.wait()
            self._answer_or_not()
            if name in self.refuses:
                raise self.refuses[name]
            return answer(self, *args, **options)

        return request

    def _answer_or_not(self) -> None:
        if self.is_down:
            raise TransportError("Nobody answers; a test took the platform away.")

    def times(self, name: str) -> int:
        """Return how often a request was made."""
        return sum(1 for called, _ in self.called if called == name)

    async def send(self, conversation_id: str, body: Body, key: str) -> Message:
        """Keep a message once a client message id, as the server does."""
        self.called.append(("send", (conversation_id, key)))
        self._answer_or_not()
        if "send" in self.refuses:
            raise self.refuses["send"]
        for message in self.messages:
            if message["client_message_id"] == key:
                return message  # type: ignore[return-value]
        message = {"id": new_id("msg"), "client_message_id": key, "body": dict(body)}
        self.messages.append(message)
        return message  # type: ignore[return-value]


def _item(api: FakeApi, item_id: str) -> dict[str, Any]:
    if item_id not in api.catalogue:
        known = ", ".join(api.catalogue)
        message = f"No item {item_id}; the kit's catalogue has: {known}."
        raise api_error(404, {"code": "not_found", "message": message}, request="GET")
    return {
        "id": item_id,
        "kind": item_id.split("-", 1)[0],
        "name": item_id.replace("-", " "),
        "maker": "Atelier Lune",
        "image_url": f"http://localhost:8700/assets/items/{item_id}.png",
        "listing": _listing(api.shops[item_id]) if item_id in api.shops else None,
    }


def _listing(shop_url: str) -> dict[str, Any]:
    return {
        "id": "lst_1",
        "price": {"amount_minor": 3400, "currency": "EUR"},
        "in_stock": True,
        "merchant": {"id": "mer_1", "name": "Atelier Lune"},
        "shop_url": shop_url,
    }


def _items(api: FakeApi, **query: Any) -> dict[str, Any]:
    found = [_item(api, item_id) for item_id in api.catalogue]
    kind = query.get("kind")
    found = [item for item in found if kind in (None, item["kind"])]
    return {"items": found, "next_cursor": None}


def _try_on(api: FakeApi, media_id: str, item_id: str) -> dict[str, Any]:
    return {
        "augmentation": {"id": new_id("aug"), "item_id": item_id},
        "media": {"id": new_id("med")},
    }


def _search(api: FakeApi, **asked: Any) -> dict[str, Any]:
    photo = asked.get("media_id") is not None
    found = [
        {
            "item": _item(api, item_id),
            "score": 0.9,
            "reasons": [{"of": "photo", "score": 0.9, "matches": True}],
        }
        for item_id in api.catalogue
    ]
    return {
        "outcome": "found",
        "garment": {"kind": "top", "kinds": ["top"]} if photo else None,
        "picture": {"id": new_id("med"), "generated": True} if photo else None,
        "notes": [],
        "results": found[: asked.get("top") or 10],
        "stages_ms": {},
    }


def _store(
    api: FakeApi, lens_id: str, key: str, value: Any, **options: Any
) -> dict[str, Any]:
    place = api.place(options.get("conversation_id"))
    return dict(place.set(key, value, options.get("if_version")))


_ANSWERS: dict[str, Any] = {
    "search": _search,
    "lens_friends": lambda api, lens_id, cursor=None, limit=None: friends_page(
        api.friends, lens_id, cursor, limit
    ),
    "stored": lambda api, lens_id, where=None: api.place(where).list(),
    "stored_value": lambda api, lens_id, key, where=None: api.place(where).get(key),
    "store_value": _store,
    "remove_value": lambda api, lens_id, key, where=None: api.place(where).remove(key),
    "count": lambda api, lens_id, event, by=1: None,
    "notify": lambda api, client_id, text, **rest: 1,
    "begin_activity": lambda api, where, lens_id: {"id": new_id("act")},
    "renew_activity": lambda api, activity_id: None,
    "end_activity": lambda api, activity_id: None,
    "me": lambda api: {
        "id": "usr_ana",
        "username": "ana",
        "display_name": "Ana",
        "avatar": {"style": "round", "colour": "#8a2d52"},
    },
    "items": _items,
    "item": _item,
    "upload": lambda api, picture, content_type: {"id": new_id("med")},
    "lay_over": lambda api, *drawn: {"id": new_id("med")},
    "download": lambda api, media_id, size=None: b"\xff\xd8\xff photo",
    "try_on": _try_on,
    "conversations": lambda api: [{"id": "cnv_ben", "kind": "direct"}],
    "post_snap": lambda api, image_id, **rest: {"id": new_id("snp")},
    "allow": lambda api, *answer: api.grants.allow(*answer),
    "refuse": lambda api, lens_id: api.grants.refuse(lens_id),
    "grant": lambda api, lens_id: api.grants.get(lens_id),
    "authorize": lambda api, request: {
        "code": "the-code",
        "state": request["state"],
        "iss": "http://127.0.0.1:8700",
    },
}


class FakeViewfinder:
    """A mirror that places everything at once.

    Attributes:
        answers: What try-ons are answered, by item; placed and unhidden otherwise.
    """

    def __init__(self) -> None:
        self.camera: Any = FakeCamera()
        self.region: Any = None
        self.item_id: str | None = None
        self.latest: LiveFrame | None = None
        self.answers: dict[str, LiveFrame] = {}
        self.frames_seen = 0
        self.news = News()
        self.notify: Any = None
        self.stopped = 0

    async def start(self, item_id: str) -> LiveFrame:
        """Return the answer for *item_id*."""
        self.item_id = item_id
        frame = self.answers.get(
            item_id, LiveFrame(1, b"", True, None, 0.0, 0, item_id)
        )
        self.show(frame)
        return frame

    def show(self, frame: LiveFrame) -> None:
        """Draw a frame."""
        self.latest = frame
        self.frames_seen += 1
        self.news.tell()

    async def stop(self) -> None:
        """Take the item off."""
        self.item_id = None
        self.stopped += 1
        self.news.tell()

    async def look_through(self, camera: Any) -> None:
        """Look through *camera*."""
        self.camera = camera


def fake_lens(*scopes: str, optional: bool = False) -> dict[str, Any]:
    """Return a published lens that asks for *scopes*."""
    return {
        "id": "fitting-room",
        "name": "Fitting Room",
        "version": "1.0.0",
        "kind": "applet",
        "landing": {"title": "Step in", "subtitle": ""},
        "scopes": [
            {"scope": scope, "reason": f"For {scope}.", "optional": optional}
            for scope in scopes
        ],
    }


def open_fake_lens(
    *scopes: str,
    granted: tuple[str, ...] | None = None,
    refused: tuple[str, ...] = (),
    api: FakeApi | None = None,
    user: User | None = None,
    clock: Any = None,
    launch: Launch | None = None,
    limits: Limits | None = None,
    lens: dict[str, Any] | None = None,
    unsupported: Mapping[str, str] | None = None,
    protocol: tuple[int, int] = (PROTOCOL_MIN, PROTOCOL_MAX),
) -> HostSession:
    """Return the host session of a lens that asks for *scopes*, without a server.

    Args:
        *scopes: What its manifest names.
        granted: What the user gave; all of it when None.
        refused: What they said no to when the lens asked for it.
        api: The server; a willing one when None.
        user: Whoever decides; one who agrees to all when None.
        clock: A manual clock when None.
        launch: From the tray when None.
        limits: The protocol's defaults when None.
        lens: The published lens; one that asks for *scopes* when None.
        unsupported: Capability to the reason why this host lacks it.
        protocol: Lowest and highest protocol version that the host speaks.
    """
    api = api or FakeApi()
    viewfinder: Any = FakeViewfinder()
    fake: Any = api
    account: Any = {"id": "usr_ana", "username": "ana", "display_name": "Ana"}
    published: Any = lens or fake_lens(*scopes)
    stage = Stage(
        api=fake,
        account=account,
        lens=published,
        launch=launch or Launch(),
        scopes=set(scopes if granted is None else granted),
        user=user or ScriptedUser(chat="cnv_ben"),
        clock=clock or ManualClock(),
        viewfinder=viewfinder,
        handles=HandleTable[Picture](new_secret),
        ledger=Ledger(),
        send_card=api.send,
        close=lambda: None,
        refused=set(refused),
    )
    session = HostSession(
        stage,
        limits=limits,
        unsupported=unsupported,
        protocol=protocol,
        trace=trace_of(stage),
    )
    viewfinder.notify = session.notify_tryon
    return session
