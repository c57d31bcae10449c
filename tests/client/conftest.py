"""The real application of the server, in this process, with a fake augmenter."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask

from pierglass.client.sync import Api
from pierglass.server import migrations
from pierglass.server.app import build_app
from pierglass.server.services import catalogue
from pierglass.server.services.blobs import Blobs
from pierglass.server.services.context import Context
from pierglass.server.services.ids import RandomIds
from pierglass.server.services.passwords import Passwords
from pierglass.server.settings import Settings
from pierglass.server.store.database import Store
from pierglass.server.store.index.embedded import EmbeddedIndex
from pierglass.server.testing import FakeAugmenter, ManualClock, Published

ORIGIN = "http://127.0.0.1:8700"


@pytest.fixture
def server_clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def augmenter() -> FakeAugmenter:
    return FakeAugmenter()


@pytest.fixture
def app(
    tmp_path: Path, server_clock: ManualClock, augmenter: FakeAugmenter
) -> Iterator[Flask]:
    settings = Settings(data_dir=tmp_path)
    store = Store(settings.database())
    migrations.upgrade(store.engine())
    ctx = Context(
        store=store,
        clock=server_clock,
        ids=RandomIds(),
        settings=settings,
        blobs=Blobs(tmp_path / "blobs"),
        key=b"k" * 32,
        passwords=Passwords(time_cost=1, memory_kib=8),
        vectors=EmbeddedIndex(store),
        publish=Published(),
        augment=augmenter,
    )
    catalogue.load(ctx)
    yield build_app(ctx)
    store.close()


@pytest.fixture
def api(app: Flask) -> Iterator[Api]:
    """A client with no account yet."""
    with Api(ORIGIN, transport=httpx.WSGITransport(app=app)) as api:
        yield api


@pytest.fixture
def ana(app: Flask) -> Iterator[Api]:
    with Api(ORIGIN, transport=httpx.WSGITransport(app=app)) as api:
        api.sign_up("ana", "looking-glass-ana", "Ana")
        yield api


@pytest.fixture
def ben(app: Flask) -> Iterator[Api]:
    with Api(ORIGIN, transport=httpx.WSGITransport(app=app)) as api:
        api.sign_up("ben", "looking-glass-ben", "Ben")
        yield api
