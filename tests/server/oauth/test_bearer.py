"""Bearer tokens at the API, as clients of the authorization server send them."""

import base64
import json
from typing import Any

import pytest

from pierglass.server.testing import error_of


def part(value: dict[str, object]) -> str:
    text = json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


CLAIMS = {"iss": "http://127.0.0.1:8700", "sub": "usr_x", "exp": 4_000_000_000}


def test_o22_a_bearer_in_the_query_is_refused(flow: Any) -> None:
    reply = flow.http.get(f"/v1/me?access_token={flow.user.token}")

    assert reply.status_code == 400
    assert "Authorization header" in error_of(reply)["message"]


@pytest.mark.parametrize(
    "token",
    [
        f"{part({'alg': 'none'})}.{part(CLAIMS)}.",
        f"{part({'alg': 'HS256'})}.{part(CLAIMS)}.{'A' * 43}",
        f"{part({'alg': 'RS256', 'jku': 'http://127.0.0.1:9/'})}.{part(CLAIMS)}.AAAA",
        f"{part({'alg': 'HS256', 'crit': ['x'], 'jwk': {}})}.{part(CLAIMS)}.AAAA",
        f"{part({'alg': 'dir', 'enc': 'A256GCM', 'zip': 'DEF'})}.....",
        "x" * 100_000,
    ],
)
def test_o23_a_jwt_is_no_token_here(flow: Any, token: str) -> None:
    reply = flow.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert reply.status_code == 401
    assert error_of(reply)["code"] == "invalid_token"


def test_a_refresh_token_is_no_bearer(flow: Any) -> None:
    token = flow.tokens()["refresh_token"]

    reply = flow.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"})

    assert reply.status_code == 401
