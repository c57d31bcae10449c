"""Metadata: one document, whatever host the request names."""

from typing import Any

import pytest
from flask.testing import FlaskClient

PATH = "/.well-known/oauth-authorization-server"


def test_the_metadata_names_what_is_offered_and_nothing_else(
    client: FlaskClient,
) -> None:
    body: Any = client.get(PATH).json

    assert body["issuer"] == "http://127.0.0.1:8700"
    assert body["code_challenge_methods_supported"] == ["S256"]
    assert body["response_types_supported"] == ["code"]
    assert body["authorization_response_iss_parameter_supported"] is True
    assert "registration_endpoint" not in body


def test_every_endpoint_named_exists(client: FlaskClient) -> None:
    body: Any = client.get(PATH).json
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}

    named = {v for n, v in body.items() if n.endswith("_endpoint")}
    assert {v.removeprefix("http://127.0.0.1:8700") for v in named} <= rules


@pytest.mark.parametrize(
    "host", ["attacker.test", "127.0.0.1:9", "pierglass.test:8700"]
)
def test_o32_the_host_header_is_never_reflected(client: FlaskClient, host: str) -> None:
    reply = client.get(PATH, headers={"Host": host})

    assert host not in reply.text


def test_o32_a_query_changes_nothing(client: FlaskClient) -> None:
    plain = client.get(PATH).json

    assert client.get(PATH + "?issuer=https://attacker.test").json == plain


def test_o32_the_lens_origin_has_no_metadata(client: FlaskClient) -> None:
    reply = client.get(PATH, headers={"Host": "localhost:8700"})

    assert reply.status_code == 404
