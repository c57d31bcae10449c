"""A real store and application, with a fake augmenter."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

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
from pierglass.server.testing import (
    FakeAugmenter,
    ManualClock,
    Person,
    Published,
    lens_files,
    picture,
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def augmenter() -> FakeAugmenter:
    return FakeAugmenter()


@pytest.fixture
def published() -> Published:
    return Published()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty database to copy: migrating costs more than a test."""
    path = tmp_path_factory.mktemp("template") / "pierglass.db"
    store = Store(f"sqlite:///{path}")
    migrations.upgrade(store.engine())
    store.close()
    return path


@pytest.fixture
def ctx(
    migrated: Path,
    tmp_path: Path,
    clock: ManualClock,
    augmenter: FakeAugmenter,
    published: Published,
) -> Iterator[Context]:
    settings = Settings(data_dir=tmp_path, items="", weights="")
    shutil.copy(migrated, tmp_path / "pierglass.db")
    store = Store(settings.database())
    yield Context(
        store=store,
        clock=clock,
        ids=RandomIds(),
        settings=settings,
        blobs=Blobs(tmp_path / "blobs"),
        key=b"k" * 32,
        passwords=Passwords(time_cost=1, memory_kib=8),
        vectors=EmbeddedIndex(store),
        publish=published,
        augment=augmenter,
    )
    store.close()


@pytest.fixture
def client(ctx: Context) -> FlaskClient:
    app = build_app(ctx)
    app.testing = True
    # Errors go through the handlers, as they do when serving.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8700"
    return client


@pytest.fixture
def person(client: FlaskClient) -> Callable[[str], Person]:
    """Return a function that registers an account."""

    def register(username: str) -> Person:
        reply = client.post(
            "/v1/accounts",
            json={
                "username": username,
                "password": "correct horse",
                "display_name": username.title(),
            },
        )
        assert reply.status_code == 201, reply.text
        body: Any = reply.json
        return Person(client, body["account"], body["session"])

    return register


@pytest.fixture
def ana(person: Callable[[str], Person]) -> Person:
    return person("ana")


@pytest.fixture
def ben(person: Callable[[str], Person]) -> Person:
    return person("ben")


@pytest.fixture
def befriend() -> Callable[[Person, Person], None]:
    """Return a function that makes two people friends."""

    def make(one: Person, other: Person) -> None:
        listed = one.get("/v1/friends")["friends"]
        if other.id in [friend["account"]["id"] for friend in listed]:
            return
        asked = one.post("/v1/friends/requests", {"username": other.username})
        other.post(f"/v1/friends/requests/{asked['request']['id']}/accept")

    return make


@pytest.fixture
def chat(ana: Person, ben: Person, befriend: Callable[[Person, Person], None]) -> str:
    """Return the conversation of ana and ben, who are friends."""
    befriend(ana, ben)
    made = ana.post("/v1/conversations", {"member_ids": [ben.id]})
    return str(made["conversation"]["id"])


@pytest.fixture
def item(ctx: Context) -> str:
    """Return the id of an item in the catalogue."""
    folder = ctx.settings.data_dir / "items" / "glasses-test"
    folder.mkdir(parents=True)
    (folder / "item.png").write_bytes(picture("PNG"))
    declared = {
        "id": "glasses-test",
        "kind": "glasses",
        "name": "Test frames",
        "maker": "Atelier Test",
        "version": 1,
    }
    (folder / "item.json").write_text(json.dumps(declared))
    catalogue.load(ctx)
    return "glasses-test"


@pytest.fixture
def manifest() -> dict[str, Any]:
    """A manifest that passes every rule."""
    return {
        "id": "test-lens",
        "name": "Test lens",
        "version": "1.0.0",
        "kind": "applet",
        "summary": "A lens for tests.",
        "entry": "index.html",
        "box_art": "box-art.svg",
        "landing": {"title": "Try it", "subtitle": "On you"},
        "scopes": [
            {
                "scope": "camera.tryon",
                "reason": "To show items on you",
                "optional": False,
            },
            {"scope": "items.read", "reason": "To list the items", "optional": True},
        ],
        "network": {"connect": []},
        "resource_type": "applet",
        "protocol": {"min": 1, "max": 1},
    }


@pytest.fixture
def test_lens(ana: Person, manifest: dict[str, Any]) -> str:
    """Return the id of a published lens of ana's."""
    ana.post("/v1/lenses", {"manifest": manifest, "files": lens_files()})
    return str(manifest["id"])
