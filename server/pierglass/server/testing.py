"""Fakes and a caller for tests of the server, and of what stands on it."""

from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from pierglass.server.errors import (
    ModelMissingError,
    NotFoundError,
    PierglassError,
)
from pierglass.server.services.augmenter import Look, Photo, Views

__all__ = ["FakeAugmenter", "ManualClock", "Person", "Published", "error_of"]
__all__ += ["lens_files", "picture"]


@dataclass
class ManualClock:
    """A clock that tests move."""

    ms: int = 1_800_000_000_000

    def now_ms(self) -> int:
        """Return the time that was set."""
        return self.ms

    def advance(self, seconds: float) -> None:
        """Move the time on."""
        self.ms += int(seconds * 1000)


@dataclass
class FakeAugmenter:
    """Gives the photo back in another colour, or the error it was told."""

    error: PierglassError | None = None
    calls: list[tuple[str, float]] = field(default_factory=list)
    items: Path | None = None
    """Where items lie that :meth:`embed` looks at."""
    models: set[str] | None = None
    """Embedding networks that are there; any when None."""
    generated: str | None = None
    """The colour of the stock pictures that :meth:`look` makes up; none when None."""
    notes: tuple[str, ...] = ()

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        """Return a green picture of the same size, or raise :attr:`error`."""
        self.calls.append((item_id, deadline_s))
        if self.error is not None:
            raise self.error
        with Image.open(BytesIO(image)) as opened:
            size = opened.size
        return Photo(
            image=picture("JPEG", size, "green"),
            kind="glasses",
            placement={"centre": [1.0, 2.0], "scale": 0.5},
            hidden_share=0.25,
            stages_ms={"person": 3.0},
        )

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        """Return what a picture of one colour is found by, or raise :attr:`error`."""
        self.calls.append((f"look {kind} {generate}", deadline_s))
        self._refuse(model)
        pictures = {"photo": image}
        if generate and self.generated is not None:
            pictures["generated"] = picture("PNG", colour=self.generated)
        shown = pictures.get("generated", image)
        with Image.open(BytesIO(shown)) as opened:
            file = BytesIO()
            opened.convert("RGB").save(file, "JPEG")
        return Look(
            kind=kind or "top",
            vectors={name: colours(one, model) for name, one in pictures.items()},
            weights=dict.fromkeys(pictures, 1 / len(pictures)),
            colour=colours(image, ""),
            picture=file.getvalue(),
            generated="generated" in pictures,
            notes=[{"code": one, "message": f"{one}."} for one in self.notes],
            stages_ms={"look": 3.0},
        )

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        """Return what an item's picture is found by, or raise :attr:`error`."""
        self.calls.append((f"embed {item_id}", deadline_s))
        self._refuse(model)
        if self.items is None:
            raise NotFoundError(what="item", field="item_id")
        data = (self.items / item_id / "item.png").read_bytes()
        return Views(colours(data, model), colours(data, ""))

    def _refuse(self, model: str) -> None:
        if self.error is not None:
            raise self.error
        if self.models is not None and model not in self.models:
            raise ModelMissingError(name="embedding")


def colours(data: bytes, model: str) -> bytes:
    """Return a picture's mean colour as a vector: a stand-in for a network.

    Each model turns it in its own way, so that vectors of two do not go together.
    """
    with Image.open(BytesIO(data)) as opened:
        mean = np.asarray(opened.convert("RGB"), np.float32).mean((0, 1))
    vector = np.append(mean / 255 - 0.5, 0.1).astype(np.float32)
    turned = np.roll(vector, int(model[:1] or "0", 16))
    return bytes((turned / np.linalg.norm(turned)).astype(np.float32).tobytes())


@dataclass
class Published:
    """What was pushed after commits."""

    events: list[tuple[str, int, str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, account: str, seq: int, kind: str, data: dict[str, Any]) -> None:
        """Keep the event."""
        self.events.append((account, seq, kind, data))

    def of(self, account: str) -> list[str]:
        """Return the types of the events that went to *account*."""
        return [kind for who, _, kind, _ in self.events if who == account]


@dataclass
class Person:
    """A signed-in account and its way to call the API."""

    client: FlaskClient
    account: dict[str, Any]
    session: dict[str, Any]

    @property
    def id(self) -> str:
        """The account's id."""
        return str(self.account["id"])

    @property
    def username(self) -> str:
        """The account's user name."""
        return str(self.account["username"])

    @property
    def token(self) -> str:
        """The access token."""
        return str(self.session["access_token"])

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Return the reply to a request with the access token."""
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= options.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """Return the JSON of a read that must succeed."""
        return _succeed(self.call("GET", path, **options))

    def send(self, conversation_id: str, key: str, /, **body: Any) -> TestResponse:
        """Return the reply to sending a message under *key*."""
        return self.call(
            "POST",
            f"/v1/conversations/{conversation_id}/messages",
            json={"body": body},
            headers={"Idempotency-Key": key},
        )

    def upload(self, data: bytes, content_type: str = "image/png") -> TestResponse:
        """Return the reply to uploading a picture."""
        return self.call("POST", "/v1/media", data=data, content_type=content_type)

    def picture(self, size: tuple[int, int] = (60, 40)) -> str:
        """Return the id of a fresh picture of the caller's."""
        reply = _succeed(self.upload(picture("PNG", size)))
        return str(reply["media"]["id"])

    def post(
        self, path: str, body: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        """Return the JSON of an effect that must succeed."""
        return _succeed(self.call("POST", path, json=body, **options))


def picture(kind: str, size: tuple[int, int] = (60, 40), colour: str = "red") -> bytes:
    """Return an encoded picture of one colour."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def lens_files(**more: bytes) -> dict[str, str]:
    """Return files of a lens that pass the review, as they are sent.

    Args:
        more: Further files, or others, by path with ``_`` for the ending's dot.
    """
    page = b"""<!doctype html><html lang="en"><title>Test</title>
        <meta name="viewport" content="width=device-width"><main></main></html>"""
    art = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
        <path d="M0 0h8v8z"/></svg>"""
    named = {path.replace("_", "."): content for path, content in more.items()}
    files = {"index.html": page, "box-art.svg": art, **named}
    return {path: b64encode(content).decode() for path, content in files.items()}


def error_of(reply: TestResponse) -> dict[str, Any]:
    """Return the error that *reply* renders."""
    body: Any = reply.json
    if body is None or set(body) != {"error"}:
        raise AssertionError(f"not an error: {reply.status_code} {reply.text}")
    error: dict[str, Any] = body["error"]
    return error


def _succeed(reply: TestResponse) -> Any:
    if not 200 <= reply.status_code < 300:
        raise AssertionError(f"{reply.status_code} {reply.text}")
    return reply.json
