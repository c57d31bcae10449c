"""The server's real application behind a real port, for blocks that speak to one."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from pierglass.sdk import Api
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.scaffold import create
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Platform", "run_platform"]

CALLBACK = "https://shop.example/callback"
VERIFIER = "v" * 43


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing of requests."""


@dataclass
class Platform:
    """A server that runs.

    Attributes:
        clock: What it takes for the time.
        published: What went to the gateway.
        answers_lost: How many answers to sent messages never arrive from now on: the
            request is carried out, and the client reads a 503.
        names: How many accounts were made, so that each has a name of its own.
    """

    origin: str
    ctx: Context
    clock: ManualClock
    published: Published
    names: list[str] = field(default_factory=list)
    answers_lost: int = 0

    def now_s(self) -> int:
        """Return the time, in seconds."""
        return self.clock.now_ms() // 1000

    def person(self, name: str) -> Api:
        """Return a new account, signed in."""
        username = f"{name}-{len(self.names)}"
        self.names.append(username)
        api = Api(self.origin)
        api.sign_up(username, f"looking-glass-{name}", name.title())
        return api

    def publish(self, lens_id: str, *scopes: str) -> Api:
        """Publish a lens with a server of its own; return its publisher."""
        lens = read_folder(create(lens_id, "blank", self.ctx.settings.data_dir))
        lens.manifest["scopes"] = [
            {"scope": one, "reason": "To serve you."} for one in scopes
        ]
        lens.manifest["oauth"] = {"redirect_uris": [CALLBACK]}
        publisher = self.person("shop")
        publisher.publish_lens(lens.manifest, lens.encoded())
        return publisher

    def token(self, user: Api, lens_id: str, *scopes: str) -> str:
        """Return the access token that the user's consent gives a lens's server."""
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        answer = user.authorize(
            {
                "client_id": lens_id,
                "redirect_uri": CALLBACK,
                "response_type": "code",
                "scope": " ".join(scopes),
                "code_challenge": base64.urlsafe_b64encode(digest)
                .rstrip(b"=")
                .decode(),
                "code_challenge_method": "S256",
                "decision": "accept",
            }
        )
        form = {
            "grant_type": "authorization_code",
            "client_id": lens_id,
            "code": answer["code"],
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        reply = httpx.post(f"{self.origin}/oauth/token", data=form, timeout=30)
        return str(reply.raise_for_status().json()["access_token"])

    def fields(self, method: str, path: str) -> set[str] | None:
        """Return the fields that a request may carry; None where there is none such."""
        reply = httpx.get(f"{self.origin}/openapi.json", timeout=30)
        description = json.loads(reply.content)
        entry = description["paths"].get(path, {}).get(method.lower())
        if entry is None:
            return None
        content = entry.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        return set(description["components"]["schemas"].get(name, schema)["properties"])


@contextlib.contextmanager
def run_platform(folder: Path) -> Iterator[Platform]:
    """Run the application in this process until the block is left."""
    clock, published = ManualClock(time.time_ns() // 10**6), Published()
    server = make_server("127.0.0.1", 0, Flask("none"), True, 1, _Quiet)
    origin = f"http://127.0.0.1:{server.server_port}"
    settings = Settings(data_dir=folder, public_origin=origin)
    store = Store(settings.database())
    migrations.upgrade(store.engine())
    ctx = Context(
        store=store,
        clock=clock,
        ids=RandomIds(),
        settings=settings,
        blobs=Blobs(folder / "blobs"),
        key=b"k" * 32,
        passwords=Passwords(time_cost=1, memory_kib=8),
        vectors=EmbeddedIndex(store),
        publish=published,
        augment=FakeAugmenter(),
    )
    catalogue.load(ctx)
    running = Platform(origin, ctx, clock, published)
    server.app = _losing(build_app(ctx), running)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        store.close()


def _losing(app: Any, platform: Platform) -> Any:
    lost = {"code": "overloaded", "message": "", "retryable": True, "retry_after": 0}

    def wrapped(environ: Any, start: Any) -> Any:
        sends = environ["PATH_INFO"].endswith("/messages")
        if not (
            platform.answers_lost and sends and environ["REQUEST_METHOD"] == "POST"
        ):
            return app(environ, start)
        platform.answers_lost -= 1
        answer = app(environ, lambda *_: None)
        answer.close()
        start("503 Lost", [("Content-Type", "application/json")])
        return [json.dumps({"error": lost}).encode()]

    return wrapped
