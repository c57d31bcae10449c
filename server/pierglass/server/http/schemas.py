"""Shapes of what replies hold, shared by the modules of this folder."""

from pierglass.server.services.accounts import AVATAR
from pierglass.server.services.message_body import PLACE
from pierglass.server.services.shapes import (
    Choice,
    Fields,
    Flag,
    Free,
    Integer,
    Listed,
    Nullable,
    Number,
    Text,
)

__all__ = [
    "ACCOUNT",
    "AUGMENTATION",
    "CARD",
    "CONVERSATION",
    "DEVICE",
    "FRIEND_REQUEST",
    "GRANT",
    "IMAGE",
    "ITEM",
    "MEDIA",
    "MESSAGE",
    "MODEL",
    "SESSION",
    "SNAP",
    "holding",
    "listing",
]

ID = Text(1, 64)
WHEN = Integer()
WORDS = Text(0, 10_000)


def holding(name: str, shape: Fields) -> Fields:
    """Return the shape of an object that holds *shape* under *name*."""
    return Fields({name: shape})


def listing(name: str, shape: Fields, high: int = 10_000) -> Fields:
    """Return the shape of an object that holds a list under *name*."""
    return Fields({name: Listed(shape, high)})


ACCOUNT = Fields(
    {"id": ID, "username": ID, "display_name": WORDS, "avatar": AVATAR},
    title="Account",
)
ME = Fields(
    {"id": ID},
    {"username": ID, "display_name": WORDS, "avatar": AVATAR},
    title="Me",
)
SESSION = Fields(
    {
        "access_token": Text(),
        "refresh_token": Text(),
        "expires_in_s": Integer(),
        "device_id": Nullable(ID),
    },
    title="Session",
)
DEVICE = Fields(
    {
        "id": ID,
        "name": WORDS,
        "platform": WORDS,
        "created_at_ms": WHEN,
        "last_seen_ms": WHEN,
        "current": Flag(),
    },
    title="Device",
)
FRIEND_REQUEST = Fields(
    {"id": ID, "account": ACCOUNT, "created_at_ms": WHEN},
    {"state": Choice(("pending", "accepted"))},
    title="FriendRequest",
)
FRIEND = Fields({"account": ACCOUNT, "since_ms": WHEN}, title="Friend")
IMAGE = Fields(
    {"media_id": ID, "width": Integer(), "height": Integer(), "generated": Flag()},
    title="Image",
)
MEDIA = Fields(
    {
        "id": ID,
        "kind": Choice(("image",)),
        "width": Integer(),
        "height": Integer(),
        "content_type": ID,
        "size_bytes": Integer(),
        "generated": Flag(),
    },
    title="Media",
)
CARD = Fields(
    {"lens_id": ID, "title": WORDS},
    {
        "subtitle": WORDS,
        "item_id": ID,
        "image_id": ID,
        "state": Free(),
        "place": PLACE,
        "invite": Flag(),
    },
    title="Card",
)
GRANT = Fields(
    {
        "state": Choice(("never_asked", "granted", "refused")),
        "scopes": Listed(Text(), high=64),
        "refused": Listed(Text(), high=64),
        "granted_at_ms": Nullable(WHEN),
    },
    title="Grant",
)
POINT = Fields(
    {"lat": Number(-90, 90), "lon": Number(-180, 180)},
    {"label": WORDS},
    title="Geolocation",
)
TAG = Fields({"text": WORDS, "source": Choice(("manual", "recognition"))}, title="Tag")
VIEW = Fields(
    {
        "opened_at_ms": WHEN,
        "expires_at_ms": WHEN,
        "views_left": Nullable(Integer()),
    },
    title="View",
)
MESSAGE = Fields(
    {
        "id": ID,
        "conversation_id": ID,
        "seq": Integer(1),
        "sender_id": ID,
        "receiver_ids": Listed(ID, 1000),
        "created_at_ms": WHEN,
        "client_message_id": Text(),
        "text": Nullable(WORDS),
        "image": Nullable(IMAGE),
        "video": Nullable(IMAGE),
        "audio": Nullable(IMAGE),
        "augmentation_id": Nullable(ID),
        "duration_s": Nullable(Integer()),
        "max_views": Nullable(Integer()),
        "geolocations": Listed(POINT),
        "story_ids": Listed(ID),
        "tags": Listed(TAG),
        "card": Nullable(CARD),
        "state": Choice(("sent", "deleted", "expired")),
        "view": Nullable(VIEW),
    },
    title="Message",
)
CONVERSATION = Fields(
    {
        "id": ID,
        "kind": Choice(("direct", "group")),
        "title": Nullable(WORDS),
        "members": Listed(ACCOUNT, 1000),
        "last_seq": Integer(),
        "read_seq": Integer(),
        "last_message": Nullable(MESSAGE),
    },
    title="Conversation",
)
LISTING = Fields(
    {
        "id": ID,
        "price": Fields({"amount_minor": Integer(), "currency": Text(3, 3)}),
        "in_stock": Flag(),
        "merchant": Fields({"id": ID, "name": WORDS}),
        "shop_url": Nullable(Text(1, 2000)),
    },
    title="Listing",
)
ITEM = Fields(
    {
        "id": ID,
        "kind": ID,
        "name": WORDS,
        "maker": WORDS,
        "image_url": Text(1, 2000),
        "listing": Nullable(LISTING),
    },
    title="Item",
)
AUGMENTATION = Fields(
    {
        "id": ID,
        "kind": ID,
        "item_id": ID,
        "source_media_id": ID,
        "media_id": ID,
        "hidden_share": Number(0, 1),
        "placement": Free(65_536),
        "stages_ms": Free(65_536),
        "created_at_ms": WHEN,
    },
    title="Augmentation",
)
SNAP = Fields(
    {
        "id": ID,
        "created_at_ms": WHEN,
        "expires_at_ms": WHEN,
        "image": IMAGE,
        "augmentation_id": Nullable(ID),
        "duration_s": Nullable(Integer()),
        "card": Nullable(CARD),
        "seen": Flag(),
    },
    title="Snap",
)
MODEL = Fields(
    {
        "name": ID,
        "version": WORDS,
        "sha256": Text(64, 64),
        "size_bytes": Integer(),
        "metrics": Free(1_000_000),
        "card": Text(0, 1_000_000),
    },
    title="TrainedModel",
)
