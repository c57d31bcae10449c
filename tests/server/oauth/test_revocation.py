"""Revocation and introspection, and how fast they bite."""

from typing import Any

import pytest

from pierglass.server.testing import ManualClock, Published, error_of


def test_introspection_tells_a_client_of_its_token(flow: Any) -> None:
    token = flow.tokens()["access_token"]

    body = flow.about(token).json

    assert body["active"] is True
    assert body["scope"] == "items.read user.display_name"
    assert (body["client_id"], body["sub"]) == (flow.client_id, flow.user.id)
    assert body["iss"] == "http://127.0.0.1:8700"
    assert body["exp"] - body["iat"] == 3600


def test_an_expired_token_is_inactive(flow: Any, clock: ManualClock) -> None:
    token = flow.tokens()["access_token"]
    clock.advance(3600)

    assert flow.about(token).json == {"active": False}


def test_o20_another_clients_token_is_inactive(flow: Any, other_flow: Any) -> None:
    token = flow.tokens()["access_token"]

    assert other_flow.about(token).json == {"active": False}


def test_o20_another_clients_token_is_not_revoked(flow: Any, other_flow: Any) -> None:
    token = flow.tokens()["access_token"]

    reply = other_flow.about(token, "/oauth/revoke")

    assert (reply.status_code, reply.json) == (200, {})
    assert flow.is_active(token)


def test_o20_a_first_party_session_is_inactive_to_a_client(flow: Any) -> None:
    assert flow.about(flow.user.token).json == {"active": False}
    assert flow.about(flow.user.token, "/oauth/revoke").status_code == 200
    assert flow.user.get("/v1/me")


@pytest.mark.parametrize("path", ["/oauth/introspect", "/oauth/revoke"])
def test_the_client_must_authenticate(flow: Any, path: str) -> None:
    token = flow.tokens()["access_token"]

    reply = flow.http.post(path, data={"token": token, "client_id": flow.client_id})

    assert (reply.status_code, reply.json["error"]) == (401, "invalid_client")
    assert flow.is_active(token)


@pytest.mark.parametrize("path", ["/oauth/introspect", "/oauth/revoke"])
def test_a_missing_token_is_an_invalid_request(flow: Any, path: str) -> None:
    form = {"client_id": flow.client_id, "client_secret": flow.secret}

    reply = flow.http.post(path, data=form)

    assert (reply.status_code, reply.json["error"]) == (400, "invalid_request")


def test_o21_revoking_the_refresh_ends_the_access_at_once(flow: Any) -> None:
    tokens = flow.tokens()

    reply = flow.about(tokens["refresh_token"], "/oauth/revoke")

    assert (reply.status_code, reply.json) == (200, {})
    assert not flow.is_active(tokens["access_token"])
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    refused = flow.http.get("/v1/grants", headers=headers)
    assert refused.status_code == 401
    assert error_of(refused)["code"] == "token_revoked"


def test_o21_the_gateway_is_told_whose_sockets_end(
    flow: Any, published: Published
) -> None:
    tokens = flow.tokens()

    flow.about(tokens["access_token"], "/oauth/revoke")

    account, _, kind, data = published.events[-1]
    assert (account, kind) == (flow.user.id, "session.revoked")
    assert data["client_id"] == flow.client_id


def test_revoking_twice_tells_once(flow: Any, published: Published) -> None:
    token = flow.tokens()["access_token"]
    flow.about(token, "/oauth/revoke")
    told = len(published.events)

    flow.about(token, "/oauth/revoke")

    assert len(published.events) == told


def test_revoking_an_unknown_token_is_fine(flow: Any) -> None:
    assert flow.about("unknown", "/oauth/revoke").status_code == 200
