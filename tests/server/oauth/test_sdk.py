"""The SDK's OAuth clients against the real server, with a key and without."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from pierglass.client.errors import ApiError
from pierglass.client.tokens import Tokens
from pierglass.sdk.dpop import ProofKey
from pierglass.sdk.errors import AuthorizationError
from pierglass.sdk.oauth import AsyncOAuth, OAuth, Request, new_request
from pierglass.server.services.tokens import ACCESS_MS
from pierglass.server.testing import ManualClock

ISSUER = "http://127.0.0.1:8700"
CALLBACK = "https://shop.example/callback"
SCOPES = ["user.display_name", "items.read"]


class Asynchronously(httpx.AsyncBaseTransport):
    """The application in this process, for an asynchronous client."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=answer.read()
        )


@pytest.fixture
def wsgi(client: FlaskClient) -> httpx.BaseTransport:
    return httpx.WSGITransport(app=client.application)


@pytest.fixture
def oauth(flow: Any, wsgi: httpx.BaseTransport) -> Iterator[OAuth]:
    """A confidential client, as its own server has it."""
    with OAuth(
        ISSUER, flow.client_id, secret=flow.secret, transport=wsgi
    ) as registered:
        yield registered


def answer_of(flow: Any, request: Request, **more: Any) -> dict[str, str]:
    """Return what the bridge gives a page for *request*."""
    body = {**request.params(), "response_type": "code", "decision": "accept", **more}
    reply = flow.user.call("POST", "/v1/oauth/authorize", json=body)
    assert reply.status_code == 200, reply.text
    return dict(reply.json)


def redeemed(oauth: OAuth, flow: Any, **more: Any) -> Tokens:
    request = new_request(oauth.client_id, CALLBACK, SCOPES, key=oauth.key)
    return oauth.exchange(request, answer_of(flow, request), **more)


def test_a_code_becomes_the_users_api(oauth: OAuth, flow: Any) -> None:
    with oauth.api(redeemed(oauth, flow)) as api:
        assert api.me()["id"] == flow.user.id


def test_a_request_is_new_each_time(oauth: OAuth) -> None:
    one, two = (new_request(oauth.client_id, CALLBACK, SCOPES) for _ in range(2))
    assert (one.state, one.verifier) != (two.state, two.verifier)
    assert one.verifier not in str(one.params())


def test_a_request_s_url_is_one_that_the_consent_page_takes(
    oauth: OAuth, client: FlaskClient
) -> None:
    url = new_request(oauth.client_id, CALLBACK, SCOPES).url(ISSUER)
    reply = client.get(url.removeprefix(ISSUER))
    assert reply.status_code == 200
    assert "The Shop" in reply.text


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"state": "another"}, "mismatch"),
        ({"iss": "https://evil.example"}, "mismatch"),
        ({"error": "access_denied"}, "denied"),
        ({"error": "server_error"}, "failed"),
        ({"code": ""}, "mismatch"),
    ],
)
def test_an_answer_to_another_question_sends_nothing(
    changed: dict[str, str], reason: str
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    request = new_request("shop", CALLBACK, SCOPES)
    good = {"code": "c", "state": request.state, "iss": ISSUER}
    with (
        OAuth(ISSUER, "shop", transport=httpx.MockTransport(refuse)) as oauth,
        pytest.raises(AuthorizationError) as caught,
    ):
        oauth.exchange(request, {**good, **changed})
    assert caught.value.reason == reason


def test_an_api_renews_itself_and_tells_the_new_pair(
    oauth: OAuth, flow: Any, clock: ManualClock
) -> None:
    kept: list[Any] = []
    tokens = redeemed(oauth, flow, on_change=kept.append)
    first = tokens.refresh
    clock.advance(ACCESS_MS / 1000 + 1)
    with oauth.api(tokens) as api:
        assert api.me()["id"] == flow.user.id
    assert [pair["refresh_token"] for pair in kept] == [tokens.refresh]
    assert tokens.refresh != first


def test_a_refresh_token_that_was_kept_is_enough(oauth: OAuth, flow: Any) -> None:
    kept = redeemed(oauth, flow).refresh
    with oauth.api(oauth.held(refresh=kept)) as api:
        assert api.me()["id"] == flow.user.id


def test_a_renewal_that_got_no_answer_is_sent_again(
    flow: Any, wsgi: httpx.BaseTransport, clock: ManualClock
) -> None:
    lost: list[str] = []

    class Lossy(httpx.BaseTransport):
        """Loses the first answer to a renewal: the server did it all the same."""

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = wsgi.handle_request(request)
            if b"grant_type=refresh_token" in request.content and not lost:
                lost.append("once")
                raise httpx.ReadError("cut")
            return answer

    with OAuth(ISSUER, flow.client_id, secret=flow.secret, transport=Lossy()) as oauth:
        tokens = redeemed(oauth, flow)
        tokens.access = None
        oauth_api = oauth.api(tokens)
        with oauth_api as api:
            assert api.do(oauth.renewal(str(tokens.refresh)))["access_token"]
    assert lost == ["once"]


def test_a_token_is_checked_and_given_back(oauth: OAuth, flow: Any) -> None:
    tokens = redeemed(oauth, flow)
    assert tokens.access is not None
    assert oauth.introspect(tokens.access)["active"] is True
    oauth.revoke(str(tokens.refresh))
    assert oauth.introspect(tokens.access) == {"active": False}


def test_a_code_that_was_used_is_said_in_oauths_word(oauth: OAuth, flow: Any) -> None:
    request = new_request(oauth.client_id, CALLBACK, SCOPES)
    answer = answer_of(flow, request)
    oauth.exchange(request, answer)
    with pytest.raises(ApiError) as caught:
        oauth.exchange(request, answer)
    assert caught.value.code == "invalid_grant"


def test_the_server_describes_itself(oauth: OAuth) -> None:
    assert oauth.metadata()["token_endpoint"] == f"{ISSUER}/oauth/token"


@pytest.fixture
def key(clock: ManualClock) -> ProofKey:
    return ProofKey.create(now_s=lambda: clock.ms / 1000)


@pytest.fixture
def bound(
    public_flow: Any, wsgi: httpx.BaseTransport, key: ProofKey
) -> Iterator[OAuth]:
    """A public client with a key."""
    with OAuth(ISSUER, public_flow.client_id, key=key, transport=wsgi) as registered:
        yield registered


def test_bound_tokens_serve_who_has_the_key(
    bound: OAuth, public_flow: Any, clock: ManualClock
) -> None:
    tokens = redeemed(bound, public_flow)
    with bound.api(tokens) as api:
        assert api.me()["id"] == public_flow.user.id
        clock.advance(ACCESS_MS / 1000 + 1)
        assert api.me()["id"] == public_flow.user.id


def test_bound_tokens_serve_nobody_else(
    bound: OAuth, public_flow: Any, wsgi: httpx.BaseTransport, clock: ManualClock
) -> None:
    tokens = redeemed(bound, public_flow)
    stolen = Tokens(tokens.access)
    other = ProofKey.create(now_s=lambda: clock.ms / 1000)
    for transport in (wsgi, other.transport(wsgi)):
        with (
            OAuth(ISSUER, bound.client_id, transport=transport) as thief,
            thief.api(stolen) as api,
            pytest.raises(ApiError) as caught,
        ):
            api.me()
        assert caught.value.http_status == 401


def test_a_code_for_a_key_is_redeemed_by_that_key_alone(
    bound: OAuth, public_flow: Any, wsgi: httpx.BaseTransport, clock: ManualClock
) -> None:
    request = new_request(bound.client_id, CALLBACK, SCOPES, key=bound.key)
    answer = answer_of(public_flow, request)
    other = ProofKey.create(now_s=lambda: clock.ms / 1000)
    with (
        OAuth(ISSUER, bound.client_id, key=other, transport=wsgi) as thief,
        pytest.raises(ApiError) as caught,
    ):
        thief.exchange(request, answer)
    assert caught.value.code in ("invalid_grant", "invalid_dpop_proof")


def test_a_key_that_was_kept_is_the_same_key(key: ProofKey) -> None:
    assert ProofKey.from_pem(key.pem()).thumbprint == key.thumbprint


async def test_the_asynchronous_twin_does_the_same(
    public_flow: Any, wsgi: httpx.BaseTransport, key: ProofKey, clock: ManualClock
) -> None:
    transport = Asynchronously(wsgi)
    client_id = public_flow.client_id
    async with AsyncOAuth(ISSUER, client_id, key=key, transport=transport) as oauth:
        assert (await oauth.metadata())["issuer"] == ISSUER
        request = new_request(client_id, CALLBACK, SCOPES, key=key)
        tokens = await oauth.exchange(request, answer_of(public_flow, request))
        clock.advance(ACCESS_MS / 1000 + 1)
        async with oauth.api(tokens) as api:
            assert (await api.me())["id"] == public_flow.user.id
        assert tokens.access is not None
        assert (await oauth.introspect(tokens.access))["active"] is True
        await oauth.revoke(str(tokens.refresh))
        assert (await oauth.introspect(tokens.access))["active"] is False


PAGE = """
import { ProofKey } from "file://%s";
const [nonce, nowMs] = process.argv.slice(1);
const key = await ProofKey.create();
const about = { nonce, nowMs: Number(nowMs) };
console.log(await key.proof("POST", "http://127.0.0.1:8700/oauth/token", about));
"""


def test_a_proof_that_a_page_signed_is_taken(
    public_flow: Any, key: ProofKey, clock: ManualClock
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: no page's key can sign")
    form = public_flow.exchange_form(public_flow.code(), client_secret=None)
    url = f"{ISSUER}/oauth/token"
    first = {"DPoP": key.proof("POST", url, nonce=None)}
    asked = public_flow.http.post("/oauth/token", data=form, headers=first)
    module = Path(__file__).parents[3] / "sdk/pierglass/sdk/js/dpop.js"
    script = ["--input-type=module", "-e", PAGE % module]
    about = [asked.headers["DPoP-Nonce"], str(clock.ms)]
    signed = subprocess.run(
        [node, *script, *about], capture_output=True, text=True, check=True
    )
    headers = {"DPoP": signed.stdout.strip()}
    reply = public_flow.http.post("/oauth/token", data=form, headers=headers)
    assert (reply.status_code, reply.json["token_type"]) == (200, "DPoP")
