"""The catalogue: AR items as their folders declare them, with listings.

An item says what a thing is and how it is worn; price and stock belong to a
merchant's listing that points to it.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pierglass.server.errors import CursorInvalidError, NotFoundError
from pierglass.server.services.context import Context
from pierglass.server.services.keywords import folded
from pierglass.server.settings import Settings, resource_folder
from pierglass.server.store.catalogue import Item, Listing, Merchant

__all__ = ["KINDS", "PAGE", "list_page", "load", "render", "render_listing", "show"]

KINDS = (
    "top",
    "jacket",
    "dress",
    "trousers",
    "skirt",
    "shorts",
    "shoe",
    "glasses",
    "hat",
    "watch",
    "bracelet",
    "necklace",
    "earring",
)
PAGE = 100

OPENING_PRICES = {
    "top": 3900,
    "jacket": 12900,
    "dress": 8900,
    "trousers": 6900,
    "skirt": 5900,
    "shorts": 3900,
    "shoe": 9900,
    "glasses": 11900,
    "hat": 3400,
    "watch": 19900,
    "bracelet": 4900,
    "necklace": 7900,
    "earring": 2900,
}
"""Price of a first listing by kind, in euro cents, where a merchant set none."""
OPENING_STOCK = 12

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CURSOR_MAC = 12
"""Bytes of the cursor's seal: a forger has one try in 2^96."""


@dataclass(frozen=True)
class _Declared:
    id: str
    kind: str
    name: str
    maker: str
    version: int
    picture_sha256: str
    shop_url: str | None


def load(ctx: Context) -> int:
    """Bring the table up to the items' folders; return how many there are.

    A folder that cannot be read is logged and left out; an item whose folder is
    gone stays for the messages that point to it and leaves the catalogue.
    """
    found = {item.id: item for item in _declared(ctx)}

    def transaction(session: Session) -> None:
        session.execute(update(Item).values(present=False))
        for item in found.values():
            _upsert(ctx, session, item)

    ctx.store.write(transaction)
    return len(found)


def list_page(
    ctx: Context, kind: str | None, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Return items in the order of their ids, and the cursor of the next page.

    Raises:
        CursorInvalidError: If this server did not make *cursor*.
    """
    after = _open_cursor(ctx.key, cursor, kind) if cursor else ""

    def look(session: Session) -> tuple[list[dict[str, Any]], str | None]:
        query = select(Item).where(Item.present, Item.id > after)
        if kind is not None:
            query = query.where(Item.kind == kind)
        rows = session.scalars(query.order_by(Item.id).limit(limit + 1)).all()
        page = rows[:limit]
        more = _seal_cursor(ctx.key, page[-1].id, kind) if len(rows) > limit else None
        return render(ctx.settings, session, list(page)), more

    return ctx.store.read(look)


def show(ctx: Context, item_id: str) -> dict[str, Any]:
    """Return one item.

    Raises:
        NotFoundError: If there is none.
    """

    def look(session: Session) -> dict[str, Any]:
        item = session.get(Item, item_id)
        if item is None or not item.present:
            raise NotFoundError(what="item", field="item_id")
        return render(ctx.settings, session, [item])[0]

    return ctx.store.read(look)


def _declared(ctx: Context) -> Iterator[_Declared]:
    folders = [resource_folder(ctx.settings.items), ctx.settings.data_dir / "items"]
    for folder in folders:
        if folder is None or not folder.is_dir():
            continue
        for path in sorted(folder.glob("*/item.json")):
            try:
                yield _read(path)
            except (OSError, ValueError, KeyError, TypeError) as exc:
                ctx.log.warning("item_unreadable", path=str(path), reason=str(exc))


def _read(path: Path) -> _Declared:
    declared = json.loads(path.read_text("utf-8"))
    item_id, folder = declared["id"], path.parent
    if item_id != folder.name or not _ID.fullmatch(item_id):
        raise ValueError(f"the id {item_id!r} is not the folder's name, or no slug")
    if declared["kind"] not in KINDS:
        raise ValueError(f"kind {declared['kind']!r} is none of {', '.join(KINDS)}")
    return _Declared(
        id=item_id,
        kind=declared["kind"],
        name=str(declared["name"])[:128],
        maker=str(declared["maker"])[:128],
        version=int(declared["version"]),
        picture_sha256=hashlib.sha256((folder / "item.png").read_bytes()).hexdigest(),
        shop_url=_shop(declared.get("shop_url")),
    )


def _shop(declared: object) -> str | None:
    if declared is None:
        return None
    address = str(declared)
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise ValueError(f"shop_url {address!r} is no https:// address of a shop")
    if len(address) > 2000:
        raise ValueError(f"shop_url has {len(address)} characters, at most 2000")
    return address


def _upsert(ctx: Context, session: Session, item: _Declared) -> None:
    row = session.get(Item, item.id)
    if row is None:
        row = Item(id=item.id)
        session.add(row)
    row.kind, row.name, row.maker = item.kind, item.name, item.maker
    row.version, row.picture_sha256, row.present = (
        item.version,
        item.picture_sha256,
        True,
    )
    row.words = folded(f"{item.name} {item.kind} {item.maker}")
    session.flush()
    if session.scalar(select(Listing).where(Listing.item_id == item.id)) is None:
        session.add(
            Listing(
                id=ctx.ids.new("lst"),
                item_id=item.id,
                merchant_id=_merchant(ctx, session, item.maker).id,
                amount_minor=OPENING_PRICES[item.kind],
                currency="EUR",
                stock=OPENING_STOCK,
            )
        )
        session.flush()
    offers = update(Listing).where(Listing.item_id == item.id)
    session.execute(offers.values(shop_url=item.shop_url))


def _merchant(ctx: Context, session: Session, name: str) -> Merchant:
    found = session.scalar(select(Merchant).where(Merchant.name == name))
    if found is not None:
        return found
    made = Merchant(id=ctx.ids.new("mer"), name=name)
    session.add(made)
    session.flush()
    return made


def render(
    settings: Settings, session: Session, rows: list[Item]
) -> list[dict[str, Any]]:
    """Return items, each with its cheapest listing."""
    listings = {
        listing.item_id: (listing, merchant)
        for listing, merchant in session.execute(
            select(Listing, Merchant)
            .join(Merchant, Merchant.id == Listing.merchant_id)
            .where(Listing.item_id.in_([row.id for row in rows]))
            .order_by(Listing.amount_minor.desc(), Listing.id)
        )
    }
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "name": row.name,
            "maker": row.maker,
            "image_url": f"{settings.lenses()}/assets/items/{row.id}.png",
            "listing": render_listing(*listings[row.id])
            if row.id in listings
            else None,
        }
        for row in rows
    ]


def render_listing(listing: Listing, merchant: Merchant) -> dict[str, Any]:
    """Return an offer."""
    return {
        "id": listing.id,
        "price": {
            "amount_minor": listing.amount_minor,
            "currency": listing.currency,
        },
        "in_stock": listing.stock > 0,
        "merchant": {"id": merchant.id, "name": merchant.name},
        "shop_url": listing.shop_url,
    }


def _seal_cursor(key: bytes, item_id: str, kind: str | None) -> str:
    seal = _seal(key, item_id, kind)
    return base64.urlsafe_b64encode(seal + item_id.encode()).decode()


def _open_cursor(key: bytes, cursor: str, kind: str | None) -> str:
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        seal, item_id = raw[:_CURSOR_MAC], raw[_CURSOR_MAC:].decode()
    except ValueError as exc:
        raise CursorInvalidError(field="cursor") from exc
    if not hmac.compare_digest(seal, _seal(key, item_id, kind)):
        raise CursorInvalidError(field="cursor")
    return item_id


def _seal(key: bytes, item_id: str, kind: str | None) -> bytes:
    text = f"items\0{kind or ''}\0{item_id}".encode()
    return hmac.new(key, text, hashlib.sha256).digest()[:_CURSOR_MAC]
