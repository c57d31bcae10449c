"""A shop of garments of one colour each, and a network that the fake stands in for."""

import dataclasses
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services import catalogue
from pierglass.server.services.context import Context
from pierglass.server.services.indexing import Indexer
from pierglass.server.store.catalogue import Listing
from pierglass.server.testing import FakeAugmenter, Person, picture

ITEMS = {
    "top-red": ("top", "Red linen shirt", "Atelier Lune", "red"),
    "top-crimson": ("top", "Crimson tee", "Nordwind", "crimson"),
    "top-blue": ("top", "Blue shirt", "Nordwind", "blue"),
    "jacket-navy": ("jacket", "Navy coat of Café wool", "Nordwind", "navy"),
    "trousers-red": ("trousers", "Red trousers", "Atelier Lune", "red"),
    "glasses-red": ("glasses", "Red frames", "Atelier Lune", "red"),
}


def model_hash(content: bytes) -> str:
    return sha256(content).hexdigest()


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of networks, importable as ``weights_of_search``."""
    folder = tmp_path / "importable" / "weights_of_search"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder.parent))
    return folder


@pytest.fixture
def ctx(ctx: Context, weights: Path, augmenter: FakeAugmenter) -> Context:
    """Return the parts of a server that looks for networks in *weights*."""
    augmenter.items = ctx.settings.data_dir / "items"
    settings = dataclasses.replace(ctx.settings, weights="weights_of_search:")
    return dataclasses.replace(ctx, settings=settings)


@pytest.fixture
def add(ctx: Context) -> Callable[..., None]:
    """Return a function that puts an item into the shop."""

    def put(item_id: str, kind: str, name: str, maker: str, colour: str) -> None:
        folder = ctx.settings.data_dir / "items" / item_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "item.png").write_bytes(picture("PNG", colour=colour))
        declared = {"id": item_id, "kind": kind, "name": name, "maker": maker}
        (folder / "item.json").write_text(json.dumps({**declared, "version": 1}))
        catalogue.load(ctx)

    return put


@pytest.fixture
def shop(ctx: Context, add: Callable[..., None]) -> dict[str, Listing]:
    """Return the listings of a small shop, by item."""
    for item_id, declared in ITEMS.items():
        add(item_id, *declared)

    def read(session: Session) -> dict[str, Listing]:
        return {one.item_id: one for one in session.scalars(select(Listing))}

    return ctx.store.read(read)


@pytest.fixture
def network(weights: Path) -> str:
    """Return the hash of an embedding network that is installed."""
    (weights / "embedding.onnx").write_bytes(b"network one")
    return model_hash(b"network one")


@pytest.fixture
def indexed(ctx: Context, shop: dict[str, Listing], network: str) -> str:
    """Return the hash of the network by which the whole shop is indexed."""
    indexer = Indexer()
    while indexer.step(ctx):
        pass
    return network


@pytest.fixture
def photo(ana: Person) -> Callable[[str], str]:
    """Return a function that uploads a photo of ana's, of one colour."""

    def make(colour: str) -> str:
        reply = ana.upload(picture("PNG", colour=colour))
        assert reply.json is not None
        return str(reply.json["media"]["id"])

    return make
