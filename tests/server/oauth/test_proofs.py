"""Tokens bound to a key: worth nothing to who cannot prove to have it (RFC 9449)."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwk, jws
from werkzeug.test import TestResponse

from pierglass.server.services.context import Context
from pierglass.server.testing import ManualClock, error_of

ISSUER = "http://127.0.0.1:8700"
TOKEN_URL = f"{ISSUER}/oauth/token"
GRANTS_URL = f"{ISSUER}/v1/me"


@dataclass
class Prover:
    """A client with a key."""

    flow: Any
    clock: ManualClock
    key: Any = field(default_factory=lambda: jwk.ECKey.generate_key("P-256"))
    algorithm: str = "ES256"
    nonce: str | None = None
    made: int = 0

    def proof(
        self, method: str, url: str, token: str | None = None, **more: Any
    ) -> str:
        header = {
            "typ": "dpop+jwt",
            "alg": self.algorithm,
            "jwk": self.key.as_dict(private=False),
            **more.pop("header", {}),
        }
        self.made += 1
        claims: dict[str, Any] = {
            "jti": f"jti-{self.made}",
            "htm": method,
            "htu": url,
            "iat": self.clock.ms // 1000,
            "nonce": self.nonce,
        }
        if token is not None:
            digest = hashlib.sha256(token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        claims |= more
        kept = {name: value for name, value in claims.items() if value is not None}
        registry = jws.JWSRegistry(
            algorithms=[self.algorithm], strict_check_header=False
        )
        return jws.serialize_compact(
            header, json.dumps(kept), self.key, registry=registry
        )

    def exchange(self, code: str, **more: Any) -> TestResponse:
        proof = self.proof("POST", TOKEN_URL, **more)
        return self.flow.http.post(
            "/oauth/token", data=self.flow.exchange_form(code), headers={"DPoP": proof}
        )

    def tokens(self) -> dict[str, Any]:
        self.learn_nonce()
        reply = self.exchange(self.flow.code())
        assert reply.status_code == 200, reply.text
        body: Any = reply.json
        return dict(body)

    def learn_nonce(self) -> None:
        reply = self.exchange("nothing")
        assert reply.json["error"] == "use_dpop_nonce"
        self.nonce = reply.headers["DPoP-Nonce"]

    def me(self, token: str, proof: str | None, scheme: str = "DPoP") -> TestResponse:
        headers = {"Authorization": f"{scheme} {token}"}
        if proof is not None:
            headers["DPoP"] = proof
        return self.flow.http.get("/v1/me", headers=headers)

    def read_me(self, token: str, **more: Any) -> TestResponse:
        return self.me(token, self.proof("GET", GRANTS_URL, token, **more))


@pytest.fixture
def prover(public_flow: Any, clock: ManualClock) -> Prover:
    return Prover(public_flow, clock)


def code_of(reply: TestResponse) -> tuple[int, str]:
    return reply.status_code, str(error_of(reply)["code"])


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("ES256", jwk.ECKey.generate_key("P-256")),
        ("Ed25519", jwk.OKPKey.generate_key("Ed25519")),
    ],
)
def test_a_bound_token_serves_who_has_the_key(
    public_flow: Any, clock: ManualClock, algorithm: str, key: Any
) -> None:
    prover = Prover(public_flow, clock, key, algorithm)

    tokens = prover.tokens()

    assert tokens["token_type"] == "DPoP"
    assert prover.read_me(tokens["access_token"]).status_code == 200


def test_o24_a_bound_token_is_no_bearer(prover: Prover) -> None:
    token = prover.tokens()["access_token"]

    assert code_of(prover.me(token, None, "Bearer")) == (401, "invalid_dpop_proof")


def test_o24_a_missing_proof_is_refused_with_the_algorithms(prover: Prover) -> None:
    reply = prover.me(prover.tokens()["access_token"], None)

    assert code_of(reply) == (401, "invalid_dpop_proof")
    assert 'algs="ES256' in reply.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"htu": f"{ISSUER}/v1/grants"},
        {"htu": "https://attacker.test/v1/me"},
        {"htu": 7},
        {"htm": "POST"},
        {"iat": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"iat": True},
        {"iat": None},
        {"ath": "A" * 43},
        {"ath": None},
        {"jti": None},
        {"jti": "x" * 129},
        {"header": {"typ": "JWT"}},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"jwk": None}},
        {"header": {"jwk": {"kty": "oct", "k": "AAAA"}}},
        {"header": {"crit": ["exp"], "exp": 1}},
    ],
)
def test_o24_a_proof_that_does_not_fit_is_refused(
    prover: Prover, wrong: dict[str, Any]
) -> None:
    token = prover.tokens()["access_token"]
    proof = forged(prover, token, wrong) if "header" in wrong else None

    reply = prover.me(token, proof) if proof else prover.read_me(token, **wrong)

    assert code_of(reply) == (401, "invalid_dpop_proof")


def forged(prover: Prover, token: str, wrong: dict[str, Any]) -> str:
    """Return a good proof with another header, its signature left as it was."""
    header, payload, signature = prover.proof("GET", GRANTS_URL, token).split(".")
    read = json.loads(base64.urlsafe_b64decode(header + "=="))
    text = json.dumps(read | wrong["header"]).encode()
    changed = base64.urlsafe_b64encode(text).rstrip(b"=").decode()
    return f"{changed}.{payload}.{signature}"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "a.b.c, a.b.c", "x" * 5000])
def test_o24_what_is_no_proof_is_refused(prover: Prover, text: str) -> None:
    token = prover.tokens()["access_token"]

    assert code_of(prover.me(token, text)) == (401, "invalid_dpop_proof")


def test_o24_a_proof_counts_once(prover: Prover) -> None:
    token = prover.tokens()["access_token"]
    proof = prover.proof("GET", GRANTS_URL, token)

    assert prover.me(token, proof).status_code == 200
    assert code_of(prover.me(token, proof)) == (401, "invalid_dpop_proof")


def test_o24_another_key_is_refused(prover: Prover, clock: ManualClock) -> None:
    token = prover.tokens()["access_token"]
    thief = Prover(prover.flow, clock, nonce=prover.nonce)

    assert code_of(thief.read_me(token)) == (401, "invalid_dpop_proof")


def test_o24_a_proof_without_our_nonce_is_told_the_nonce(prover: Prover) -> None:
    token = prover.tokens()["access_token"]

    reply = prover.read_me(token, nonce=None)

    assert code_of(reply) == (401, "use_dpop_nonce")
    assert reply.headers["DPoP-Nonce"] == prover.nonce


def test_o24_a_nonce_ends_within_five_minutes(
    prover: Prover, clock: ManualClock
) -> None:
    token = prover.tokens()["access_token"]
    clock.advance(300)

    assert code_of(prover.read_me(token)) == (401, "use_dpop_nonce")


def test_o24_a_proof_for_an_unbound_token_is_refused(prover: Prover) -> None:
    prover.learn_nonce()
    token = prover.flow.tokens()["access_token"]

    assert code_of(prover.read_me(token)) == (401, "invalid_dpop_proof")


def test_o24_a_public_clients_refresh_token_needs_the_key(prover: Prover) -> None:
    tokens = prover.tokens()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": prover.flow.client_id,
    }

    bare = prover.flow.http.post("/oauth/token", data=form)
    proof = prover.proof("POST", TOKEN_URL)
    proved = prover.flow.http.post("/oauth/token", data=form, headers={"DPoP": proof})

    assert (bare.status_code, bare.json["error"]) == (400, "invalid_grant")
    assert (proved.status_code, proved.json["token_type"]) == (200, "DPoP")
    assert prover.read_me(proved.json["access_token"]).status_code == 200


def test_o24_a_code_bound_to_a_key_is_burned_by_another(
    prover: Prover, clock: ManualClock
) -> None:
    prover.learn_nonce()
    code = prover.flow.code(dpop_jkt=prover.key.thumbprint())
    thief = Prover(prover.flow, clock, nonce=prover.nonce, made=100)

    stolen = thief.exchange(code)

    assert (stolen.status_code, stolen.json["error"]) == (400, "invalid_grant")
    assert prover.exchange(code).json["error"] == "invalid_grant"


def test_a_code_bound_to_a_key_serves_that_key(prover: Prover) -> None:
    prover.learn_nonce()
    code = prover.flow.code(dpop_jkt=prover.key.thumbprint())

    assert prover.exchange(code).json["token_type"] == "DPoP"


def test_introspection_names_the_key(prover: Prover) -> None:
    token = prover.tokens()["access_token"]

    body = prover.flow.about(token).json

    assert (body["token_type"], body["cnf"]) == (
        "DPoP",
        {"jkt": prover.key.thumbprint()},
    )


def test_the_gateway_takes_no_bound_token(prover: Prover, ctx: Context) -> None:
    from pierglass.server.supervisor.api import rpc_handlers

    token = prover.tokens()["access_token"]

    with pytest.raises(Exception, match="bound to another key"):
        rpc_handlers(ctx)["authenticate"]({"token": token})


def test_the_metadata_says_which_algorithms(client: FlaskClient) -> None:
    body: Any = client.get("/.well-known/oauth-authorization-server").json

    assert body["dpop_signing_alg_values_supported"] == ["ES256", "Ed25519"]
