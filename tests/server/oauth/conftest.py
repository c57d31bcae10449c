"""An OAuth client and its user, driven over the real application."""

import base64
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pierglass.server.testing import Person

REDIRECT = "https://shop.example/callback"
VERIFIER = "v" * 43


def challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Flow:
    """One registered client and a user who answers its requests."""

    http: FlaskClient
    user: Person
    registered: dict[str, Any]

    @property
    def client_id(self) -> str:
        return str(self.registered["id"])

    @property
    def secret(self) -> str:
        return str(self.registered["client_secret"])

    def request(self, **changes: str | None) -> dict[str, str]:
        """Return the parameters of a good request, with *changes*; None drops."""
        parameters: dict[str, str | None] = {
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": "user.display_name items.read",
            "state": "some-state",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in parameters.items() if value is not None}

    def open(self, **changes: str | None) -> TestResponse:
        """Return what the consent page answers to a link."""
        return self.http.get("/oauth/authorize?" + urlencode(self.request(**changes)))

    def consent(self, decision: str = "accept", **more: Any) -> TestResponse:
        """Return what the client's own consent sheet gets."""
        granted = more.pop("granted_scopes", None)
        body: dict[str, Any] = {**self.request(**more), "decision": decision}
        if granted is not None:
            body["granted_scopes"] = granted
        return self.user.call("POST", "/v1/oauth/authorize", json=body)

    def code(self, **changes: str | None) -> str:
        reply = self.consent("accept", **changes)
        assert reply.status_code == 200, reply.text
        body: Any = reply.json
        return str(body["code"])

    def exchange_form(self, code: str, **changes: str | None) -> dict[str, str]:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            "client_id": self.client_id,
            "client_secret": self.registered.get("client_secret"),
            **changes,
        }
        return {name: value for name, value in form.items() if value is not None}

    def exchange(self, code: str, **changes: str | None) -> TestResponse:
        return self.http.post("/oauth/token", data=self.exchange_form(code, **changes))

    def tokens(self, **changes: str | None) -> dict[str, Any]:
        reply = self.exchange(self.code(**changes))
        assert reply.status_code == 200, reply.text
        body: Any = reply.json
        return dict(body)

    def refresh(self, token: str, **changes: str | None) -> TestResponse:
        form: dict[str, str | None] = {
            "grant_type": "refresh_token",
            "refresh_token": token,
            "client_id": self.client_id,
            "client_secret": self.registered.get("client_secret"),
            **changes,
        }
        data = {name: value for name, value in form.items() if value is not None}
        return self.http.post("/oauth/token", data=data)

    def about(self, token: str, path: str = "/oauth/introspect") -> TestResponse:
        form = {"token": token, "client_id": self.client_id}
        if "client_secret" in self.registered:
            form["client_secret"] = self.secret
        return self.http.post(path, data=form)

    def is_active(self, token: str) -> bool:
        body: Any = self.about(token).json
        return bool(body["active"])

    def parallel(self, count: int, form: dict[str, str]) -> list[TestResponse]:
        """Return the answers to *count* token requests sent at one moment."""
        barrier = Barrier(count)
        app = self.http.application

        def send(_: int) -> TestResponse:
            client = app.test_client()
            client.environ_base.update(self.http.environ_base)
            barrier.wait()
            return client.post("/oauth/token", data=form)

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(send, range(count)))


def location(reply: TestResponse) -> tuple[str, dict[str, str]]:
    """Return where *reply* redirects to, and with which parameters."""
    parts = urlsplit(reply.headers["Location"])
    address = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return address, {n: v[0] for n, v in parse_qs(parts.query).items()}


@pytest.fixture
def redirected() -> Callable[[TestResponse], tuple[str, dict[str, str]]]:
    return location


Register = Callable[..., dict[str, Any]]


@pytest.fixture
def register(ana: Person) -> Register:
    """Return a function that registers a client of ana's."""

    def register_client(**changes: Any) -> dict[str, Any]:
        body = {
            "name": "The Shop",
            "redirect_uris": [REDIRECT],
            "scopes": [
                "user.display_name",
                "user.avatar",
                "items.read",
                "chat.share",
                "search",
            ],
            **changes,
        }
        reply: Any = ana.post("/v1/oauth/clients", body)
        return dict(reply["client"])

    return register_client


@pytest.fixture
def flow(client: FlaskClient, ben: Person, register: Register) -> Flow:
    """A confidential client of ana's, and ben as its user."""
    return Flow(client, ben, register())


@pytest.fixture
def public_flow(client: FlaskClient, ben: Person, register: Register) -> Flow:
    """A client without a secret."""
    return Flow(client, ben, register(public=True))


@pytest.fixture
def other_flow(client: FlaskClient, ben: Person, register: Register) -> Flow:
    """A second client with the same redirect URI."""
    return Flow(client, ben, register(name="Another"))
