"""Every error that a caller of the server can meet; one module a domain.

::

    PierglassError
    ├── LocalError       our fault; try again when retryable
    │   ├── Internal, StoreFailed, StorageFull, Overloaded
    │   ├── AugmentationUnavailable, ModelMissing, SearchNotReady
    │   └── LensDamaged
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
        ├── SearchError ── SearchNoPerson, NoGarment
        ├── LensWithdrawn, LensBlocked, PublisherBlocked, StaffOnly
        ├── LensSignatureRequired, LensSignatureInvalid, PublisherKeyInvalid
        └── InvalidClient, InvalidScope, LensInvalid ── LensVersionNotNewer

A class declares its stable code, its HTTP status and its gateway close code;
raising one passes data. The edges (``http/errors.py``, ``gateway/``) render it.
OAuth endpoints render their own RFC 6749 form in ``oauth/``.
"""

from pierglass.server.errors.authorization import (
    InvalidClientError,
    InvalidClientMetadataError,
    InvalidRedirectUriError,
    InvalidScopeError,
    LensInvalidError,
    LensVersionNotNewerError,
    PermissionDeniedError,
)
from pierglass.server.errors.base import (
    LocalError,
    PierglassError,
    RemoteError,
)
from pierglass.server.errors.caller import (
    ForbiddenError,
    InsufficientScopeError,
    InvalidDpopProofError,
    RateLimitedError,
    RefreshReusedError,
    TokenExpiredError,
    TokenInvalidError,
    TokenRevokedError,
    UnauthenticatedError,
    UseDpopNonceError,
    WrongPasswordError,
)
from pierglass.server.errors.field import (
    CardInvalidError,
    CardTooDeepError,
    GeoInvalidError,
    InvalidFieldError,
    LimitOutOfRangeError,
    MissingFieldError,
    OutOfRangeError,
    UnknownFieldError,
    UrlBlockedError,
    WrongTypeError,
)
from pierglass.server.errors.local import (
    AugmentationUnavailableError,
    InternalError,
    OverloadedError,
    StorageFullError,
    StoreFailedError,
)
from pierglass.server.errors.picture import (
    CannotPlaceError,
    MediaError,
    MediaFormatNotAllowedError,
    MediaTooManyFramesError,
    MediaTooManyPixelsError,
    MediaTypeMismatchError,
    NoPersonError,
    TryOnError,
)
from pierglass.server.errors.publishing import (
    LensBlockedError,
    LensDamagedError,
    LensReviewRefusedError,
    LensSignatureInvalidError,
    LensSignatureRequiredError,
    LensWithdrawnError,
    PublisherBlockedError,
    PublisherKeyInvalidError,
    StaffOnlyError,
)
from pierglass.server.errors.request import (
    CursorInvalidError,
    InvalidJsonError,
    InvalidRequestError,
    JsonDuplicateKeyError,
    JsonInvalidTextError,
    JsonNotAnObjectError,
    JsonNotFiniteError,
    JsonNumberOutOfRangeError,
    JsonTooDeepError,
    PayloadTooLargeError,
    RequestTimeoutError,
    UnsupportedMediaTypeError,
)
from pierglass.server.errors.resource import (
    ConflictError,
    ExpiredError,
    IdempotencyKeyRequiredError,
    IdempotencyMismatchError,
    MediaGoneError,
    MethodNotAllowedError,
    NotFoundError,
    StorageQuotaError,
    UsernameTakenError,
    ViewLimitReachedError,
)
from pierglass.server.errors.search import (
    ModelMissingError,
    NoGarmentError,
    SearchError,
    SearchNoPersonError,
    SearchNotReadyError,
)

__all__ = [
    "AugmentationUnavailableError",
    "CannotPlaceError",
    "CardInvalidError",
    "CardTooDeepError",
    "ConflictError",
    "CursorInvalidError",
    "ExpiredError",
    "ForbiddenError",
    "GeoInvalidError",
    "IdempotencyKeyRequiredError",
    "IdempotencyMismatchError",
    "InsufficientScopeError",
    "InternalError",
    "InvalidClientError",
    "InvalidClientMetadataError",
    "InvalidDpopProofError",
    "InvalidFieldError",
    "InvalidJsonError",
    "InvalidRedirectUriError",
    "InvalidRequestError",
    "InvalidScopeError",
    "JsonDuplicateKeyError",
    "JsonInvalidTextError",
    "JsonNotAnObjectError",
    "JsonNotFiniteError",
    "JsonNumberOutOfRangeError",
    "JsonTooDeepError",
    "LensBlockedError",
    "LensDamagedError",
    "LensInvalidError",
    "LensReviewRefusedError",
    "LensSignatureInvalidError",
    "LensSignatureRequiredError",
    "LensVersionNotNewerError",
    "LensWithdrawnError",
    "LimitOutOfRangeError",
    "LocalError",
    "MediaError",
    "MediaFormatNotAllowedError",
    "MediaGoneError",
    "MediaTooManyFramesError",
    "MediaTooManyPixelsError",
    "MediaTypeMismatchError",
    "MethodNotAllowedError",
    "MissingFieldError",
    "ModelMissingError",
    "NoGarmentError",
    "NoPersonError",
    "NotFoundError",
    "OutOfRangeError",
    "OverloadedError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PierglassError",
    "PublisherBlockedError",
    "PublisherKeyInvalidError",
    "RateLimitedError",
    "RefreshReusedError",
    "RemoteError",
    "RequestTimeoutError",
    "SearchError",
    "SearchNoPersonError",
    "SearchNotReadyError",
    "StaffOnlyError",
    "StorageFullError",
    "StorageQuotaError",
    "StoreFailedError",
    "TokenExpiredError",
    "TokenInvalidError",
    "TokenRevokedError",
    "TryOnError",
    "UnauthenticatedError",
    "UnknownFieldError",
    "UnsupportedMediaTypeError",
    "UrlBlockedError",
    "UseDpopNonceError",
    "UsernameTakenError",
    "ViewLimitReachedError",
    "WrongPasswordError",
    "WrongTypeError",
]
