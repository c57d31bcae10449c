"""Requests and responses of the authorization server, free of any framework."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request

from pierglass.server.oauth.errors import DuplicateParameterError

__all__ = ["FormRequest", "Parameters", "Response"]


class Parameters(OAuth2Payload):
    """Parameters of one request, each with exactly one value.

    An empty value counts as an omitted parameter (RFC 6749 section 3.1).
    """

    def __init__(self, items: Iterable[tuple[str, str]]):
        self._data: dict[str, str] = {}
        seen: set[str] = set()
        for name, value in items:
            if name in seen:
                raise DuplicateParameterError(name)
            seen.add(name)
            if value:
                self._data[name] = value

    @property
    def data(self) -> dict[str, str]:
        """Name to value."""
        return self._data

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        """Name to values, as Authlib's core expects it."""
        return defaultdict(list, {name: [v] for name, v in self._data.items()})


class Headers(Protocol):
    """Headers, looked up whatever their case."""

    def get(self, name: str, /) -> str | None:
        """Return the header *name*, or None."""
        ...


class FormRequest(OAuth2Request):
    """A request as Authlib's core sees it.

    Args:
        method: The HTTP method.
        parameters: The parameters of the endpoint: the form of a POST, the query of
            a GET. Never a mixture.
        headers: Header names to values, looked up as written in RFC 6749.
        remote: The peer's address, for limits.

    The base class would check the URI for https; whether the public origin is
    secure is a matter of settings, so its constructor is not called.
    """

    def __init__(
        self,
        method: str,
        parameters: Parameters,
        headers: Headers,
        remote: str,
    ):
        self.method = method
        self.uri = ""
        self.headers = headers
        self.remote = remote
        self.payload = parameters
        self.client: Any = None
        self.auth_method = None
        self.user = None
        self.authorization_code = None
        self.refresh_token = None
        self.credential = None
        self._scope = None
        self._body = None

    @property
    def args(self) -> dict[str, str]:
        """The parameters: there is one list, wherever it came from."""
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        """The parameters: there is one list, wherever it came from."""
        return self.payload.data


@dataclass(frozen=True)
class Response:
    """What goes back: a status, headers, and a JSON body or a redirect."""

    status: int
    body: Mapping[str, object]
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def location(self) -> str | None:
        """The Location header of a redirect."""
        return next((v for n, v in self.headers if n.lower() == "location"), None)
