"""Proofs of possession: who presents a bound token shows the key that it is bound to.

Every proof answers a nonce of ours, so that none can be made ahead of its use; a nonce
is derived from a secret of this process, and a proof counts once while its nonce does.

Source: RFC 9449 (DPoP); RFC 7638 (thumbprints).
"""

import hashlib
import hmac
import json
import secrets
import threading
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwk, jws
from joserfc.errors import JoseError

from pierglass.server.errors import (
    InvalidDpopProofError,
    RateLimitedError,
    UseDpopNonceError,
)

__all__ = ["ALGORITHMS", "Proofs", "Sent"]

ALGORITHMS = ("ES256", "Ed25519")
SLOT_MS = 150_000
"""A nonce counts in the slot that it was given in and in the next."""
IAT_MS = 300_000
"""How far a client's clock may be off."""
LONGEST = 4096
"""Characters of a proof."""
REMEMBERED = 200_000
"""Proofs; beyond them new ones wait rather than old ones count again."""

_CURVES = {"ES256": "P-256", "Ed25519": "Ed25519"}


@dataclass(frozen=True)
class Sent:
    """A proof and the request that carries it.

    Attributes:
        proof: The ``DPoP`` header.
        method: The HTTP method.
        url: The address asked for, by our own origin; without query.
        access_token: The token that came with it, if one did.
    """

    proof: str | None
    method: str
    url: str
    access_token: str | None = None


class Proofs:
    """Judges proofs, and remembers those that counted; safe across threads."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._seen: OrderedDict[bytes, int] = OrderedDict()
        self._lock = threading.Lock()

    def nonce(self, now_ms: int) -> str:
        """Return what a proof made now must answer."""
        return self._of_slot(now_ms // SLOT_MS)

    def check(self, sent: Sent, now_ms: int) -> str:
        """Return the thumbprint of the key that made the proof.

        Raises:
            InvalidDpopProofError: Naming the part that does not fit.
            UseDpopNonceError: With the nonce to answer, if it answers none of ours.
            RateLimitedError: If too many proofs are remembered.
        """
        text = sent.proof
        if text is None:
            raise InvalidDpopProofError(reason="no proof came; send one in DPoP")
        if len(text) > LONGEST or not text.isascii():
            raise InvalidDpopProofError(reason=f"it is not {LONGEST} characters ASCII")
        try:
            key, claims = _open(text)
        except (JoseError, ValueError, TypeError, KeyError) as exc:
            raise InvalidDpopProofError(
                reason="it is no JWT of type dpop+jwt signed by its own public key"
            ) from exc
        _check_claims(claims, sent, now_ms)
        slot = now_ms // SLOT_MS
        known = (self._of_slot(slot), self._of_slot(slot - 1))
        if claims.get("nonce") not in known:
            raise UseDpopNonceError(nonce=known[0])
        thumbprint: str = key.thumbprint()
        self._remember(f"{thumbprint}\0{claims['jti']}", now_ms)
        return thumbprint

    def _of_slot(self, slot: int) -> str:
        mac = hmac.new(self._secret, f"dpop\0{slot}".encode(), "sha256").digest()
        return _base64(mac)

    def _remember(self, name: str, now_ms: int) -> None:
        mark = hashlib.sha256(name.encode()).digest()
        with self._lock:
            while self._seen and next(iter(self._seen.values())) <= now_ms:
                self._seen.popitem(last=False)
            if mark in self._seen:
                raise InvalidDpopProofError(reason="its jti was used before")
            if len(self._seen) >= REMEMBERED:
                raise RateLimitedError(what="proofs", retry_after=SLOT_MS // 1000)
            self._seen[mark] = now_ms + 2 * SLOT_MS


def _open(text: str) -> tuple[jwk.Key, dict[str, Any]]:
    header = jws.extract_compact(text.encode()).headers()
    algorithm = header["alg"]
    if header["typ"] != "dpop+jwt" or algorithm not in ALGORITHMS:
        raise ValueError(header)
    public = header["jwk"]
    if not isinstance(public, dict) or "d" in public:
        raise ValueError("the key is not public")
    if public["crv"] != _CURVES[algorithm]:
        raise ValueError("the key does not fit the algorithm")
    key = jwk.import_key(
        {n: public[n] for n in ("kty", "crv", "x", "y") if n in public}
    )
    payload = jws.deserialize_compact(text, key, algorithms=[algorithm]).payload
    claims = json.loads(payload)
    if not isinstance(claims, dict):
        raise TypeError("the claims are no object")
    return key, claims


def _check_claims(claims: dict[str, Any], sent: Sent, now_ms: int) -> None:
    jti, iat = claims.get("jti"), claims.get("iat")
    if not isinstance(jti, str) or not 1 <= len(jti) <= 128:
        raise InvalidDpopProofError(reason="jti must be text of 1 to 128 characters")
    if isinstance(iat, bool) or not isinstance(iat, int):
        raise InvalidDpopProofError(reason="iat must be whole seconds")
    if abs(now_ms - iat * 1000) > IAT_MS:
        raise InvalidDpopProofError(reason="iat is more than five minutes off")
    if claims.get("htm") != sent.method:
        raise InvalidDpopProofError(reason=f"htm must be {sent.method}")
    if _plain(claims.get("htu")) != _plain(sent.url):
        raise InvalidDpopProofError(reason=f"htu must be {sent.url}")
    if sent.access_token is not None:
        digest = hashlib.sha256(sent.access_token.encode()).digest()
        if claims.get("ath") != _base64(digest):
            raise InvalidDpopProofError(reason="ath must be the token's SHA-256")


def _plain(url: object) -> tuple[str, str, str] | None:
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.scheme.lower(), parts.netloc.lower(), parts.path


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
