"""AR items, the merchants that sell them, and their listings."""

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pierglass.server.store.base import Base, Id

__all__ = ["Item", "Listing", "Merchant"]


class Item(Base):
    """An AR item, as its folder's ``item.json`` declares it."""

    __tablename__ = "items"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(128))
    maker: Mapped[str] = mapped_column(String(128))
    version: Mapped[int] = mapped_column(Integer)
    picture_sha256: Mapped[str] = mapped_column(String(64))
    present: Mapped[bool] = mapped_column(default=True)
    """Whether its folder was there at the last start."""
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What a search by keywords looks at: folded words, a space before each."""


class Merchant(Base):
    """Who sells."""

    __tablename__ = "merchants"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)


class Listing(Base):
    """An offer: price and stock belong here, not to the item."""

    __tablename__ = "listings"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    item_id: Mapped[str] = mapped_column(Id, ForeignKey("items.id"), index=True)
    merchant_id: Mapped[str] = mapped_column(Id, ForeignKey("merchants.id"))
    amount_minor: Mapped[int] = mapped_column(Integer)
    """Price in the currency's smallest unit."""
    currency: Mapped[str] = mapped_column(String(3))
    stock: Mapped[int] = mapped_column(Integer)
    shop_url: Mapped[str | None] = mapped_column(String(2000), default=None)
    """Where it is bought, outside; None where nowhere."""
