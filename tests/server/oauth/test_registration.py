"""Registering clients: what is refused, and what is kept of the secret."""

from typing import Any

import pytest

from pierglass.server.services.context import Context
from pierglass.server.store.oauth import Client
from pierglass.server.testing import Person, error_of

GOOD = {
    "name": "The Shop",
    "redirect_uris": ["https://shop.example/callback"],
    "scopes": ["items.read"],
}


def refusal(person: Person, **changes: Any) -> tuple[int, str, str]:
    reply = person.call("POST", "/v1/oauth/clients", json={**GOOD, **changes})
    error = error_of(reply)
    return reply.status_code, error["code"], error["field"]


def test_the_secret_is_shown_once_and_kept_as_a_digest(
    ana: Person, ctx: Context
) -> None:
    client = ana.post("/v1/oauth/clients", GOOD)["client"]

    row = ctx.store.read(lambda s: s.get_one(Client, client["id"]))
    assert len(client["client_secret"]) >= 43
    assert row.secret_hash is not None
    assert client["client_secret"] not in row.secret_hash


def test_a_linked_app_has_no_secret(ana: Person) -> None:
    body = {**GOOD, "kind": "linked_app", "redirect_uris": ["com.example.app:/cb"]}

    assert "client_secret" not in ana.post("/v1/oauth/clients", body)["client"]


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost:80@attacker.test/cb",
        "https://user:pass@shop.example/cb",
        "https://shop.example/cb#fragment",
        "https://shop.example/cb#",
        "javascript:alert(1)",
        "data:text/html,x",
        "JavaScript://shop.example/%0aalert(1)",
        "file:///etc/passwd",
        "http://shop.example/cb",
        "https://*.shop.example/cb",
        "https://shop.example/a/../cb",
        "https://shop.example/a/%2e%2e/cb",
        "https://shop.example\\@attacker.test/",
        "https://shop.example/cb\t",
        "https://shop.example/ cb",
        "https://shöp.example/cb",
        "https:///cb",
        "//shop.example/cb",
        "/cb",
        "myapp:/cb",
        "https://shop.example:99999/cb",
        "",
        "https://shop.example/" + "x" * 500,
    ],
)
def test_o3_a_dangerous_redirect_uri_is_refused_by_name(ana: Person, uri: str) -> None:
    uris = ["https://shop.example/callback", uri]

    expected = (400, "invalid_redirect_uri", "redirect_uris[1]")
    assert refusal(ana, redirect_uris=uris) == expected


@pytest.mark.parametrize(
    "uri",
    [
        "https://shop.example/cb?next=1",
        "https://shop.example:8443/",
        "http://127.0.0.1/cb",
        "http://[::1]:8080/cb",
        "http://localhost:3000/cb",
        "com.example.app:/cb",
    ],
)
def test_an_exact_address_is_taken(ana: Person, uri: str) -> None:
    client = ana.post("/v1/oauth/clients", {**GOOD, "redirect_uris": [uri]})["client"]

    assert client["redirect_uris"] == [uri]


def test_o28_scopes_beyond_the_kind_are_refused(ana: Person) -> None:
    found = refusal(ana, scopes=["items.read", "camera.pixels"])

    assert found == (400, "invalid_client_metadata", "scopes")


def test_o28_metadata_of_a_megabyte_is_refused(ana: Person) -> None:
    found = refusal(ana, name="x" * 1_000_000)

    assert found == (400, "invalid_client_metadata", "name")


def test_o28_ten_thousand_redirects_are_refused(ana: Person) -> None:
    found = refusal(ana, redirect_uris=["https://shop.example/cb"] * 10_000)

    assert found == (400, "invalid_client_metadata", "redirect_uris")


def test_o28_an_account_has_at_most_twenty_clients(ana: Person) -> None:
    for _ in range(20):
        ana.post("/v1/oauth/clients", GOOD)

    reply = ana.call("POST", "/v1/oauth/clients", json=GOOD)
    assert reply.status_code in {400, 429}


def test_an_applet_is_published_not_registered(ana: Person) -> None:
    reply = ana.call("POST", "/v1/oauth/clients", json={**GOOD, "kind": "applet"})

    assert reply.status_code == 422


def test_registering_needs_a_session(client: Any) -> None:
    assert client.post("/v1/oauth/clients", json=GOOD).status_code == 401
