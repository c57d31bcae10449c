"""Errors of the vision package, said as errors of the server."""

from typing import TYPE_CHECKING, Any

from pierglass.server.errors import (
    AugmentationUnavailableError,
    CannotPlaceError,
    MediaError,
    MediaTooManyPixelsError,
    ModelMissingError,
    NoGarmentError,
    NoPersonError,
    NotFoundError,
    PierglassError,
    SearchNoPersonError,
)

if TYPE_CHECKING:
    from pierglass.vision import VisionError

__all__ = ["translated"]


def translated(error: "VisionError", *, searching: bool = False) -> PierglassError:
    """Return a vision error as an error of the server.

    Args:
        error: What a model process met.
        searching: Whether it looked for a garment, and not for a place for an item.
    """
    make = (_SEARCH if searching else {}).get(error.code) or _ERRORS.get(error.code)
    if make is None:
        return AugmentationUnavailableError(reason=str(error), retry_after=30)
    found: PierglassError = make(error)
    return found


_ERRORS: dict[str, Any] = {
    "not_an_image": lambda error: MediaError(reason=str(error)),
    "too_many_pixels": lambda error: MediaTooManyPixelsError(
        pixels=error.width * error.height, limit=error.limit
    ),
    "no_person": lambda error: NoPersonError(),
    "cannot_place": lambda error: CannotPlaceError(reason=error.reason),
    "unknown_item": lambda error: NotFoundError(what="item", field="item_id"),
    # The model's name reaches clients, and not the server's path.
    "model_missing": lambda error: ModelMissingError(name=error.name),
}

_SEARCH: dict[str, Any] = {
    "no_person": lambda error: SearchNoPersonError(),
    "no_garment": lambda error: NoGarmentError(
        kind=error.kind, seen=", ".join(error.seen) or "no garment"
    ),
}
