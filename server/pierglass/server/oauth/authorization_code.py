"""The authorization code grant, with PKCE for every client.

Authlib's own grant issues tokens before it deletes the code, so that parallel
redemptions mint several; here both happen in one transaction, the claim first.

Source: RFC 6749 section 4.1, RFC 7636, RFC 9700 sections 2.1.1 and 4.8.
"""

import re

from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    InvalidRequestError,
    UnsupportedResponseTypeError,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant as _CodeGrant

from pierglass.server.errors import InvalidScopeError
from pierglass.server.oauth import redemption
from pierglass.server.oauth.client import OAuthClient
from pierglass.server.oauth.errors import (
    OAuth2Error,
    RedirectUriMismatchError,
    RefusedScopeError,
    RequestObjectError,
    UnknownClientError,
    describe,
)
from pierglass.server.oauth.messages import Parameters
from pierglass.server.services.resources import check_scopes

__all__ = ["AuthorizationCodeGrant"]

# S256 gives exactly 32 bytes; the verifier's alphabet is RFC 7636 section 4.1.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_MAX_STATE_CHARS = 1024


class AuthorizationCodeGrant(_CodeGrant):
    """``response_type=code`` and ``grant_type=authorization_code``."""

    @classmethod
    def check_authorization_endpoint(cls, request: object) -> bool:
        """Take every request: what is wrong with it is said after its client."""
        return True

    def validate_authorization_request(self) -> str:
        """Return the redirect URI of a request that a user may be asked about.

        Until client and redirect URI are known to belong together an error is a
        page; from then on it travels to the client.

        Raises:
            OAuth2Error: With ``redirect_uri`` set when it may be sent there.
        """
        payload: Parameters = self.request.payload
        client = self.server.query_client(payload.client_id)
        if client is None:
            raise UnknownClientError
        redirect_uri: str | None = payload.redirect_uri
        if redirect_uri is None or not client.check_redirect_uri(redirect_uri):
            raise RedirectUriMismatchError
        self.request.client = client
        try:
            self._check(payload, client)
        except OAuth2Error as error:
            error.redirect_uri = redirect_uri
            raise
        return redirect_uri

    def create_authorization_response(
        self, redirect_uri: str, grant_user: str | None
    ) -> tuple[int, object, list[tuple[str, str]]]:
        """Return the redirect with a code, for a user who accepted.

        Args:
            redirect_uri: As validated.
            grant_user: The account's id, or None if the user declined.

        Raises:
            AccessDeniedError: If the user declined, or granted no scope.
        """
        if grant_user is None or not self.request.scope:
            raise AccessDeniedError(redirect_uri=redirect_uri)
        response: tuple[int, object, list[tuple[str, str]]]
        response = super().create_authorization_response(redirect_uri, grant_user)
        return response

    def generate_authorization_code(self) -> str:
        """Return a fresh 256-bit code."""
        return str(self.server.ctx.ids.secret())

    def save_authorization_code(self, code: str, request: object) -> None:
        """Store *code* and the user's grant, in one transaction."""
        redemption.store_code(
            self.server.ctx,
            code,
            redemption.CodeFor(
                client=self.request.client.record,
                account_id=self.request.user,
                redirect_uri=self.request.payload.redirect_uri,
                asked=tuple(sorted(set(self.request.payload.scope.split()))),
                granted=tuple(self.request.scope.split()),
                code_challenge=self.request.payload.data["code_challenge"],
                key_thumbprint=self.request.payload.data.get("dpop_jkt"),
            ),
        )

    def validate_token_request(self) -> None:
        """Check what can be checked without touching the code.

        Raises:
            OAuth2Error: For a client that does not authenticate, a missing
                parameter, a verifier that no client can have made.
        """
        self.request.client = self.authenticate_token_endpoint_client()
        form = self.request.form
        for name in ("code", "redirect_uri", "code_verifier"):
            if name not in form:
                raise InvalidRequestError(description=f"{name} is required.")
        if not _VERIFIER.fullmatch(form["code_verifier"]):
            raise InvalidRequestError(
                description="code_verifier must be 43 to 128 unreserved characters."
            )

    def create_token_response(self) -> tuple[int, object, list[tuple[str, str]]]:
        """Claim the code and return its tokens.

        Raises:
            InvalidGrantError: For every code that is not this client's, unused,
                in time and proved; it is used up all the same.
        """
        form = self.request.form
        client = self.request.client
        key = self.server.proved_key(self.request)
        tokens = self.server.judged(
            self.request,
            lambda: redemption.redeem_code(
                self.server.ctx,
                redemption.Redemption(
                    client_id=client.get_client_id(),
                    code=form["code"],
                    redirect_uri=form["redirect_uri"],
                    code_verifier=form["code_verifier"],
                    key_thumbprint=key,
                    is_public=client.record.is_public,
                ),
            ),
        )
        return 200, tokens, self.TOKEN_RESPONSE_HEADER

    def _check(self, payload: Parameters, client: OAuthClient) -> None:
        data = payload.data
        for name in ("request", "request_uri"):
            if name in data:
                raise RequestObjectError(name)
        if payload.response_type != "code":
            found = describe(payload.response_type or "missing")
            raise UnsupportedResponseTypeError(found)
        if "code_challenge" not in data:
            raise InvalidRequestError(description="code_challenge required")
        if data.get("code_challenge_method") != "S256":
            raise InvalidRequestError(description="code_challenge_method: S256 only")
        if not _CHALLENGE.fullmatch(data["code_challenge"]):
            raise InvalidRequestError(
                description="code_challenge must be 43 base64url characters."
            )
        if not _CHALLENGE.fullmatch(data.get("dpop_jkt", "x" * 43)):
            raise InvalidRequestError(
                description="dpop_jkt must be 43 base64url characters."
            )
        if len(data.get("state", "")) > _MAX_STATE_CHARS:
            raise InvalidRequestError(
                description=f"state is longer than {_MAX_STATE_CHARS} characters."
            )
        if client.record.require_state and "state" not in data:
            raise InvalidRequestError(
                description="state required: this client registered require_state."
            )
        self._check_scope(payload.scope, client)

    def _check_scope(self, scope: str | None, client: OAuthClient) -> None:
        record = client.record
        if not (scope or "").split():
            raise RefusedScopeError([], record.scopes)
        try:
            granted = check_scopes(str(scope).split(), record.scopes, record.kind)
        except InvalidScopeError as exc:
            raise RefusedScopeError([str(exc.data["refused"])], record.scopes) from exc
        self.request.scope = " ".join(granted)
