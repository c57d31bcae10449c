"""What is asked for: absent, over, or in another state."""

from pierglass.server.errors.base import RemoteError

__all__ = [
    "ConflictError",
    "ExpiredError",
    "IdempotencyKeyRequiredError",
    "IdempotencyMismatchError",
    "MediaGoneError",
    "MethodNotAllowedError",
    "NotFoundError",
    "StorageQuotaError",
    "UsernameTakenError",
    "ViewLimitReachedError",
]


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


class StorageQuotaError(RemoteError):
    """A lens would keep more than it may."""

    code = "storage_quota"
    http_status = 413
    template = "A lens may keep {limit}. Remove something, or keep less."


class IdempotencyKeyRequiredError(RemoteError):
    """A side effect came without its key."""

    code = "idempotency_key_required"
    template = "Send the header Idempotency-Key: 1 to 128 characters."


class IdempotencyMismatchError(RemoteError):
    """The key was used before with another body."""

    code = "idempotency_mismatch"
    http_status = 422
    template = "This idempotency key belongs to another body. Use a new key."
