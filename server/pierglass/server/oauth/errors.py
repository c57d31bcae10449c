"""Errors of the authorization server, in the form of RFC 6749.

    authlib OAuth2Error
    ├── CsrfError                   csrf, 403 (a page)
    ├── DuplicateParameterError     invalid_request
    ├── DpopError                   invalid_dpop_proof | use_dpop_nonce
    ├── InvalidClientError          invalid_client, 401 with WWW-Authenticate
    ├── RedirectUriMismatchError    invalid_redirect_uri (a page, never a redirect)
    ├── RefusedScopeError           invalid_scope, naming the scopes
    ├── RequestObjectError          invalid_request_uri | request_not_supported
    ├── SlowDownError               slow_down, 429 with Retry-After
    └── UnknownClientError          invalid_client (a page)

Authlib refuses descriptions with characters outside RFC 6749's range by raising
ValueError; :func:`describe` keeps what a caller sent out of its reach.
"""

import re
from collections.abc import Iterable

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError as AuthlibInvalidClientError
from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError

from pierglass.server.errors import PierglassError

__all__ = [
    "CsrfError",
    "DpopError",
    "DuplicateParameterError",
    "InvalidClientError",
    "OAuth2Error",
    "RedirectUriMismatchError",
    "RefusedScopeError",
    "RequestObjectError",
    "SlowDownError",
    "UnknownClientError",
    "describe",
]

_FORBIDDEN = re.compile(r"[^\x20-\x21\x23-\x5B\x5D-\x7E]")
_MAX_ECHO_CHARS = 200


def describe(text: str) -> str:
    """Return *text* cut and cleaned for an ``error_description``.

    Source: RFC 6749 section 5.2, the characters that a description may hold.
    """
    return _FORBIDDEN.sub("?", text[:_MAX_ECHO_CHARS])


class CsrfError(OAuth2Error):
    """A form that this browser's own page did not send."""

    error = "csrf"
    status_code = 403
    description = "The form did not come from this page. Start again in the app."


class DpopError(OAuth2Error):
    """A proof of possession that the token endpoint does not take."""

    status_code = 400

    def __init__(self, error: PierglassError):
        super().__init__(error=error.code, description=describe(error.message))
        self._nonce = error.data.get("nonce")

    def get_headers(self) -> list[tuple[str, str]]:
        """Return Authlib's no-store headers, and the nonce to answer."""
        nonce = [("DPoP-Nonce", str(self._nonce))] if self._nonce else []
        return [*super().get_headers(), *nonce]


class DuplicateParameterError(InvalidRequestError):
    """A parameter came more than once."""

    def __init__(self, name: str):
        super().__init__(description=describe(f"duplicate parameter: {name}"))


class InvalidClientError(AuthlibInvalidClientError):
    """The client is unknown or did not authenticate; both read the same."""

    def __init__(self) -> None:
        super().__init__(
            description="Unknown client, or wrong client credentials.",
            status_code=401,
        )


class RedirectUriMismatchError(OAuth2Error):
    """The redirect URI of a request is not one that the client registered."""

    error = "invalid_redirect_uri"
    status_code = 400

    def __init__(self) -> None:
        super().__init__(
            description="redirect_uri must equal a registered address, "
            "character by character."
        )


class RefusedScopeError(InvalidScopeError):
    """No scope was asked for, or scopes that this client can never have."""

    def __init__(self, refused: Iterable[str], allowed: Iterable[str]):
        names = " ".join(sorted(refused))
        found = f"These scopes are refused: {names}." if names else "scope is required."
        possible = " ".join(sorted(allowed))
        super().__init__(description=describe(f"{found} Possible here: {possible}."))


class UnknownClientError(AuthlibInvalidClientError):
    """No client of this name may ask for authorization (a page, no redirect)."""

    def __init__(self) -> None:
        super().__init__(description="There is no client with this client_id.")


class RequestObjectError(OAuth2Error):
    """A request object came, by value or by reference; none is ever fetched."""

    def __init__(self, name: str):
        error = (
            "invalid_request_uri" if name == "request_uri" else "request_not_supported"
        )
        super().__init__(
            error=error,
            description=f"The parameter {name} is not supported; send the parameters.",
        )


class SlowDownError(OAuth2Error):
    """Too many failures came from one place."""

    error = "slow_down"
    status_code = 429

    def __init__(self, retry_after_s: int):
        super().__init__(description=f"Too many failures; retry in {retry_after_s} s.")
        self.retry_after_s = retry_after_s

    def get_body(self) -> list[tuple[str, object]]:
        """Return the RFC 6749 body, with ``retry_after`` in seconds."""
        return [*super().get_body(), ("retry_after", self.retry_after_s)]

    def get_headers(self) -> list[tuple[str, str]]:
        """Return Authlib's no-store headers and Retry-After."""
        return [*super().get_headers(), ("Retry-After", str(self.retry_after_s))]
