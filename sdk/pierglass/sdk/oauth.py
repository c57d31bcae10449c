"""OAuth 2 at a lens's own server: ask, exchange, renew, check, give back.

The page asks over the bridge with the parameters of a :class:`Request`, and brings the
answer; the server holds the tokens::

    from pierglass.sdk.oauth import OAuth, new_request

    oauth = OAuth(origin, client_id)
    request = new_request(client_id, callback, ["items.read"])   # keep it by its state
    ...                                    # page: lens.authorize(request.params())
    tokens = oauth.exchange(request, answer)
    with oauth.api(tokens) as api:         # renews by itself; `on_change` keeps it
        print(api.me())

:class:`AsyncOAuth` is the twin for asynchronous servers. With a
:class:`pierglass.sdk.dpop.ProofKey` the tokens are bound to a key: worth nothing to
whoever takes them without it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from pierglass.client.api import AsyncApi
from pierglass.client.call import Call
from pierglass.client.sync import Api
from pierglass.client.tokens import Tokens
from pierglass.sdk.errors import AuthorizationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx

    from pierglass.client.clock import Clock
    from pierglass.client.records import Session
    from pierglass.client.retry import Retry
    from pierglass.sdk.dpop import ProofKey

__all__ = ["AsyncOAuth", "OAuth", "Request", "new_request"]


@dataclass(frozen=True)
class Request:
    """One request for authorization. Keep it, by its state, until the answer comes.

    Attributes:
        state: Unguessable; the answer brings it back.
        verifier: The secret half of the proof key for code exchange (RFC 7636). It
            never leaves the server.
        key_thumbprint: Of the key that alone may redeem the code; None for any.
    """

    client_id: str
    redirect_uri: str
    scope: str
    state: str
    verifier: str
    key_thumbprint: str | None = None

    def params(self) -> dict[str, str]:
        """Return what the bridge's `authorize` takes."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if self.key_thumbprint is not None:
            asked["dpop_jkt"] = self.key_thumbprint
        return asked

    def url(self, origin: str) -> str:
        """Return where a browser asks, for a server that is no lens's."""
        asked = {"response_type": "code", **self.params()}
        return f"{origin.rstrip('/')}/oauth/authorize?{urlencode(asked)}"

    def code_of(self, answer: Mapping[str, str], issuer: str) -> str:
        """Return the code of an answer that belongs to this request.

        Args:
            answer: What the bridge returned, or the parameters of the redirect.
            issuer: Pierglass's public origin: another server's answer is refused.

        Raises:
            AuthorizationError: The user said no (`denied`), or the answer is to no
                question of this request's (`mismatch`).
        """
        if not hmac.compare_digest(
            answer.get("state", "").encode(), self.state.encode()
        ):
            raise AuthorizationError("mismatch", "its state is not this request's")
        if answer.get("iss") != issuer:
            raise AuthorizationError(
                "mismatch", f"it is of {answer.get('iss')!r}, expected {issuer!r}"
            )
        if "error" in answer:
            why = answer.get("error_description") or answer["error"]
            refused = answer["error"] == "access_denied"
            raise AuthorizationError("denied" if refused else "failed", why)
        if not answer.get("code"):
            raise AuthorizationError("mismatch", "it has no code")
        return answer["code"]


def new_request(
    client_id: str,
    redirect_uri: str,
    scopes: Iterable[str],
    *,
    key: ProofKey | None = None,
    draw: Callable[[int], str] = secrets.token_urlsafe,
) -> Request:
    """Return a request with secrets of its own.

    Args:
        client_id: The lens's id, or the one given at registration.
        redirect_uri: As registered, exactly.
        scopes: What the server wants to do.
        key: The key that alone may redeem the code.
        draw: Gives so many unguessable bytes, in base64url.
    """
    thumbprint = key.thumbprint if key is not None else None
    scope = " ".join(scopes)
    return Request(client_id, redirect_uri, scope, draw(24), draw(48), thumbprint)


class _Forms:
    """What both clients send: each request as a value."""

    def __init__(
        self, origin: str, client_id: str, secret: str | None, key: ProofKey | None
    ) -> None:
        self.origin = origin.rstrip("/")
        self.client_id = client_id
        self.key = key
        self._secret = secret

    def held(
        self,
        session: Session | None = None,
        *,
        refresh: str | None = None,
        on_change: Callable[[Session], None] | None = None,
    ) -> Tokens:
        """Return tokens that renew themselves at this server.

        Args:
            session: What :meth:`exchange` was answered; or give *refresh* alone.
            refresh: A refresh token that was kept.
            on_change: Told each new pair: the old refresh token is used up, so keep
                the new one before anything else.
        """
        tokens = Tokens(refresh=refresh, renewal=self.renewal)
        if session is not None:
            tokens.take(session)
        tokens.on_change = on_change
        return tokens

    def renewal(self, refresh_token: str) -> Call[Session]:
        """Return the request that trades *refresh_token* for a new pair.

        It may be sent twice: the server gives the same successor for ten seconds.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._post("/oauth/token", form, _whole, repeatable=True)

    def _redeem(self, request: Request, answer: Mapping[str, str]) -> Call[Session]:
        form = {
            "grant_type": "authorization_code",
            "code": request.code_of(answer, self.origin),
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.verifier,
        }
        # A code is good for one try: a second would end what the first began.
        return self._post("/oauth/token", form, _whole)

    def _revoke(self, token: str) -> Call[None]:
        form = {"token": token}
        return self._post("/oauth/revoke", form, lambda _: None, repeatable=True)

    def _ask(self, token: str) -> Call[dict[str, Any]]:
        form = {"token": token}
        return self._post("/oauth/introspect", form, dict, repeatable=True)

    def _metadata(self) -> Call[dict[str, Any]]:
        path = "/.well-known/oauth-authorization-server"
        return Call("GET", path, dict, repeatable=True, authenticated=False)

    def _post(
        self,
        path: str,
        form: Mapping[str, str],
        parse: Callable[[Any], Any],
        *,
        repeatable: bool = False,
    ) -> Call[Any]:
        given = {**form, "client_id": self.client_id}
        if self._secret is not None:
            given["client_secret"] = self._secret
        return Call(
            "POST",
            path,
            parse,
            content=urlencode(given).encode(),
            content_type="application/x-www-form-urlencoded",
            repeatable=repeatable,
            authenticated=False,
        )


class OAuth(_Forms):
    """The authorization server, for one registered client; blocks.

    Args:
        origin: Pierglass's public origin.
        client_id: The lens's id, or the one given at registration.
        secret: Of a confidential client; None for a public one, such as a lens.
        key: Binds every token to it; a public client's refresh tokens need that key.
        retry: As :class:`pierglass.sdk.Api` takes it.
        transport: An httpx transport, for tests.
    """

    def __init__(
        self,
        origin: str,
        client_id: str,
        *,
        secret: str | None = None,
        key: ProofKey | None = None,
        retry: Retry | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(origin, client_id, secret, key)
        self._transport = transport
        self._retry = retry
        self._http = self.api(Tokens())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def exchange(
        self,
        request: Request,
        answer: Mapping[str, str],
        *,
        on_change: Callable[[Session], None] | None = None,
    ) -> Tokens:
        """Trade the code in *answer* for tokens.

        Raises:
            AuthorizationError: The user said no, or the answer is not to *request*.
            ApiError: The server refused the code; `code` is OAuth's own word.
        """
        session = self._http.do(self._redeem(request, answer))
        return self.held(session, on_change=on_change)

    def revoke(self, token: str) -> None:
        """Give a token back; a refresh token takes its access tokens with it."""
        self._http.do(self._revoke(token))

    def introspect(self, token: str) -> dict[str, Any]:
        """Return what a token of this client is good for; `active` says whether."""
        return self._http.do(self._ask(token))

    def metadata(self) -> dict[str, Any]:
        """Return the server's own description (RFC 8414)."""
        return self._http.do(self._metadata())

    def api(self, tokens: Tokens) -> Api:
        """Return the API as the user of *tokens* let this client use it."""
        # Each closes its own connections; the key and its nonces are shared.
        bound = self.key.transport(self._transport) if self.key else self._transport
        return Api(self.origin, tokens=tokens, retry=self._retry, transport=bound)


class AsyncOAuth(_Forms):
    """The authorization server, for one registered client; awaited. See `OAuth`."""

    def __init__(
        self,
        origin: str,
        client_id: str,
        *,
        secret: str | None = None,
        key: ProofKey | None = None,
        retry: Retry | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(origin, client_id, secret, key)
        self._transport = transport
        self._retry, self._clock = retry, clock
        self._http = self.api(Tokens())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()

    async def exchange(
        self,
        request: Request,
        answer: Mapping[str, str],
        *,
        on_change: Callable[[Session], None] | None = None,
    ) -> Tokens:
        """Trade the code in *answer* for tokens.

        Raises:
            AuthorizationError: The user said no, or the answer is not to *request*.
            ApiError: The server refused the code; `code` is OAuth's own word.
        """
        session = await self._http.do(self._redeem(request, answer))
        return self.held(session, on_change=on_change)

    async def revoke(self, token: str) -> None:
        """Give a token back; a refresh token takes its access tokens with it."""
        await self._http.do(self._revoke(token))

    async def introspect(self, token: str) -> dict[str, Any]:
        """Return what a token of this client is good for; `active` says whether."""
        return await self._http.do(self._ask(token))

    async def metadata(self) -> dict[str, Any]:
        """Return the server's own description (RFC 8414)."""
        return await self._http.do(self._metadata())

    def api(self, tokens: Tokens) -> AsyncApi:
        """Return the API as the user of *tokens* let this client use it."""
        inner = self._transport
        bound = self.key.async_transport(inner) if self.key else inner
        return AsyncApi(
            self.origin,
            tokens=tokens,
            retry=self._retry,
            clock=self._clock,
            transport=bound,
        )


def _whole(body: Any) -> Any:
    return body
