"""A search needs the permission `search`, for a lens's server as for a lens."""

from typing import Any


def search(flow: Any, token: str) -> Any:
    return flow.http.post(
        "/v1/search",
        json={"keywords": "linen"},
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_token_without_the_permission_finds_nothing(flow: Any) -> None:
    reply = search(flow, flow.tokens(scope="items.read")["access_token"])
    assert (reply.status_code, reply.json["error"]["code"]) == (
        403,
        "insufficient_scope",
    )


def test_a_token_with_the_permission_searches(flow: Any) -> None:
    reply = search(flow, flow.tokens(scope="search")["access_token"])
    assert (reply.status_code, reply.json["outcome"]) == (200, "empty_catalogue")
