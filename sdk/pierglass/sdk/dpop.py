"""Tokens bound to a key (RFC 9449): worth nothing to whoever takes them without it.

    from pierglass.sdk.dpop import ProofKey
    from pierglass.sdk.oauth import OAuth

    oauth = OAuth(origin, client_id, key=ProofKey.create())

The key signs one proof for each request. Signing needs the package `cryptography`
(extra `dpop`); nothing else of the SDK does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from typing import TYPE_CHECKING, Any, Self

import httpx

from pierglass.sdk.errors import ToolMissingError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ProofKey"]

_SIDE_BYTES = 32
_TOKEN_PATHS = ("/oauth/token",)


class ProofKey:
    """A P-256 key, and the proofs that it signs.

    Args:
        private: The private key, as `cryptography` has it.
        now_s: The present time, in seconds since 1970.
        draw: Gives so many unguessable bytes, in base64url.
    """

    def __init__(
        self,
        private: Any,
        *,
        now_s: Callable[[], float] | None = None,
        draw: Callable[[int], str] = secrets.token_urlsafe,
    ) -> None:
        numbers = private.public_key().public_numbers()
        self._private = private
        self._now_s = now_s or _now_s
        self._draw = draw
        self._nonces: dict[str, str] = {}
        self.jwk = {
            "crv": "P-256",
            "kty": "EC",
            "x": _base64url(numbers.x.to_bytes(_SIDE_BYTES, "big")),
            "y": _base64url(numbers.y.to_bytes(_SIDE_BYTES, "big")),
        }
        """The public half."""

    @classmethod
    def create(cls, **more: Any) -> Self:
        """Return a new key.

        Raises:
            ToolMissingError: `cryptography` is not installed.
        """
        curve = _curves()
        return cls(curve.generate_private_key(curve.SECP256R1()), **more)

    @classmethod
    def from_pem(cls, pem: bytes, **more: Any) -> Self:
        """Return the key that :meth:`pem` wrote.

        Raises:
            ToolMissingError: `cryptography` is not installed.
        """
        _curves()
        from cryptography.hazmat.primitives import serialization

        return cls(serialization.load_pem_private_key(pem, password=None), **more)

    def pem(self) -> bytes:
        """Return the private half, to be kept where secrets are kept."""
        from cryptography.hazmat.primitives import serialization

        content: bytes = self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return content

    @property
    def thumbprint(self) -> str:
        """What names the key (RFC 7638), for `dpop_jkt`."""
        text = json.dumps(self.jwk, separators=(",", ":"), sort_keys=True)
        return _base64url(hashlib.sha256(text.encode()).digest())

    def proof(
        self, method: str, url: str, *, token: str | None = None, nonce: str | None
    ) -> str:
        """Return a proof for one request, good once.

        Args:
            method: Of the request.
            url: Of the request; query and fragment are left out.
            token: The access token that the request carries.
            nonce: The server's, once it gave one.
        """
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        claims: dict[str, Any] = {
            "jti": self._draw(16),
            "htm": method,
            "htu": url.split("?")[0].split("#")[0],
            "iat": int(self._now_s()),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        if token is not None:
            claims["ath"] = _base64url(hashlib.sha256(token.encode()).digest())
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk}
        text = f"{_part(head)}.{_part(claims)}"
        der = self._private.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        signed = r.to_bytes(_SIDE_BYTES, "big") + s.to_bytes(_SIDE_BYTES, "big")
        return f"{text}.{_base64url(signed)}"

    def transport(
        self, inner: httpx.BaseTransport | None = None
    ) -> httpx.BaseTransport:
        """Return a transport on which every request carries a proof."""
        return _Proven(self, inner or httpx.HTTPTransport())

    def async_transport(
        self, inner: httpx.AsyncBaseTransport | None = None
    ) -> httpx.AsyncBaseTransport:
        """Return the asynchronous twin of :meth:`transport`."""
        return _AsyncProven(self, inner or httpx.AsyncHTTPTransport())

    def prove(self, request: httpx.Request) -> str | None:
        """Put a proof on *request*; return the nonce that it answers."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        bound = token if scheme in ("Bearer", "DPoP") else None
        if bound is None and request.url.path not in _TOKEN_PATHS:
            return None
        nonce = self._nonces.get(_origin(request))
        request.headers["DPoP"] = self.proof(
            request.method, str(request.url), token=bound, nonce=nonce
        )
        if bound is not None:
            request.headers["Authorization"] = f"DPoP {bound}"
        return nonce

    def wants_again(
        self, request: httpx.Request, answer: httpx.Response, used: str | None
    ) -> bool:
        """Note the server's nonce; say whether it refused for the want of it."""
        given = answer.headers.get("DPoP-Nonce")
        if given is None:
            return False
        self._nonces[_origin(request)] = given
        challenge = answer.headers.get("WWW-Authenticate", "")
        asked = b"use_dpop_nonce" in answer.content or "use_dpop_nonce" in challenge
        return answer.status_code in (400, 401) and asked and given != used


class _Proven(httpx.BaseTransport):
    def __init__(self, key: ProofKey, inner: httpx.BaseTransport) -> None:
        self._key = key
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        used = self._key.prove(request)
        answer = self._inner.handle_request(request)
        answer.read()
        if self._key.wants_again(request, answer, used):
            answer.close()
            self._key.prove(request)
            answer = self._inner.handle_request(request)
        return answer

    def close(self) -> None:
        self._inner.close()


class _AsyncProven(httpx.AsyncBaseTransport):
    def __init__(self, key: ProofKey, inner: httpx.AsyncBaseTransport) -> None:
        self._key = key
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        used = self._key.prove(request)
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        if self._key.wants_again(request, answer, used):
            await answer.aclose()
            self._key.prove(request)
            answer = await self._inner.handle_async_request(request)
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


def _curves() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError as exc:
        cure = "pip install 'pierglass[dpop]'"
        raise ToolMissingError("cryptography", cure) from exc
    return ec


def _now_s() -> float:
    return time.time_ns() / 1e9


def _origin(request: httpx.Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc.decode()}"


def _part(value: object) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
