"""The token endpoint: codes once, refreshes rotated, races lost by all but one."""

import base64
from typing import Any

import pytest

from pierglass.server.services.context import Context
from pierglass.server.services.tokens import digest
from pierglass.server.store.oauth import AuthorizationCode
from pierglass.server.testing import ManualClock, Published


def outcome(reply: Any) -> tuple[int, str | None]:
    return reply.status_code, reply.json.get("error")


def test_a_code_becomes_tokens(flow: Any) -> None:
    reply = flow.exchange(flow.code())

    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json["token_type"] == "Bearer"
    assert reply.json["expires_in"] == 3600
    assert reply.json["scope"] == "items.read user.display_name"


def test_a_public_client_exchanges_without_a_secret(public_flow: Any) -> None:
    assert public_flow.exchange(public_flow.code()).status_code == 200


@pytest.mark.parametrize(
    "kind", ["password", "client_credentials", "implicit", 'x"y', "urn:x:device_code"]
)
def test_o5_other_grant_types_are_unsupported(flow: Any, kind: str) -> None:
    reply = flow.exchange(flow.code(), grant_type=kind)

    assert outcome(reply) == (400, "unsupported_grant_type")


def test_o8_a_verifier_for_a_code_without_challenge_burns_it(
    flow: Any, ctx: Context
) -> None:
    code = flow.code()

    def drop_challenge(session: Any) -> None:
        session.get(AuthorizationCode, digest(code)).code_challenge = ""

    ctx.store.write(drop_challenge)

    assert outcome(flow.exchange(code)) == (400, "invalid_grant")
    row = ctx.store.read(lambda s: s.get(AuthorizationCode, digest(code)))
    assert row is not None
    assert row.claimed_at_ms is not None


@pytest.mark.parametrize(
    "verifier", ["v" * 42, "v" * 129, "v" * 42 + "!", "v" * 43 + "\n"]
)
def test_o9_a_verifier_that_cannot_be_is_invalid(flow: Any, verifier: str) -> None:
    reply = flow.exchange(flow.code(), code_verifier=verifier)

    assert outcome(reply) == (400, "invalid_request")


def test_o9_a_missing_verifier_is_invalid(flow: Any) -> None:
    reply = flow.exchange(flow.code(), code_verifier=None)

    assert outcome(reply) == (400, "invalid_request")


def test_a_wrong_verifier_burns_the_code(flow: Any) -> None:
    code = flow.code()

    assert outcome(flow.exchange(code, code_verifier="w" * 43)) == (
        400,
        "invalid_grant",
    )
    assert outcome(flow.exchange(code)) == (400, "invalid_grant")


def test_o10_a_code_used_twice_ends_the_first_tokens(
    flow: Any, published: Published
) -> None:
    code = flow.code()
    first = flow.exchange(code).json

    assert outcome(flow.exchange(code)) == (400, "invalid_grant")
    assert not flow.is_active(first["access_token"])
    assert outcome(flow.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert "session.revoked" in published.of(flow.user.id)


@pytest.mark.parametrize("count", [8, 32])
def test_o11_a_code_used_in_parallel_succeeds_once(flow: Any, count: int) -> None:
    answers = flow.parallel(count, flow.exchange_form(flow.code()))

    outcomes = sorted(outcome(a)[0] for a in answers)
    assert outcomes == [200] + [400] * (count - 1)
    errors = {outcome(a)[1] for a in answers if a.status_code != 200}
    assert errors == {"invalid_grant"}


def test_o12_a_code_of_another_client_is_burned(flow: Any, other_flow: Any) -> None:
    code = flow.code()

    assert outcome(other_flow.exchange(code)) == (400, "invalid_grant")
    assert outcome(flow.exchange(code)) == (400, "invalid_grant")


def test_o12_another_redirect_uri_burns_the_code(flow: Any) -> None:
    code = flow.code()

    wrong = flow.exchange(code, redirect_uri="https://shop.example/other")
    assert outcome(wrong) == (400, "invalid_grant")
    assert outcome(flow.exchange(code)) == (400, "invalid_grant")


def test_o13_a_code_lives_sixty_seconds(flow: Any, clock: ManualClock) -> None:
    in_time, late = flow.code(), flow.code()
    clock.advance(59.9)
    assert flow.exchange(in_time).status_code == 200

    clock.advance(0.1)
    assert outcome(flow.exchange(late)) == (400, "invalid_grant")


@pytest.mark.parametrize("count", [8, 32])
def test_o14_a_refresh_used_in_parallel_has_one_successor(
    flow: Any, count: int
) -> None:
    tokens = flow.tokens()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": flow.client_id,
        "client_secret": flow.secret,
    }

    answers = flow.parallel(count, form)

    assert {a.status_code for a in answers} == {200}
    assert len({a.json["access_token"] for a in answers}) == 1
    assert len({a.json["refresh_token"] for a in answers}) == 1
    assert flow.is_active(answers[0].json["access_token"])


def test_a_refresh_rotates(flow: Any) -> None:
    old = flow.tokens()

    new = flow.refresh(old["refresh_token"]).json

    assert new["refresh_token"] != old["refresh_token"]
    assert flow.is_active(new["access_token"])
    assert new["scope"] == old["scope"]


def test_o15_a_replay_after_the_grace_ends_the_family(
    flow: Any, clock: ManualClock, published: Published
) -> None:
    old = flow.tokens()
    new = flow.refresh(old["refresh_token"]).json
    clock.advance(10.1)

    assert outcome(flow.refresh(old["refresh_token"])) == (400, "invalid_grant")
    assert not flow.is_active(new["access_token"])
    assert outcome(flow.refresh(new["refresh_token"])) == (400, "invalid_grant")
    assert "session.revoked" in published.of(flow.user.id)


def test_o15_a_replay_after_the_successor_was_used_ends_the_family(flow: Any) -> None:
    old = flow.tokens()
    new = flow.refresh(old["refresh_token"]).json
    newest = flow.refresh(new["refresh_token"]).json

    assert outcome(flow.refresh(old["refresh_token"])) == (400, "invalid_grant")
    assert not flow.is_active(newest["access_token"])


def test_a_refresh_of_another_client_is_refused_and_lives(
    flow: Any, other_flow: Any
) -> None:
    token = flow.tokens()["refresh_token"]

    assert outcome(other_flow.refresh(token)) == (400, "invalid_grant")
    assert flow.refresh(token).status_code == 200


def test_o16_a_wider_scope_at_refresh_is_refused(flow: Any) -> None:
    token = flow.tokens()["refresh_token"]

    reply = flow.refresh(token, scope="items.read chat.share")

    assert outcome(reply) == (400, "invalid_scope")
    assert "chat.share" in reply.json["error_description"]


def test_a_narrower_scope_at_refresh_is_given(flow: Any) -> None:
    token = flow.tokens()["refresh_token"]

    assert flow.refresh(token, scope="items.read").json["scope"] == "items.read"


def test_an_access_token_is_no_refresh_token(flow: Any) -> None:
    reply = flow.refresh(flow.tokens()["access_token"])

    assert outcome(reply) == (400, "invalid_grant")


@pytest.mark.parametrize("name", ["code", "client_id", "code_verifier"])
def test_o17_a_repeated_parameter_is_refused(flow: Any, name: str) -> None:
    form = flow.exchange_form(flow.code())
    body = "&".join(f"{n}={v}" for n, v in [*form.items(), (name, form[name])])

    reply = flow.http.post(
        "/oauth/token", data=body, content_type="application/x-www-form-urlencoded"
    )

    assert outcome(reply) == (400, "invalid_request")
    assert reply.json["error_description"] == f"duplicate parameter: {name}"


def test_o18_a_secret_in_the_query_is_refused(flow: Any) -> None:
    form = flow.exchange_form(flow.code(), client_secret=None)

    reply = flow.http.post(f"/oauth/token?client_secret={flow.secret}", data=form)

    assert outcome(reply) == (400, "invalid_request")


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def test_o18_a_secret_in_header_and_body_is_refused(flow: Any) -> None:
    form = flow.exchange_form(flow.code())

    headers = basic(flow.client_id, flow.secret)
    reply = flow.http.post("/oauth/token", data=form, headers=headers)

    assert outcome(reply) == (400, "invalid_request")


def test_o18_basic_alone_authenticates(flow: Any) -> None:
    form = flow.exchange_form(flow.code(), client_secret=None, client_id=None)

    headers = basic(flow.client_id, flow.secret)
    assert flow.http.post("/oauth/token", data=form, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Basic !!!", "Basic", "Basic /w==", "Basic Y2xp", "Basic eDp5eg=="],
)
def test_o18_wrong_basic_is_401_with_a_challenge(flow: Any, header: str) -> None:
    form = flow.exchange_form(flow.code(), client_secret=None, client_id=None)

    reply = flow.http.post("/oauth/token", data=form, headers={"Authorization": header})

    assert outcome(reply) == (401, "invalid_client")
    assert reply.headers["WWW-Authenticate"].startswith("Basic")


def test_o18_a_confidential_client_must_authenticate(flow: Any) -> None:
    code = flow.code()

    assert outcome(flow.exchange(code, client_secret=None)) == (401, "invalid_client")
    # The code was not touched: who asks was never known.
    assert flow.exchange(code).status_code == 200


def test_o18_unknown_client_and_wrong_secret_read_the_same(flow: Any) -> None:
    wrong = flow.exchange("x", client_secret="wrong")
    unknown = flow.exchange("x", client_id="cli_nobody")

    assert wrong.json == unknown.json


def test_o19_wrong_secrets_are_slowed_down(flow: Any, clock: ManualClock) -> None:
    answers = [flow.exchange("x", client_secret=f"wrong {n}") for n in range(11)]

    assert [a.status_code for a in answers] == [401] * 10 + [429]
    assert answers[-1].json["error"] == "slow_down"
    assert answers[-1].json["retry_after"] == 60
    assert answers[-1].headers["Retry-After"] == "60"
    code = flow.code()
    assert flow.exchange(code).status_code == 429
    clock.advance(60)
    assert flow.exchange(flow.code()).status_code == 200


def test_o19_wrong_codes_are_slowed_down(flow: Any) -> None:
    statuses = [flow.exchange(f"wrong {n}").status_code for n in range(61)]

    assert statuses == [400] * 60 + [429]


def test_o19_a_stranger_does_not_lock_the_client_out(flow: Any) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    for n in range(11):
        form = flow.exchange_form("x", client_secret=f"wrong {n}")
        flow.http.post("/oauth/token", data=form, environ_base=elsewhere)

    assert flow.exchange(flow.code()).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"grant_type=%ff", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
        (
            b"&".join(b"a%d=1" % n for n in range(65)),
            "application/x-www-form-urlencoded",
        ),
    ],
)
def test_what_is_no_form_is_an_invalid_request(
    flow: Any, body: bytes, kind: str
) -> None:
    reply = flow.http.post("/oauth/token", data=body, content_type=kind)

    assert outcome(reply) == (400, "invalid_request")
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_form_beyond_the_cap_is_413(flow: Any) -> None:
    reply = flow.http.post("/oauth/token", data={"code": "x" * 20_000})

    assert outcome(reply) == (413, "invalid_request")


@pytest.mark.parametrize("code", ["\x00", "\ud83d", "x" * 9000, "ü", "' OR 1=1 --"])
def test_any_text_as_code_is_an_invalid_grant(flow: Any, code: str) -> None:
    form = flow.exchange_form("x")
    form["code"] = code.encode("utf-8", "replace").decode()

    assert outcome(flow.http.post("/oauth/token", data=form)) == (400, "invalid_grant")


DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


def test_o29_there_is_no_device_code_to_poll_or_to_guess(flow: Any) -> None:
    form = {"grant_type": DEVICE_CODE, "device_code": "x", "client_id": flow.client_id}
    endpoints = ("/oauth/device_authorization", "/oauth/device", "/device")

    reply = flow.http.post("/oauth/token", data=form)
    metadata = flow.http.get("/.well-known/oauth-authorization-server").json

    assert outcome(reply) == (400, "unsupported_grant_type")
    assert "device_authorization_endpoint" not in metadata
    assert {flow.http.post(path).status_code for path in endpoints} == {404}
