"""Call policy as data: every permission, method and notification of the bridge.

What a call needs (permission, gesture), how long it may take, how large it may be and
how it may fail stands here and nowhere else; the connection, the JavaScript twin, the
consent sheet and the manifest check all read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pierglass.bridge.policy_methods import CONTEXT, METHODS, SOURCE
from pierglass.bridge.policy_shape import DEADLINES_MS, Method, Param

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
    "user.friends": Scope(
        "Your friends",
        "See who your friends are: their names and avatars, and nothing else of them.",
        sensitive=True,
    ),
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
    "shop": "Hand a listing over to its shop, outside, if the user wants it.",
    "usage": "Count what happens in the lens, and never to whom.",
    "handles": "Say how long the pictures behind handles are needed.",
}
"""Capabilities that need no permission. With :data:`SCOPES` they are all there are."""


RECORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "avatar": {"style?": "string", "colour?": "string"},
    # The id is the lens's own name for a person: another lens is given another.
    "friend": {"id": "string", "display_name": "string", "avatar": "avatar"},
    "price": {"amount_minor": "integer", "currency": "string"},
    "merchant": {"id": "string", "name": "string"},
    "listing": {
        "id": "string",
        "price": "price",
        "in_stock": "boolean",
        "merchant": "merchant",
        "shop_url?": "string | null",
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
    "place": {"name": "string", "latitude": "number", "longitude": "number"},
    "entry": {"key": "string", "value": "map", "version": "integer"},
    "insets": {
        "top": "integer",
        "right": "integer",
        "bottom": "integer",
        "left": "integer",
    },
}
"""Maps that results and notifications contain, by name.

A shape is ``string``, ``integer``, ``number``, ``boolean``, ``null``, ``map``,
``handle``, a name of this table, ``[shape]`` for a list, ``"word"`` for one word, or
``a | b`` for either. A field whose name ends in ``?`` may be absent.
"""


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
            "source": SOURCE,
            "context?": CONTEXT,
            "item_id?": "string",
            "state?": "map",
            "place?": "place",
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
        "The host's look: sent after the handshake, and when it changes.",
        {
            "scheme": '"light" | "dark"',
            "colours?": "map",
            "locale?": "string",
            "safe_area?": "insets",
        },
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
    hidden=("user.display_name", "user.avatar", "user.friends", "camera.pixels"),
)
"""What is said of nobody; a word that is not named here is taken out of traces."""
