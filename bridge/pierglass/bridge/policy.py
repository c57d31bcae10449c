"""Call policy as data: every permission, method and notification of the bridge.

What a call needs (permission, gesture), how long it may take, how large it may be and
how it may fail stands here and nowhere else; the connection, the JavaScript twin, the
consent sheet and the manifest check all read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "DEADLINES_MS",
    "FEATURES",
    "METHODS",
    "NOTIFICATIONS",
    "PROTOCOL_MAX",
    "PROTOCOL_MIN",
    "RECORDS",
    "SCOPES",
    "TRACE",
    "Method",
    "Notification",
    "Param",
    "Scope",
    "Tracing",
]

PROTOCOL_MIN: Final = 1
PROTOCOL_MAX: Final = 2

DEADLINES_MS: Final[Mapping[str, int]] = {
    "quick": 5_000,  # answered from memory
    "standard": 15_000,  # one request to the server
    "model": 30_000,  # a network predicts
    "user": 60_000,  # the user decides; the clock stops while a sheet is open
    "stream": 20_000,  # a stream may be silent so long; each item starts it again
}
"""Deadline classes, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission that the user gives to a lens.

    Attributes:
        title: Two or three words for lists.
        consent: The sentence that the consent sheet shows.
        sensitive: Refused together with an open network.
    """

    title: str
    consent: str
    sensitive: bool = False


SCOPES: Final[Mapping[str, Scope]] = {
    "user.display_name": Scope("Your name", "See the name that your friends see."),
    "user.avatar": Scope("Your avatar", "See your avatar's style and colour."),
    "items.read": Scope("The catalogue", "See the items that merchants offer."),
    "camera.tryon": Scope(
        "Try things on",
        "Have Pierglass try items on in your camera picture. The lens never sees it.",
    ),
    "camera.pixels": Scope(
        "Your camera picture",
        "See what your camera sees while the lens is open.",
        sensitive=True,
    ),
    "chat.share": Scope(
        "Share to a chat", "Propose a message; you choose who gets it, or nobody."
    ),
    "story.share": Scope(
        "Share to your story", "Propose a snap for your story; you say yes or no."
    ),
    "search": Scope(
        "Find by photo",
        "Look for items like what is worn in a photo that you choose. The lens never "
        "sees it.",
    ),
    "notify": Scope(
        "Send notices",
        "Send one-line notices, to you and to the people of the chat it is open in.",
    ),
}
"""Permissions, with the words of the consent sheet."""

FEATURES: Final[Mapping[str, str]] = {
    "viewfinder": "Lay out the region in which the host draws camera and results.",
    "photo": "Let the user choose a photo; the lens gets a handle.",
    "launch": "Know how the lens was opened.",
    "authorize": "Get an OAuth authorization code for the lens's own server.",
    "lens": "Close itself.",
    "storage": "Keep small values: for the view, the device, the user or the chat.",
}
"""Capabilities that need no permission. With :data:`SCOPES` they are all there are."""


RECORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "avatar": {"style?": "string", "colour?": "string"},
    "price": {"amount_minor": "integer", "currency": "string"},
    "merchant": {"id": "string", "name": "string"},
    "listing": {
        "id": "string",
        "price": "price",
        "in_stock": "boolean",
        "merchant": "merchant",
    },
    "item": {
        "id": "string",
        "kind": "string",
        "name": "string",
        "maker": "string",
        "image_url": "string",
        "listing": "listing | null",
    },
    "searched_garment": {"kind": "string", "kinds": "[string]"},
    "search_note": {"code": "string", "message": "string"},
    "search_reason": {
        "of": '"photo" | "generated" | "colour" | "keywords"',
        "score": "number",
        "matches": "boolean",
        "words?": "[string]",
    },
    "search_result": {"item": "item", "score": "number", "reasons": "[search_reason]"},
    "entry": {"key": "string", "value": "map", "version": "integer"},
}
"""Maps that results and notifications contain, by name.

A shape is ``string``, ``integer``, ``number``, ``boolean``, ``null``, ``map``,
``handle``, a name of this table, ``[shape]`` for a list, ``"word"`` for one word, or
``a | b`` for either. A field whose name ends in ``?`` may be absent.
"""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a method.

    Attributes:
        type: ``string``, ``integer``, ``number``, ``boolean``, ``map``, ``list``
            (of strings) or ``handle``.
        required: Whether a call without it is refused.
        least: Smallest number, or shortest string or list.
        most: Largest number, or longest string (code points), list (items) or map
            (weight in bytes).
        choices: The only strings allowed, or the only items of a list.
    """

    type: str
    required: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that is true of a call before it is made.

    Attributes:
        about: What it does, in one sentence.
        capability: The scope or feature that it needs.
        deadline: Key of :data:`DEADLINES_MS`.
        params: Its parameters; others are refused.
        by_item: A list parameter whose items each need a scope of their own, and
            those scopes; they replace *capability*.
        result: Result fields and their shapes, as in :data:`RECORDS`.
        item: Fields of each item, for a stream (deadline class ``stream``): a call that
            yields items as fast as its caller grants credit for them, then ends as any
            call does.
        gesture: Whether it must follow a tap or key press of the user.
        user: Whether the user decides while it is open: the clock may stop, and one
            such call is open at a time.
        params_bytes: Cap on the weight of the parameters.
        result_bytes: Cap on the weight of the result, and of each item.
        errors: Codes beyond those that any call may end with.
        since: First protocol version that has it.
        idempotent: ``natural`` (a repeat changes nothing more) or ``key`` (a repeat
            with the same ``idempotency_key`` has one effect) or ``no``.
    """

    about: str
    capability: str
    deadline: str
    params: Mapping[str, Param] = field(default_factory=dict)
    by_item: tuple[str, Mapping[str, str]] | None = None
    result: Mapping[str, str] = field(default_factory=dict)
    gesture: bool = False
    user: bool = False
    params_bytes: int = 4096
    result_bytes: int = 4096
    errors: tuple[str, ...] = ()
    since: int = 1
    idempotent: str = "natural"
    item: Mapping[str, str] | None = None

    @property
    def deadline_ms(self) -> int:
        """The default deadline, in milliseconds."""
        return DEADLINES_MS[self.deadline]


_SHARE: Mapping[str, Param] = {
    "picture": Param("handle"),
    "item_id": Param("string", least=1, most=64),
    "title": Param("string", required=True, least=1, most=80),
    "subtitle": Param("string", most=120),
    "state": Param("map", most=4096),
    "idempotency_key": Param("string", required=True, least=8, most=128),
}

_SOURCE = '"tray" | "card" | "link" | "invite" | "activity"'

_PLACE: Mapping[str, Param] = {
    "scope": Param(
        "string", required=True, choices=("view", "device", "account", "conversation")
    ),
}
_PLACE_KEY: Mapping[str, Param] = {
    **_PLACE,
    "key": Param("string", required=True, least=1, most=64),
}
_STORAGE = ("not_found", "conflict", "storage_quota", "rate_limited")

_HANDLES = ("handle_unknown", "handle_expired", "handle_revoked", "handle_kind")

METHODS: Final[Mapping[str, Method]] = {
    "user.get": Method(
        "Returns what the user lets the lens know about them.",
        "user.display_name",
        "standard",
        {
            "fields": Param(
                "list",
                required=True,
                least=1,
                most=2,
                choices=("display_name", "avatar"),
            )
        },
        by_item=(
            "fields",
            {"display_name": "user.display_name", "avatar": "user.avatar"},
        ),
        result={"display_name?": "string", "avatar?": "avatar"},
    ),
    "items.list": Method(
        "Returns a page of the catalogue.",
        "items.read",
        "standard",
        {
            "kind": Param("string", least=1, most=32),
            "cursor": Param("string", most=512),
            "limit": Param("integer", least=1, most=100),
        },
        result={"items": "[item]", "next_cursor?": "string"},
        result_bytes=64 * 1024,
    ),
    "viewfinder.layout": Method(
        "Says where in the lens's page the host draws; in CSS pixels.",
        "viewfinder",
        "quick",
        {
            "x": Param("number", required=True, least=-10_000, most=10_000),
            "y": Param("number", required=True, least=-10_000, most=10_000),
            "width": Param("number", required=True, least=0, most=10_000),
            "height": Param("number", required=True, least=0, most=10_000),
        },
    ),
    "tryon.start": Method(
        "Tries an item on in the viewfinder; again with another item changes it.",
        "camera.tryon",
        "model",
        {
            "item_id": Param("string", required=True, least=1, most=64),
            "photo": Param("handle"),
        },
        result={"placed": "boolean", "hidden_share": "number", "reason?": "string"},
        errors=("not_found", "tryon.no_person", "tryon.cannot_place", *_HANDLES),
    ),
    "tryon.stop": Method(
        "Takes the item off and frees the camera.", "camera.tryon", "quick"
    ),
    "capture.snap": Method(
        "Takes the try-on as a full-quality picture.",
        "camera.tryon",
        "model",
        result={"picture": "handle", "item_id": "string"},
        gesture=True,
        errors=("tryon.no_person", "tryon.cannot_place"),
        idempotent="no",
    ),
    "photo.pick": Method(
        "Lets the user choose or take a photo.",
        "photo",
        "user",
        result={"photo": "handle"},
        gesture=True,
        user=True,
        idempotent="no",
    ),
    "share.chat": Method(
        "Proposes a card; the user chooses the chat that gets it.",
        "chat.share",
        "user",
        _SHARE,
        result={"conversation_id": "string", "message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        errors=("idempotency_mismatch", *_HANDLES),
        idempotent="key",
    ),
    "share.story": Method(
        "Proposes a snap for the user's story.",
        "story.share",
        "user",
        {**_SHARE, "picture": Param("handle", required=True)},
        result={"snap_id": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        errors=("idempotency_mismatch", *_HANDLES),
        idempotent="key",
    ),
    "launch.get": Method(
        "Returns how the lens was opened.",
        "launch",
        "quick",
        result={
            "source": _SOURCE,
            "item_id?": "string",
            "state?": "map",
            "in_chat?": "boolean",
        },
        result_bytes=8192,
    ),
    "authorize": Method(
        "Asks the user to let the lens's own server act for them (OAuth 2, PKCE).",
        "authorize",
        "user",
        {
            "client_id": Param("string", required=True, least=1, most=128),
            "redirect_uri": Param("string", required=True, least=1, most=2048),
            "scope": Param("string", required=True, most=1024),
            "state": Param("string", required=True, least=8, most=512),
            "code_challenge": Param("string", required=True, least=43, most=43),
            "code_challenge_method": Param("string", required=True, choices=("S256",)),
        },
        result={"code": "string", "state": "string", "iss": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        idempotent="no",
    ),
    "lens.close": Method("Closes the lens.", "lens", "quick"),
    "search.visual": Method(
        "Finds listings by a photo that the user chose, by words, or by both.",
        "search",
        "model",
        {
            "photo": Param("handle"),
            "keywords": Param("string", least=1, most=200),
            "kind": Param("string", least=1, most=32),
            "kinds": Param("list", least=1, most=13),
            "currency": Param("string", least=3, most=3),
            "least_minor": Param("integer", least=0, most=1_000_000_000),
            "most_minor": Param("integer", least=0, most=1_000_000_000),
            "merchant_id": Param("string", least=1, most=64),
            "in_stock": Param("boolean"),
            "text": Param("string", least=1, most=200),
            "top": Param("integer", least=1, most=50),
        },
        result={
            "outcome": '"found" | "filtered_out" | "empty_catalogue"',
            "garment?": "searched_garment",
            "picture?": "handle",
            "generated": "boolean",
            "notes": "[search_note]",
            "results": "[search_result]",
        },
        result_bytes=64 * 1024,
        errors=(
            "search.no_person",
            "search.no_garment",
            "search.not_ready",
            "model_missing",
            "not_found",
            "rate_limited",
            *_HANDLES,
        ),
        since=2,
    ),
    "storage.get": Method(
        "Returns what the lens keeps under a key; null and version 0 for nothing.",
        "storage",
        "standard",
        _PLACE_KEY,
        result={"value": "map | null", "version": "integer"},
        result_bytes=16 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.list": Method(
        "Returns everything that the lens keeps in a scope.",
        "storage",
        "standard",
        _PLACE,
        result={"entries": "[entry]"},
        result_bytes=90 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.set": Method(
        "Keeps a value; with if_version only over that version (0: nothing is there).",
        "storage",
        "standard",
        {
            **_PLACE_KEY,
            "value": Param("map", required=True, most=8192),
            "if_version": Param("integer", least=0, most=1_000_000_000),
        },
        result={"version": "integer"},
        params_bytes=12 * 1024,
        errors=_STORAGE,
        since=2,
    ),
    "storage.remove": Method(
        "Forgets a value.",
        "storage",
        "standard",
        _PLACE_KEY,
        errors=_STORAGE,
        since=2,
    ),
    "chat.invite": Method(
        "Proposes an invitation; the lens is open in the chosen chat from then on.",
        "chat.share",
        "user",
        _SHARE,
        result={"conversation_id": "string", "message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        errors=("idempotency_mismatch", *_HANDLES),
        since=2,
        idempotent="key",
    ),
    "chat.respond": Method(
        "Proposes an answer in the chat, with the media that the host finds fitting.",
        "chat.share",
        "user",
        {
            "title": Param("string", required=True, least=1, most=80),
            "media": Param("map", required=True, most=4096),
            "idempotency_key": Param("string", required=True, least=8, most=128),
        },
        result={"message_id": "string"},
        gesture=True,
        user=True,
        params_bytes=8192,
        errors=("not_found", "idempotency_mismatch"),
        since=2,
        idempotent="key",
    ),
    "chat.notify": Method(
        "Tells the others in the chat one line; anyone can mute it.",
        "notify",
        "standard",
        {
            "text": Param("string", required=True, least=1, most=120),
            "item_id": Param("string", least=1, most=64),
            "state": Param("map", most=4096),
        },
        params_bytes=8192,
        errors=("not_found", "rate_limited"),
        since=2,
        idempotent="no",
    ),
    "tryon.watch": Method(
        "Tells how the live try-on does, over and over, until it is stopped.",
        "camera.tryon",
        "stream",
        {"every_ms": Param("integer", least=100, most=10_000)},
        item={
            "item_id": "string",
            "placed": "boolean",
            "reason?": "string",
            "hidden_share": "number",
            "wearer": '"found" | "lost"',
            "fps": "number",
            "mask_age?": "integer",
        },
        since=2,
    ),
}
"""Every method. One that is not here does not exist."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A message from the host that wants no answer.

    Attributes:
        about: When it is sent.
        data: Its fields and their shapes, as in :data:`RECORDS`.
        since: First protocol version that has it.
    """

    about: str
    data: Mapping[str, str]
    since: int = 1


NOTIFICATIONS: Final[Mapping[str, Notification]] = {
    "launch": Notification(
        "The open lens was opened again, for example from a card.",
        {
            "source": _SOURCE,
            "item_id?": "string",
            "state?": "map",
            "in_chat?": "boolean",
        },
    ),
    "tryon.update": Notification(
        "What the live try-on does changed.",
        {"placed": "boolean", "reason?": "string", "hidden_share": "number"},
    ),
    "grant.revoked": Notification(
        "The user withdrew permissions; open calls that need them ended denied.",
        {"scopes": "[string]"},
    ),
    "storage.changed": Notification(
        "Another member of the chat changed a value that the lens keeps for it.",
        {"scope": '"conversation"', "key": "string", "version": "integer"},
        since=2,
    ),
    "theme": Notification(
        "The host's colours or scheme changed.",
        {"scheme": '"light" | "dark"', "colours?": "map"},
    ),
}
"""Every notification."""


@dataclass(frozen=True, slots=True)
class Tracing:
    """What a trace of a session keeps.

    Attributes:
        fields: Fields whose words stay; every other word becomes a stand-in.
        methods: Methods whose parameters and results stay whole: public facts.
        hidden: Permissions whose results lose even their numbers.
    """

    fields: tuple[str, ...]
    methods: tuple[str, ...]
    hidden: tuple[str, ...]


TRACE: Final = Tracing(
    fields=(
        "item_id",
        "kind",
        "source",
        "reason",
        "wearer",
        "scheme",
        "fields",
        "scopes",
        "code_challenge_method",
    ),
    methods=("items.list",),
    hidden=("user.display_name", "user.avatar", "camera.pixels"),
)
"""What is said of nobody; a word that is not named here is taken out of traces."""
