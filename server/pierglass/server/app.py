"""The API process: its context, opened once, and its WSGI application."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from pierglass.server import migrations
from pierglass.server.http import errors, headers, observing
from pierglass.server.http.blueprints import BLUEPRINTS
from pierglass.server.http.observing import Metrics
from pierglass.server.logs import open_log
from pierglass.server.services import catalogue, trained_models
from pierglass.server.services.augmenter import Augmenter, NoAugmenter
from pierglass.server.services.blobs import Blobs
from pierglass.server.services.clock import SystemClock
from pierglass.server.services.context import Context, Publish, no_publish
from pierglass.server.services.ids import RandomIds
from pierglass.server.services.passwords import Passwords
from pierglass.server.settings import Settings
from pierglass.server.store.database import Store
from pierglass.server.store.index.opening import open_index

__all__ = ["build_app", "open_context"]


def open_context(
    settings: Settings,
    *,
    publish: Publish = no_publish,
    augment: Augmenter | None = None,
    group_observer: Callable[[int], None] | None = None,
) -> Context:
    """Return the context of the API process, its database migrated and seeded.

    Raises:
        UnsafeSqliteError: If the linked SQLite can corrupt the database.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database(), group_observer)
    migrations.upgrade(store.engine())
    ctx = Context(
        store=store,
        clock=SystemClock(),
        ids=RandomIds(),
        settings=settings,
        blobs=Blobs(settings.data_dir / "blobs"),
        key=_key(settings.data_dir / "key"),
        passwords=Passwords(),
        vectors=open_index(settings.vectors_url, store),
        publish=publish,
        augment=augment or NoAugmenter(),
        log=open_log("api"),
    )
    catalogue.load(ctx)
    trained_models.load(ctx)
    return ctx


def build_app(ctx: Context, metrics: Metrics | None = None) -> Flask:
    """Return the WSGI application that serves *ctx*."""
    app = Flask("pierglass.server", static_folder=None)
    # Order matters: an id first, so that a refusal by host carries one.
    observing.register(app, ctx, metrics or Metrics())
    headers.register(app)
    errors.register(app, ctx)
    for make in BLUEPRINTS:
        app.register_blueprint(make(ctx))
    return app


def _key(path: Path) -> bytes:
    """Return the installation's key, made on the first start."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key
