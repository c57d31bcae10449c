"""Our fault: nothing is wrong with what the caller sent."""

from pierglass.server.errors.base import LocalError

__all__ = [
    "AugmentationUnavailableError",
    "InternalError",
    "OverloadedError",
    "StorageFullError",
    "StoreFailedError",
]


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
