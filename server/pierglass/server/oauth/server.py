"""The authorization server: Authlib's core, our storage, our rules.

Source: RFC 6749; RFC 9207 (``iss`` in every authorization response).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from authlib.common.urls import add_params_to_uri
from authlib.oauth2 import AuthorizationServer as _AuthorizationServer
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError

from pierglass.server.errors import PierglassError
from pierglass.server.oauth.authorization_code import AuthorizationCodeGrant
from pierglass.server.oauth.client import OAuthClient, read_credentials
from pierglass.server.oauth.errors import DpopError, InvalidClientError, OAuth2Error
from pierglass.server.oauth.introspection import IntrospectionEndpoint
from pierglass.server.oauth.messages import FormRequest, Response
from pierglass.server.oauth.metadata import TOKEN_PATH
from pierglass.server.oauth.refresh_token import RefreshTokenGrant
from pierglass.server.oauth.revocation import RevocationEndpoint
from pierglass.server.oauth.throttle import FailureThrottle, Limit
from pierglass.server.services.clients import ClientRecord, find_client
from pierglass.server.services.context import Context
from pierglass.server.services.proofs import Sent

__all__ = ["AuthorizationServer", "ConsentRequest"]

T = TypeVar("T")

WRONG_SECRETS = Limit(failures=10, window_ms=60_000)
# Parallel retries of one honest client fail together; a guess at 256 bits gains
# nothing from sixty tries either.
WRONG_GRANTS = Limit(failures=60, window_ms=60_000)


@dataclass(frozen=True)
class ConsentRequest:
    """An authorization request that is fit to be shown to a user."""

    client: ClientRecord
    redirect_uri: str
    scopes: tuple[str, ...]


class AuthorizationServer(_AuthorizationServer):
    """Answers every OAuth endpoint; stateless but for counts of failures.

    Args:
        ctx: The server's parts.
    """

    def __init__(self, ctx: Context):
        super().__init__()
        self.ctx = ctx
        self.issuer = ctx.settings.public()
        self._wrong_secrets = FailureThrottle(WRONG_SECRETS, ctx.clock.now_ms)
        self._wrong_grants = FailureThrottle(WRONG_GRANTS, ctx.clock.now_ms)
        self.register_grant(AuthorizationCodeGrant)
        self.register_grant(RefreshTokenGrant)
        self.register_endpoint(RevocationEndpoint)
        self.register_endpoint(IntrospectionEndpoint)

    def token(self, request: FormRequest) -> Response:
        """Return tokens for a code or a refresh token, or the RFC 6749 error."""
        if "grant_type" not in request.form:
            error = InvalidRequestError(description="grant_type is required.")
            return self.refusal(error)
        return self._answer(request, lambda: self.create_token_response(request))

    def revoke(self, request: FormRequest) -> Response:
        """End a token of the calling client; unknown ones are fine (RFC 7009)."""
        return self._answer(
            request, lambda: self.create_endpoint_response("revocation", request)
        )

    def introspect(self, request: FormRequest) -> Response:
        """Return what a token of the calling client is worth (RFC 7662)."""
        return self._answer(
            request, lambda: self.create_endpoint_response("introspection", request)
        )

    def consent_request(self, request: FormRequest) -> ConsentRequest:
        """Return what a user is to be asked.

        Raises:
            OAuth2Error: With ``redirect_uri`` where the client may be told.
        """
        grant = self.get_consent_grant(request)
        return ConsentRequest(
            grant.request.client.record,
            grant.redirect_uri,
            tuple(grant.request.scope.split()),
        )

    def decide(
        self, request: FormRequest, account_id: str | None, granted: frozenset[str]
    ) -> Response:
        """Return the redirect that carries the user's decision to the client.

        Args:
            request: The authorization request, validated once more.
            account_id: Who accepted; None if the user declined.
            granted: The scopes that the user left switched on.
        """
        try:
            grant = self.get_consent_grant(request)
        except OAuth2Error as error:
            return self.refusal(error)
        asked = grant.request.scope.split()
        grant.request.scope = " ".join(s for s in asked if s in granted)
        try:
            answer = grant.create_authorization_response(grant.redirect_uri, account_id)
        except OAuth2Error as error:
            error.state = request.payload.state
            return self.refusal(error)
        return self.handle_response(*answer)

    def refusal(self, error: OAuth2Error) -> Response:
        """Return *error* as a redirect where that is allowed, else as a body."""
        return self.handle_response(*error())

    def judged(self, request: FormRequest, redeem: Callable[[], T]) -> T:
        """Return ``redeem()``, counting a refusal against who asks.

        Raises:
            SlowDownError: If too many were refused before.
            OAuth2Error: As *redeem* raises it.
        """
        key = (request.client.get_client_id(), request.remote)
        self._wrong_grants.check(*key)
        try:
            return redeem()
        except InvalidGrantError:
            self._wrong_grants.fail(*key)
            raise

    def proved_key(self, request: FormRequest) -> str | None:
        """Return the thumbprint of the key that *request* proves; None without proof.

        Raises:
            DpopError: If a proof came that does not count.

        Source: RFC 9449 section 5.
        """
        proof = request.headers.get("DPoP")
        if proof is None:
            return None
        sent = Sent(proof, request.method, self.issuer + TOKEN_PATH)
        try:
            return self.ctx.proofs.check(sent, self.ctx.clock.now_ms())
        except PierglassError as exc:
            raise DpopError(exc) from exc

    # --- what Authlib's core asks for --------------------------------------

    def query_client(self, client_id: str | None) -> OAuthClient | None:
        """Return the client *client_id*, or None."""
        if client_id is None:
            return None
        record = self.ctx.store.read(lambda s: find_client(s, client_id))
        return None if record is None else OAuthClient(record)

    def authenticate_client(
        self, request: FormRequest, methods: object = None, endpoint: str = "token"
    ) -> OAuthClient:
        """Return the client that *request* proves to come from.

        Raises:
            InvalidClientError: If the client is unknown, or the proof is wrong, or
                a confidential client gives none.
            SlowDownError: After too many wrong secrets from one address.
        """
        client_id, secret = read_credentials(request)
        key = (client_id, request.remote)
        self._wrong_secrets.check(*key)
        client = self.query_client(client_id)
        if client is not None and secret is None and client.record.is_public:
            return client
        # A secret is compared even for a client that does not exist: the answer
        # takes as long and reads the same.
        known = client.record if client is not None else _NOBODY
        if secret is None or not known.has_secret(secret) or client is None:
            self._wrong_secrets.fail(*key)
            raise InvalidClientError
        return client

    def create_oauth2_request(self, request: FormRequest) -> FormRequest:
        """Return *request*: it is one already."""
        return request

    def handle_response(
        self, status: int, payload: object, headers: list[tuple[str, str]]
    ) -> Response:
        """Return the response as a value; a redirect always names the issuer."""
        sent = tuple(
            (n, add_params_to_uri(v, [("iss", self.issuer)]) if n == "Location" else v)
            for n, v in headers
        )
        body = payload if isinstance(payload, Mapping) else {}
        return Response(status, body, sent)

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody: services publish what users must know."""

    def _answer(
        self, request: FormRequest, respond: Callable[[], Response]
    ) -> Response:
        try:
            return respond()
        except OAuth2Error as error:
            return self.refusal(error)


_NOBODY = ClientRecord("", "server", "", "", "0" * 64, (), frozenset(), False)
