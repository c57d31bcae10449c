"""Token introspection, for a client's own tokens.

Source: RFC 7662. A token of another client is inactive, whatever it is.
"""

from authlib.consts import default_json_headers
from authlib.oauth2.rfc7662 import IntrospectionEndpoint as _IntrospectionEndpoint

from pierglass.server.oauth.messages import FormRequest
from pierglass.server.oauth.revocation import find_token
from pierglass.server.store.tokens import Token

__all__ = ["IntrospectionEndpoint"]


class IntrospectionEndpoint(_IntrospectionEndpoint):
    """Says whether a token is good, for whom and until when."""

    def create_endpoint_response(
        self, request: FormRequest
    ) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
        """Return the introspection response.

        Raises:
            OAuth2Error: If the client does not authenticate or names no token.
        """
        client = self.server.authenticate_client(request)
        row = find_token(self.server.ctx, request, client.get_client_id())
        return 200, self._describe(row), default_json_headers

    def _describe(self, row: Token | None) -> dict[str, object]:
        now_ms = self.server.ctx.clock.now_ms()
        if (
            row is None
            or row.revoked_at_ms is not None
            or row.used_at_ms is not None
            or row.expires_at_ms <= now_ms
        ):
            return {"active": False}
        return {
            "active": True,
            "client_id": row.client_id,
            "scope": " ".join(row.scopes),
            "sub": row.account_id,
            "iss": self.server.issuer,
            "iat": row.created_at_ms // 1000,
            "exp": row.expires_at_ms // 1000,
            "token_type": _type(row),
            **({"cnf": {"jkt": row.key_thumbprint}} if row.key_thumbprint else {}),
        }


def _type(row: Token) -> str:
    if row.kind != "access":
        return "refresh_token"
    return "DPoP" if row.key_thumbprint else "Bearer"
