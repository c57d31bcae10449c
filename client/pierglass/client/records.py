"""The records that the API speaks, as typed dictionaries.

They describe what a client may rely on. A newer server may send more fields; those
pass through untouched.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

__all__ = [
    "Account",
    "Augmentation",
    "Avatar",
    "Body",
    "Card",
    "Config",
    "Conversation",
    "Device",
    "FriendRequest",
    "Friends",
    "Friendship",
    "Grant",
    "GrantedClient",
    "Image",
    "Item",
    "ItemPage",
    "Lens",
    "LensFriend",
    "LensFriendPage",
    "LensScope",
    "Listing",
    "Media",
    "Message",
    "Place",
    "Session",
    "SignedIn",
    "Snap",
    "Story",
    "TryOnAnswer",
    "View",
]


class Config(TypedDict):
    """Where everything is; what a client learns first."""

    version: str
    gateway_url: str
    live_url: str
    lens_origin: str
    public_origin: str
    consent_threshold_ms: int


class Avatar(TypedDict):
    """How an account looks."""

    style: str
    colour: str
    characteristics: NotRequired[dict[str, Any]]


class Account(TypedDict):
    """A person, as others may see them."""

    id: str
    username: str
    display_name: str
    avatar: Avatar


class Session(TypedDict):
    """The tokens of one signed-in device."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    device_id: str


class SignedIn(TypedDict):
    """The answer to signing up and to signing in."""

    account: Account
    session: Session


class Device(TypedDict):
    """A device that is signed in."""

    id: str
    name: str
    platform: str


class Friendship(TypedDict):
    """A friend, and since when."""

    account: Account
    since_ms: int


class FriendRequest(TypedDict):
    """A request that waits for an answer."""

    id: str
    account: Account
    created_at_ms: int


class Friends(TypedDict):
    """Everyone around an account."""

    friends: list[Friendship]
    incoming: list[FriendRequest]
    outgoing: list[FriendRequest]
    blocked: list[Account]


class Image(TypedDict):
    """A picture in a message or a snap."""

    media_id: str
    width: int
    height: int
    generated: NotRequired[bool]


class Place(TypedDict):
    """A place that somebody chose, in degrees, WGS 84; nobody's position."""

    name: str
    latitude: float
    longitude: float


class Card(TypedDict):
    """What others tap to stand in a lens at the same item, state or place."""

    lens_id: str
    title: str
    subtitle: NotRequired[str | None]
    item_id: NotRequired[str | None]
    image_id: NotRequired[str | None]
    state: NotRequired[dict[str, Any] | None]
    place: NotRequired[Place]
    invite: NotRequired[bool]


class View(TypedDict):
    """What one reader has seen of a timed message."""

    opened_at_ms: int
    expires_at_ms: int | None
    views_left: int | None


class Message(TypedDict):
    """A message as a member of its conversation reads it."""

    id: str
    conversation_id: str
    seq: int
    sender_id: str
    created_at_ms: int
    client_message_id: str
    text: str | None
    image: Image | None
    augmentation_id: str | None
    duration_s: float | None
    max_views: int | None
    card: Card | None
    state: str
    view: View | None


class Body(TypedDict, total=False):
    """What a client sends."""

    text: str
    image_id: str
    augmentation_id: str
    duration_s: float
    max_views: int
    geolocations: list[dict[str, Any]]
    tags: list[dict[str, str]]
    card: Card


class Conversation(TypedDict):
    """A chat of two, or a group."""

    id: str
    kind: str
    title: str | None
    members: list[Account]
    last_seq: int
    read_seq: int
    last_message: Message | None


class Media(TypedDict):
    """An uploaded picture, re-encoded and stripped by the server."""

    id: str
    kind: str
    width: int
    height: int
    content_type: str
    size_bytes: int
    generated: bool


class Listing(TypedDict):
    """A merchant's offer of an item."""

    id: str
    price: dict[str, Any]
    in_stock: bool
    merchant: Any
    shop_url: NotRequired[str | None]


class Item(TypedDict):
    """Something that can be tried on."""

    id: str
    kind: str
    name: str
    maker: str
    image_url: str
    listing: Listing | None


class ItemPage(TypedDict):
    """One page of the catalogue."""

    items: list[Item]
    next_cursor: str | None


class LensScope(TypedDict):
    """One thing that a lens asks for, and why."""

    scope: str
    reason: str
    optional: bool


class Lens(TypedDict):
    """A published lens."""

    id: str
    name: str
    version: str
    kind: str
    summary: str
    box_art_url: str
    entry_url: str
    landing: dict[str, str]
    scopes: list[LensScope]
    origin: str


class Grant(TypedDict):
    """What this account lets one lens have: never_asked, granted or refused.

    `refused` names the permissions for which the lens asked in vain; it cannot ask
    again.
    """

    state: str
    scopes: list[str]
    refused: list[str]
    granted_at_ms: int | None


class GrantedClient(TypedDict):
    """An authorized resource in the user's list."""

    id: str
    client: dict[str, str]
    scopes: list[str]
    refused: list[str]
    granted_at_ms: int
    last_used_at_ms: int | None
    authorized_at_ms: int | None
    muted: bool


class Use(TypedDict):
    """One opening of a lens or a linked app."""

    source: str
    opened_at_ms: int


class Resource(TypedDict):
    """A lens or a linked app, as a list shows it."""

    id: str
    name: str
    kind: str
    summary: str
    contexts: list[str]
    scopes: list[str]
    recent_ms: int
    handler: NotRequired[str]


class AppLaunch(TypedDict):
    """The address that opens a linked app once, and what answers it."""

    url: str
    handler: str
    expires_at_ms: int


class Activity(TypedDict):
    """A member of a conversation has a lens open there, or had."""

    id: str
    conversation_id: str
    account: Account
    client: dict[str, str]
    started_at_ms: int
    active: bool


class LensFriend(TypedDict):
    """A friend of the user's, as one lens may know them."""

    id: str
    display_name: str
    avatar: Avatar


class LensFriendPage(TypedDict):
    """Some of them, and where the next ones begin."""

    friends: list[LensFriend]
    next_cursor: NotRequired[str]


class Augmentation(TypedDict):
    """One try-on: which item, on which picture, how much of it hidden."""

    id: str
    kind: str
    item_id: str
    source_media_id: str
    media_id: str
    hidden_share: float
    placement: dict[str, Any]
    stages_ms: dict[str, float]
    created_at_ms: int


class TryOnAnswer(TypedDict):
    """An augmentation and its picture."""

    augmentation: Augmentation
    media: Media


class Snap(TypedDict):
    """A picture in a story."""

    id: str
    created_at_ms: int
    expires_at_ms: int
    image: Image
    card: Card | None
    seen: bool


class Story(TypedDict):
    """An account's snaps of the last day."""

    account: Account
    snaps: list[Snap]


class StoredValue(TypedDict):
    """One value that a lens keeps."""

    key: str
    value: Any
    version: int
