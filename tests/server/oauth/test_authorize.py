"""The authorization endpoint, by the page's link and by the client's sheet."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from pierglass.server.testing import error_of

Redirected = Callable[[TestResponse], tuple[str, dict[str, str]]]

ISSUER = "http://127.0.0.1:8700"


def test_o1_unknown_client_is_a_page_and_no_redirect(flow: Any) -> None:
    reply = flow.open(client_id="cli_nobody")

    assert reply.status_code == 400
    assert "invalid_client" in reply.text
    assert "Location" not in reply.headers


def test_o1_unknown_client_on_the_sheet_is_refused(flow: Any) -> None:
    reply = flow.consent(client_id="cli_nobody")

    assert reply.status_code == 400
    assert error_of(reply)["code"] == "invalid_client"


BENT = [
    "https://shop.example/callback/more",
    "https://shop.example/Callback",
    "https://SHOP.example/callback",
    "https://shop.example/callback/",
    "https://shop.example/callback?x=1",
    "https://shop.example:443/callback",
    "https://shop.example/a/../callback",
    "https://shop.example/a/%2e%2e/callback",
    "https://shop.example\\callback",
    "https://shop.example/callback\t",
    "https://shop.example@attacker.example/callback",
    'https://shop.example/"><script>',
    "https://shop.example/ü",
    "//shop.example/callback",
    "",
]


@pytest.mark.parametrize("uri", BENT)
def test_o2_bent_redirect_uri_is_a_page_and_no_redirect(flow: Any, uri: str) -> None:
    reply = flow.open(redirect_uri=uri)

    assert reply.status_code == 400
    assert "invalid_redirect_uri" in reply.text
    assert "Location" not in reply.headers


def test_o2_loopback_port_alone_may_vary(flow: Any, register: Any) -> None:
    native = register(redirect_uris=["http://127.0.0.1/cb"], public=True)

    varied = flow.open(client_id=native["id"], redirect_uri="http://127.0.0.1:49152/cb")
    bent = flow.open(client_id=native["id"], redirect_uri="http://127.0.0.1:49152/x")

    assert (varied.status_code, bent.status_code) == (200, 400)


def test_o4_unsupported_type_with_foreign_redirect_stays_here(flow: Any) -> None:
    reply = flow.open(response_type="nonsense", redirect_uri="https://attacker.test/")

    assert reply.status_code == 400
    assert "Location" not in reply.headers


@pytest.mark.parametrize("kind", ["token", "code token", 'a"b\\c', "ü"])
def test_o5_other_response_types_are_unsupported(
    flow: Any, redirected: Redirected, kind: str
) -> None:
    address, sent = redirected(flow.open(response_type=kind))

    assert address == "https://shop.example/callback"
    assert sent["error"] == "unsupported_response_type"


@pytest.mark.parametrize("which", ["flow", "public_flow"])
def test_o6_code_challenge_is_required_of_every_client(
    request: pytest.FixtureRequest, redirected: Redirected, which: str
) -> None:
    flow = request.getfixturevalue(which)

    _, sent = redirected(flow.open(code_challenge=None, code_challenge_method=None))

    assert sent["error"] == "invalid_request"
    assert sent["error_description"] == "code_challenge required"


@pytest.mark.parametrize("method", ["plain", "s256", None])
def test_o7_only_s256_is_taken(
    flow: Any, redirected: Redirected, method: str | None
) -> None:
    _, sent = redirected(flow.open(code_challenge_method=method))

    assert sent["error"] == "invalid_request"
    assert "S256 only" in sent["error_description"]


@pytest.mark.parametrize("text", ["short", "x" * 44, "x" * 42 + "=", "x" * 42 + "\n"])
def test_o7_a_challenge_that_s256_cannot_give_is_refused(
    flow: Any, redirected: Redirected, text: str
) -> None:
    _, sent = redirected(flow.open(code_challenge=text))

    assert sent["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope"])
def test_o17_repeated_parameter_at_authorize_is_refused(flow: Any, name: str) -> None:
    reply = flow.http.get(
        "/oauth/authorize",
        query_string=[*flow.request().items(), (name, flow.request()[name])],
    )

    assert reply.status_code == 400
    assert f"duplicate parameter: {name}" in reply.text
    assert "Location" not in reply.headers


@pytest.mark.parametrize("name", ["request_uri", "request"])
def test_o25_request_objects_are_refused_unfetched(
    flow: Any, redirected: Redirected, name: str
) -> None:
    _, sent = redirected(flow.open(**{name: "http://169.254.169.254/latest"}))

    expected = {
        "request_uri": "invalid_request_uri",
        "request": "request_not_supported",
    }
    assert sent["error"] == expected[name]


def test_o27_state_missing_where_the_client_requires_it(
    flow: Any, register: Any, redirected: Redirected
) -> None:
    strict = register(require_state=True)

    _, sent = redirected(flow.open(client_id=strict["id"], state=None))

    assert sent["error"] == "invalid_request"
    assert "state required" in sent["error_description"]


def test_o27_errors_carry_iss_and_state(flow: Any, redirected: Redirected) -> None:
    _, sent = redirected(flow.open(response_type="token"))

    assert (sent["iss"], sent["state"]) == (ISSUER, "some-state")


def test_o27_the_code_comes_with_iss_and_state(flow: Any) -> None:
    body = flow.consent().json

    assert body["redirect_uri"] == "https://shop.example/callback"
    assert (body["iss"], body["state"]) == (ISSUER, "some-state")
    assert len(body["code"]) >= 43


def test_o30_a_scope_that_lenses_never_get_is_named_and_refused(
    flow: Any, redirected: Redirected
) -> None:
    _, sent = redirected(flow.open(scope="items.read friends.list"))

    assert sent["error"] == "invalid_scope"
    assert "friends.list" in sent["error_description"]


def test_o30_a_scope_beyond_the_registration_is_refused(
    flow: Any, redirected: Redirected
) -> None:
    _, sent = redirected(flow.open(scope="story.share"))

    assert sent["error"] == "invalid_scope"


def test_o30_star_is_not_a_scope(flow: Any, redirected: Redirected) -> None:
    _, sent = redirected(flow.open(scope="*"))

    assert sent["error"] == "invalid_scope"


def test_a_missing_scope_is_refused(flow: Any, redirected: Redirected) -> None:
    _, sent = redirected(flow.open(scope=None))

    assert sent["error"] == "invalid_scope"


def test_declining_sends_access_denied(flow: Any) -> None:
    body = flow.consent("deny").json

    assert body["error"] == "access_denied"
    assert "code" not in body


def test_granting_no_scope_is_declining(flow: Any) -> None:
    body = flow.consent(granted_scopes=[]).json

    assert body["error"] == "access_denied"


def test_a_scope_switched_off_is_not_in_the_tokens(flow: Any) -> None:
    code = flow.consent(granted_scopes=["items.read"]).json["code"]

    assert flow.exchange(code).json["scope"] == "items.read"


def test_a_scope_that_was_not_asked_cannot_be_slipped_in(flow: Any) -> None:
    code = flow.consent(granted_scopes=["items.read", "chat.share"]).json["code"]

    assert flow.exchange(code).json["scope"] == "items.read"


def test_the_sheet_needs_the_users_own_session(flow: Any) -> None:
    token = flow.tokens()["access_token"]

    reply = flow.http.post(
        "/v1/oauth/authorize",
        json={**flow.request(), "decision": "accept"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert reply.status_code == 403
    assert error_of(reply)["code"] == "insufficient_scope"


def test_the_redirect_keeps_the_query_that_was_registered(
    flow: Any, register: Any, redirected: Redirected
) -> None:
    uri = "https://shop.example/cb?next=%2Fa&q='x'"
    odd = register(redirect_uris=[uri], public=True)

    body = flow.consent(client_id=odd["id"], redirect_uri=uri).json
    _, sent = redirected(
        flow.open(client_id=odd["id"], redirect_uri=uri, response_type="token")
    )

    assert "code" in body
    assert (sent["next"], sent["q"]) == ("/a", "'x'")


@pytest.mark.parametrize("state", ["a&code=x", "\r\nSet-Cookie: a=b", "ü✓", "%00"])
def test_any_state_comes_back_as_it_went(
    flow: Any, redirected: Redirected, state: str
) -> None:
    _, sent = redirected(flow.open(state=state, response_type="token"))

    assert sent["state"] == state
