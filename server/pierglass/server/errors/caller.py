"""Who is calling, what they may do, and how often."""

from pierglass.server.errors.base import RemoteError

__all__ = [
    "ForbiddenError",
    "InsufficientScopeError",
    "InvalidDpopProofError",
    "RateLimitedError",
    "RefreshReusedError",
    "TokenExpiredError",
    "TokenInvalidError",
    "TokenRevokedError",
    "UnauthenticatedError",
    "UseDpopNonceError",
    "WrongPasswordError",
]


class UnauthenticatedError(RemoteError):
    """No usable credential came with the request."""

    code = "unauthenticated"
    http_status = 401
    close_code = 4401
    template = "Sign in: send Authorization: Bearer TOKEN."


class TokenInvalidError(UnauthenticatedError):
    """A token that the server never issued, or no longer knows."""

    code = "invalid_token"
    template = "This token is not known here. Sign in again."


class TokenExpiredError(UnauthenticatedError):
    """A token past its lifetime."""

    code = "token_expired"
    close_code = 4410
    template = "This token has expired. Refresh the session."


class TokenRevokedError(UnauthenticatedError):
    """A token that its owner, or reuse detection, revoked."""

    code = "token_revoked"
    close_code = 4440
    template = "This token was revoked. Sign in again."


class RefreshReusedError(UnauthenticatedError):
    """A rotated refresh token came back; its whole family is now revoked."""

    code = "refresh_reused"
    close_code = 4440
    template = "This refresh token was used before; its session was ended. Sign in."


class InvalidDpopProofError(UnauthenticatedError):
    """A token bound to a key came without a proof of that key, or with a bad one."""

    code = "invalid_dpop_proof"
    template = "The DPoP proof is refused: {reason}."


class UseDpopNonceError(UnauthenticatedError):
    """A proof that answers none of the server's nonces."""

    code = "use_dpop_nonce"
    retryable = True
    template = "Make the DPoP proof again, with the nonce of the header DPoP-Nonce."


class WrongPasswordError(UnauthenticatedError):
    """No account has this user name with this password."""

    code = "wrong_password"
    template = "The user name or the password is wrong."


class ForbiddenError(RemoteError):
    """The caller is known and may not do this."""

    code = "forbidden"
    http_status = 403
    close_code = 4403
    template = "{reason}."


class InsufficientScopeError(ForbiddenError):
    """The token's grant does not cover the call."""

    code = "insufficient_scope"
    template = "This token lacks the scope {scope}. Ask the user to grant it."


class RateLimitedError(RemoteError):
    """More calls than the budget allows."""

    code = "rate_limited"
    http_status = 429
    close_code = 4429
    retryable = True
    template = "Too many {what}. Wait, then try again."
