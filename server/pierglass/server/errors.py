"""Every error that a caller of the server can meet, on one page.

::

    PierglassError
    ├── LocalError       our fault; try again when retryable
    │   ├── Internal, StoreFailed, StorageFull, Overloaded
    │   └── AugmentationUnavailable
    └── RemoteError      the caller's input, permission or timing
        ├── InvalidJson ── JsonTooDeep, JsonNumberOutOfRange, JsonNotFinite, …
        ├── InvalidRequest, CursorInvalid, UnsupportedMediaType, PayloadTooLarge,
        │   RequestTimeout
        ├── InvalidField ── UnknownField, MissingField, WrongType, OutOfRange, …
        ├── Unauthenticated ── TokenInvalid, TokenExpired, TokenRevoked, …
        ├── Forbidden ── InsufficientScope, PermissionDenied
        ├── NotFound, MethodNotAllowed, Expired, ViewLimitReached, MediaGone
        ├── UsernameTaken, Conflict, IdempotencyMismatch, RateLimited
        ├── MediaError ── MediaTypeMismatch, MediaFormatNotAllowed, …
        ├── TryOnError ── NoPerson, CannotPlace
        └── InvalidClient, InvalidScope, LensInvalid ── LensVersionNotNewer

A class declares its stable code, its HTTP status and its gateway close code;
raising one passes data. The edges (``http/errors.py``, ``gateway/``) render it.
OAuth endpoints render their own RFC 6749 form in ``oauth/``.
"""

from typing import Any, ClassVar


class PierglassError(Exception):
    """The base of every error that crosses an edge of the server.

    Args:
        field: Path to the value at fault, such as ``card.state``.
        retry_after: Seconds until a repeat may succeed.
        data: Values for the placeholders of :attr:`template`.
    """

    code: ClassVar[str] = "internal"
    """Stable name that a program can act on."""
    http_status: ClassVar[int] = 500
    close_code: ClassVar[int | None] = None
    """Gateway close code, where this error ends a connection."""
    retryable: ClassVar[bool] = False
    template: ClassVar[str] = "Something failed here."
    """What was found, what was expected, and the cure."""

    def __init__(
        self,
        *,
        field: str | None = None,
        retry_after: float | None = None,
        **data: object,
    ) -> None:
        self.field = field
        self.retry_after = retry_after
        self.data = data
        self.message = self.template.format(field=field, **data)
        super().__init__(self.message)

    def render(self) -> dict[str, Any]:
        """Return the body of the error contract, without the request id."""
        body: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "retryable": self.retryable,
        }
        if self.field is not None:
            body["field"] = self.field
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body


class LocalError(PierglassError):
    """Our fault: nothing is wrong with what the caller sent."""


class RemoteError(PierglassError):
    """The caller's input, permission or timing is at fault."""

    code = "invalid_request"
    http_status = 400


# --- our fault -------------------------------------------------------------


class InternalError(LocalError):
    """A defect; the request id finds it in the log."""

    template = "The server failed. Quote the request id when you report it."


class StoreFailedError(LocalError):
    """The database refused a commit; nothing of the request was kept."""

    code = "store_failed"
    http_status = 503
    retryable = True
    template = "The database could not commit ({reason}). Send the request again."


class StorageFullError(LocalError):
    """The disk is full; reads still work."""

    code = "storage_full"
    http_status = 507
    retryable = True
    template = "The disk is full; nothing was stored. Free space, then try again."


class OverloadedError(LocalError):
    """A bounded queue is full."""

    code = "overloaded"
    http_status = 503
    close_code = 4503
    retryable = True
    template = "The queue for {what} is full. Wait, then try again."


class AugmentationUnavailableError(LocalError):
    """The augmentation server is dead, starting, or past its deadline."""

    code = "augmentation_unavailable"
    http_status = 503
    retryable = True
    template = "Try-on is not available ({reason}). Try again; sending still works."


# --- text that is not a request --------------------------------------------


class InvalidJsonError(RemoteError):
    """The body is not the strict JSON that every endpoint takes."""

    code = "json.malformed"
    template = "The body is not JSON: {reason}."


class JsonTooDeepError(InvalidJsonError):
    """Nesting beyond the limit."""

    code = "json.too_deep"
    template = "The JSON nests deeper than {limit} levels."


class JsonNumberOutOfRangeError(InvalidJsonError):
    """An integer outside 64 bits."""

    code = "json.number_out_of_range"
    template = "A number is outside -2^63 … 2^63-1."


class JsonNotFiniteError(InvalidJsonError):
    """NaN or an infinity."""

    code = "json.not_finite"
    template = "NaN and Infinity are not JSON numbers."


class JsonDuplicateKeyError(InvalidJsonError):
    """One object names a key twice."""

    code = "json.duplicate_key"
    template = "An object has the key {key!r} twice."


class JsonInvalidTextError(InvalidJsonError):
    """Text that is not clean UTF-8."""

    code = "json.invalid_text"
    template = "Text must be UTF-8 without {found}."


class JsonNotAnObjectError(InvalidJsonError):
    """The top level is something else."""

    code = "json.not_an_object"
    template = "The body is {found}; send one JSON object."


class InvalidRequestError(RemoteError):
    """A header or a query that cannot be understood."""

    template = "{reason}"


class CursorInvalidError(RemoteError):
    """A cursor that this server did not make."""

    code = "cursor_invalid"
    template = "This cursor is not from the last page; start again without it."


class RequestTimeoutError(RemoteError):
    """A body that came too slowly, or not at all."""

    code = "request_timeout"
    http_status = 408
    retryable = True
    template = "The body did not come in time. Send it again, or a smaller one."


class UnsupportedMediaTypeError(RemoteError):
    """The body's type or encoding is not taken here."""

    code = "unsupported_media_type"
    http_status = 415
    template = "The body is {found}; send {expected}."


class PayloadTooLargeError(RemoteError):
    """More bytes than the endpoint takes."""

    code = "payload_too_large"
    http_status = 413
    template = "The body is larger than {limit_bytes} bytes."


# --- a field is wrong --------------------------------------------------------


class InvalidFieldError(RemoteError):
    """A value that does not fit its declaration; *field* names it."""

    code = "invalid_value"
    http_status = 422
    template = "{field}: {reason}."


class UnknownFieldError(InvalidFieldError):
    """A field that the endpoint does not declare."""

    code = "unknown_field"
    template = "There is no field {field!r} here. Known: {known}."


class MissingFieldError(InvalidFieldError):
    """A required field is absent."""

    code = "missing_field"
    template = "{field} is required."


class WrongTypeError(InvalidFieldError):
    """The value's JSON type differs from the declared one."""

    code = "wrong_type"
    template = "{field} is {found}; expected {expected}."


class OutOfRangeError(InvalidFieldError):
    """A number or a size outside its bounds."""

    code = "out_of_range"
    template = "{field} must be {expected}."


class LimitOutOfRangeError(OutOfRangeError):
    """A page size outside its bounds."""

    code = "limit_out_of_range"


class GeoInvalidError(InvalidFieldError):
    """A coordinate that is not on Earth."""

    code = "geo.invalid"


class CardInvalidError(InvalidFieldError):
    """A chat card that the renderer would not show."""

    code = "card.invalid"


class CardTooDeepError(InvalidFieldError):
    """A card whose state nests too deep."""

    code = "card.too_deep"
    template = "{field} nests deeper than {limit} levels."


# --- who is calling ----------------------------------------------------------


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


# --- what is being asked for -------------------------------------------------


class NotFoundError(RemoteError):
    """Absent, or hidden from the caller: the answer is the same."""

    code = "not_found"
    http_status = 404
    template = "There is no such {what}."


class MethodNotAllowedError(RemoteError):
    """The path exists for other methods."""

    code = "method_not_allowed"
    http_status = 405
    template = "Use one of: {allowed}."


class ExpiredError(RemoteError):
    """It was there, for the caller too; its time is over."""

    code = "expired"
    http_status = 410
    template = "This {what} has expired."


class ViewLimitReachedError(RemoteError):
    """The message was opened as often as its sender allowed."""

    code = "view_limit_reached"
    http_status = 409
    template = "This message may be opened {limit} times, and was."


class MediaGoneError(RemoteError):
    """The row is there and its bytes are not."""

    code = "media_gone"
    http_status = 410
    template = "The file of this picture is gone."


class UsernameTakenError(RemoteError):
    """Another account has the name."""

    code = "username_taken"
    http_status = 409
    template = "This user name is taken. Choose another."


class ConflictError(RemoteError):
    """The state moved on; reading it again shows how."""

    code = "conflict"
    http_status = 409
    template = "{reason}."


class IdempotencyKeyRequiredError(RemoteError):
    """A side effect came without its key."""

    code = "idempotency_key_required"
    template = "Send the header Idempotency-Key: 1 to 128 characters."


class IdempotencyMismatchError(RemoteError):
    """The key was used before with another body."""

    code = "idempotency_mismatch"
    http_status = 422
    template = "This idempotency key belongs to another body. Use a new key."


# --- pictures ----------------------------------------------------------------


class MediaError(RemoteError):
    """A picture that is not taken."""

    code = "media.invalid"
    http_status = 422
    template = "The picture cannot be used: {reason}."


class MediaTypeMismatchError(MediaError):
    """The bytes are not what the Content-Type says."""

    code = "media.type_mismatch"
    http_status = 415
    template = "The body is declared {declared} and its bytes are {found}."


class MediaFormatNotAllowedError(MediaError):
    """A format that the server never decodes."""

    code = "media.format_not_allowed"
    http_status = 415
    template = "Pictures may be JPEG, PNG or WebP; this is {found}."


class MediaTooManyPixelsError(MediaError):
    """More pixels than the cap, judged before decoding."""

    code = "media.too_many_pixels"
    template = "The picture has {pixels} pixels; the limit is {limit}."


class MediaTooManyFramesError(MediaError):
    """An animation where a still is expected."""

    code = "media.too_many_frames"
    template = "The picture has {frames} frames; send a still."


class TryOnError(RemoteError):
    """A photo on which the item cannot be tried."""

    code = "tryon.failed"
    http_status = 422
    template = "The item cannot be tried on here: {reason}."


class NoPersonError(TryOnError):
    """The photo shows nobody."""

    code = "tryon.no_person"
    template = "No person was found in the photo. Choose one that shows a person."


class CannotPlaceError(TryOnError):
    """The part of the body that the item needs is not in the picture."""

    code = "tryon.cannot_place"
    template = "The item does not fit this photo: {reason}. Show that part whole."


# --- authorization and lenses ------------------------------------------------


class InvalidRedirectUriError(InvalidFieldError):
    """An address that cannot be registered, or was not."""

    code = "invalid_redirect_uri"
    http_status = 400


class InvalidClientError(RemoteError):
    """No client of this name may ask for authorization."""

    code = "invalid_client"
    template = "There is no OAuth client {client_id!r}. Register it first."


class InvalidClientMetadataError(InvalidFieldError):
    """A client's registration that is not accepted; *field* names the value."""

    code = "invalid_client_metadata"
    http_status = 400


class InvalidScopeError(RemoteError):
    """Scopes that this kind of resource can never have, or that do not exist."""

    code = "invalid_scope"
    template = "These scopes are refused: {refused}. Possible here: {allowed}."


class PermissionDeniedError(ForbiddenError):
    """The user has not granted the scope to this lens, or refused it."""

    code = "permission_denied"
    template = "The user has not granted {scope} to {lens_id} ({state})."


class LensInvalidError(InvalidFieldError):
    """A lens that is not accepted; *field* is the key path in what was sent."""

    code = "lens.invalid"


class LensVersionNotNewerError(InvalidFieldError):
    """A publication that does not move the version up."""

    code = "lens.version_not_newer"
    http_status = 409
    template = "{field} is {found}; it must be newer than {published}."
