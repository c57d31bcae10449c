"""The refresh token grant: every use rotates, and reuse ends the family.

Source: RFC 6749 section 6, RFC 9700 section 4.14.
"""

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import RefreshTokenGrant as _RefreshGrant

from pierglass.server.oauth import redemption

__all__ = ["RefreshTokenGrant"]


class RefreshTokenGrant(_RefreshGrant):
    """``grant_type=refresh_token``."""

    def validate_token_request(self) -> None:
        """Check the client and that a token came.

        Raises:
            OAuth2Error: If one of them is missing or wrong.
        """
        self.request.client = self.authenticate_token_endpoint_client()
        if "refresh_token" not in self.request.form:
            raise InvalidRequestError(description="refresh_token is required.")

    def create_token_response(self) -> tuple[int, object, list[tuple[str, str]]]:
        """Claim the refresh token and return its successors.

        Raises:
            InvalidGrantError: If it is unknown, expired, revoked, another client's,
                or was rotated before the grace.
            InvalidScopeError: If more is asked for than was granted.
        """
        form = self.request.form
        key = self.server.proved_key(self.request)
        tokens = self.server.judged(
            self.request,
            lambda: redemption.rotate_refresh_token(
                self.server.ctx,
                client_id=self.request.client.get_client_id(),
                refresh_token=form["refresh_token"],
                scope=form.get("scope"),
                key_thumbprint=key,
            ),
        )
        return 200, tokens, self.TOKEN_RESPONSE_HEADER
