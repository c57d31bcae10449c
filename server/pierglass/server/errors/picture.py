"""Pictures that are not taken, and try-ons that cannot be made."""

from pierglass.server.errors.base import RemoteError

__all__ = [
    "CannotPlaceError",
    "MediaError",
    "MediaFormatNotAllowedError",
    "MediaTooManyFramesError",
    "MediaTooManyPixelsError",
    "MediaTypeMismatchError",
    "NoPersonError",
    "TryOnError",
]


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
