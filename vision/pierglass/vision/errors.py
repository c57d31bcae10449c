"""The errors of the vision package, on one page.

    VisionError                 code              what happened
    ├── NotAnImageError         not_an_image      the bytes are no whole JPEG, PNG, WebP
    ├── TooManyPixelsError      too_many_pixels   the header announces more than the cap
    ├── NotAVideoError          not_a_video       the file is no whole video
    ├── NoPersonError           no_person         nobody was found in the picture
    ├── NoGarmentError          no_garment        the person wears nothing of the kind
    ├── CannotPlaceError        cannot_place      the item's place is not to be seen
    ├── UnknownItemError        unknown_item      no item of that id, or no such folder
    ├── InvalidItemError        invalid_item      an item's folder breaks the format
    ├── ModelMissingError       model_missing     a weights file is not installed
    ├── UnknownStepError        unknown_step      no step of appearance of that name
    └── ExtraMissingError       extra_missing     a package of an extra is not installed

Raising passes data; the message is made from it. Every error survives pickling, since
models run in child processes.
"""

from typing import ClassVar

__all__ = [
    "CannotPlaceError",
    "ExtraMissingError",
    "InvalidItemError",
    "ModelMissingError",
    "NoGarmentError",
    "NoPersonError",
    "NotAVideoError",
    "NotAnImageError",
    "TooManyPixelsError",
    "UnknownItemError",
    "UnknownStepError",
    "VisionError",
]


class VisionError(Exception):
    """A picture, an item or a model that cannot be used."""

    code: ClassVar[str] = "vision_error"
    """Stable name of the failure; the API and the bridge carry it as it is."""


class NotAnImageError(VisionError):
    """Bytes that are not one whole picture in a format that is accepted.

    Args:
        found: What the bytes look like, such as ``"a truncated JPEG"``.
    """

    code = "not_an_image"

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found

    def __str__(self) -> str:
        return f"found {self.found}; expected a whole JPEG, PNG or WebP picture"


class TooManyPixelsError(VisionError):
    """A picture whose header announces more pixels than the cap.

    Args:
        width: Announced width in pixels.
        height: Announced height in pixels.
        limit: Largest accepted number of pixels.
    """

    code = "too_many_pixels"

    def __init__(self, width: int, height: int, limit: int) -> None:
        super().__init__(width, height, limit)
        self.width = width
        self.height = height
        self.limit = limit

    def __str__(self) -> str:
        return (
            f"the picture has {self.width} x {self.height} pixels; "
            f"at most {self.limit} are accepted: send a smaller one"
        )


class NotAVideoError(VisionError):
    """A file that is not one whole video in a format that is accepted.

    Args:
        found: What the file looks like, such as ``"a truncated video"``.
    """

    code = "not_a_video"

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found

    def __str__(self) -> str:
        return f"found {self.found}; expected a whole MP4, MOV, MKV, WebM or AVI video"


class NoPersonError(VisionError):
    """A picture in which nobody was found.

    Args:
        at: Where somebody was expected, x and y in pixels; None for anywhere.
    """

    code = "no_person"

    def __init__(self, at: tuple[float, float] | None = None) -> None:
        super().__init__(at)
        self.at = at

    def __str__(self) -> str:
        if self.at is not None:
            return (
                f"found people, but nobody at {self.at[0]:g},{self.at[1]:g}; "
                "expected a point on the wearer, in pixels from the top left"
            )
        return "found no person in the picture; send one that shows a person from front"


class NoGarmentError(VisionError):
    """A person was found, but no garment of the kind that was asked for.

    Args:
        kind: The kind, such as ``"skirt"``.
        seen: The kinds that are to be seen, largest first.
    """

    code = "no_garment"

    def __init__(self, kind: str, seen: tuple[str, ...]) -> None:
        super().__init__(kind, seen)
        self.kind = kind
        self.seen = seen

    def __str__(self) -> str:
        found = ", ".join(self.seen) or "no garment"
        cure = "ask for one of these" if self.seen else "send a photo that shows one"
        return f"found {found} on the person; expected {self.kind}: {cure}"


class CannotPlaceError(VisionError):
    """A person was found, but not the place where the item belongs.

    Args:
        kind: The item's kind.
        reason: What is missing, such as ``"the feet are outside the picture"``.
    """

    code = "cannot_place"

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(kind, reason)
        self.kind = kind
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot place the {self.kind}: {self.reason}"


class UnknownItemError(VisionError):
    """No item of this id, or no item folder at this place.

    Args:
        item_id: The id that was asked for.
    """

    code = "unknown_item"

    def __init__(self, item_id: str) -> None:
        super().__init__(item_id)
        self.item_id = item_id

    def __str__(self) -> str:
        return f"there is no item {self.item_id!r}: expected a folder with an item.json"


class InvalidItemError(VisionError):
    """An item's folder that breaks the format of items.

    Args:
        item_id: The folder's name.
        path: Where in ``item.json``, such as ``"anchors.left_eye[0]"``; ``"item.json"``
            or the picture's key when the file itself is at fault.
        found: What is there.
        expected: What should be there.
    """

    code = "invalid_item"

    def __init__(self, item_id: str, path: str, found: str, expected: str) -> None:
        super().__init__(item_id, path, found, expected)
        self.item_id = item_id
        self.path = path
        self.found = found
        self.expected = expected

    def __str__(self) -> str:
        return (
            f"item {self.item_id!r}: {self.path}: "
            f"found {self.found}, expected {self.expected}"
        )


class ModelMissingError(VisionError):
    """A weights file that is not installed.

    Args:
        name: The model's name, such as ``"person"``.
        path: Where the file was expected.
    """

    code = "model_missing"

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self.name = name
        self.path = path

    def __str__(self) -> str:
        return (
            f"the weights of {self.name!r} are not at {self.path}: "
            f"install a release that has them, or run: pierglass train {self.name}"
        )


class UnknownStepError(VisionError):
    """A step of appearance that there is not.

    Args:
        name: The name that was given.
        known: The names that there are.
    """

    code = "unknown_step"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known

    def __str__(self) -> str:
        return f"there is no step {self.name!r}: expected {', '.join(self.known)}"


class ExtraMissingError(VisionError):
    """A package that an extra of Pierglass brings is not installed.

    Args:
        package: What is missing, such as ``"av"``.
        extra: The extra that brings it, such as ``"video"``.
    """

    code = "extra_missing"

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return (
            f"the package {self.package!r} is not installed: "
            f"run: pip install 'pierglass[{self.extra}]'"
        )
