"""Clients as Authlib sees them, and how they prove who they are.

Source: RFC 6749 sections 2 and 3.2.1.
"""

import base64
import binascii
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError

from pierglass.server.oauth.errors import InvalidClientError
from pierglass.server.oauth.messages import FormRequest
from pierglass.server.services.clients import ClientRecord

__all__ = ["Credentials", "OAuthClient", "read_credentials"]

Credentials = tuple[str, str | None]
"""A client id, and the secret if one came."""


class OAuthClient(ClientMixin):
    """A client record behind Authlib's interface."""

    def __init__(self, record: ClientRecord):
        self.record = record

    def get_client_id(self) -> str:
        """Return the client's id."""
        return self.record.id

    def get_default_redirect_uri(self) -> None:
        """Return None: the address is always named in the request."""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Say whether the client registered exactly *redirect_uri*."""
        return self.record.has_redirect_uri(redirect_uri)

    def check_client_secret(self, client_secret: str) -> bool:
        """Say whether *client_secret* is the client's, in constant time."""
        return self.record.has_secret(client_secret)

    def check_response_type(self, response_type: str) -> bool:
        """Say whether *response_type* is ``code``."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Say whether *grant_type* is one of the two that exist here."""
        return grant_type in {"authorization_code", "refresh_token"}


def read_credentials(request: FormRequest) -> Credentials:
    """Return the credentials of *request*, from the one place that has them.

    Raises:
        InvalidRequestError: If Basic and the body both carry a secret, or disagree
            on the client.
        InvalidClientError: If there is no client id, or Basic cannot be read.
    """
    basic = _basic(request.headers.get("Authorization"))
    client_id = request.form.get("client_id")
    secret = request.form.get("client_secret")
    if basic is None:
        if client_id is None:
            raise InvalidClientError
        return client_id, secret
    if secret is not None or client_id not in {None, basic[0]}:
        raise InvalidRequestError(
            description="Client credentials in the header and in the body; use one."
        )
    return basic


def _basic(header: str | None) -> Credentials | None:
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise InvalidClientError from exc
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise InvalidClientError
    return unquote_plus(client_id), unquote_plus(secret)
