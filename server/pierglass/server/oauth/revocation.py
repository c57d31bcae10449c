"""Token revocation.

Source: RFC 7009. A token of another client is treated as unknown: 200, no effect.
"""

from authlib.consts import default_json_headers
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint as _RevocationEndpoint
from sqlalchemy.orm import Session

from pierglass.server.oauth.messages import FormRequest
from pierglass.server.services import tokens
from pierglass.server.services.context import Context
from pierglass.server.services.inbox import Outbox, commit
from pierglass.server.store.tokens import Token

__all__ = ["RevocationEndpoint", "find_token"]


def find_token(ctx: Context, request: FormRequest, client_id: str) -> Token | None:
    """Return the token that *request* names, if it is of *client_id*.

    ``token_type_hint`` is not needed: a digest finds a token of either type.

    Raises:
        InvalidRequestError: If no token came.
    """
    if "token" not in request.form:
        raise InvalidRequestError(description="token is required.")
    digest = tokens.digest(request.form["token"])
    row = ctx.store.read(lambda session: session.get(Token, digest))
    return row if row is not None and row.client_id == client_id else None


class RevocationEndpoint(_RevocationEndpoint):
    """Ends the token and everything that came of the same consent."""

    def create_endpoint_response(
        self, request: FormRequest
    ) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
        """Return an empty 200, whether there was something to end or not.

        Raises:
            OAuth2Error: If the client does not authenticate or names no token.
        """
        ctx = self.server.ctx
        client = self.server.authenticate_client(request)
        row = find_token(ctx, request, client.get_client_id())
        if row is not None:
            _end_family(ctx, row)
        return 200, {}, default_json_headers


def _end_family(ctx: Context, row: Token) -> None:
    # RFC 7009 section 2.1: with a refresh token its access tokens go too; ending
    # the family for either leaves no half. The event closes the family's sockets.
    data = {
        "device_id": None,
        "client_id": row.client_id,
        "family_id": row.family_id,
        "reason": "token_revoked",
    }

    def write(session: Session, outbox: Outbox) -> None:
        if tokens.revoke(session, now_ms=outbox.now_ms, family_id=row.family_id):
            outbox.add([row.account_id], "session.revoked", data)

    commit(ctx, write)
