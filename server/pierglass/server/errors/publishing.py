"""Publishing lenses: what is refused, by whom it may be done, what is over."""

from pierglass.server.errors.authorization import LensInvalidError
from pierglass.server.errors.base import LocalError, RemoteError
from pierglass.server.errors.caller import ForbiddenError
from pierglass.server.errors.field import InvalidFieldError

__all__ = [
    "LensBlockedError",
    "LensDamagedError",
    "LensReviewRefusedError",
    "LensSignatureInvalidError",
    "LensSignatureRequiredError",
    "LensWithdrawnError",
    "PublisherBlockedError",
    "PublisherKeyInvalidError",
    "StaffOnlyError",
]


class LensReviewRefusedError(LensInvalidError):
    """The review refuses the lens; *field* says where its first finding is."""

    code = "lens.review_refused"
    template = "The review refuses it by the rule {rule}: {reason}."


class LensSignatureRequiredError(InvalidFieldError):
    """A version came unsigned where one must be signed."""

    code = "lens.signature_required"
    template = (
        "{field} is missing: {reason}. `pierglass lens key new` makes a key, and "
        "`pierglass lens publish` signs with it."
    )


class LensSignatureInvalidError(InvalidFieldError):
    """A signature that is not this version's by the publisher's key."""

    code = "lens.signature_invalid"
    template = "{field} is refused: {reason}."


class PublisherKeyInvalidError(InvalidFieldError):
    """A key that is not registered, or not in this way."""

    code = "publisher.key_invalid"


class PublisherBlockedError(ForbiddenError):
    """The platform's staff blocked the publisher."""

    code = "publisher.blocked"
    template = "Publishing is blocked for this account: {reason}."


class StaffOnlyError(ForbiddenError):
    """Somebody who is not of the platform's staff would review."""

    code = "staff_only"
    template = "Staff alone can do this: {reason}."


class LensWithdrawnError(RemoteError):
    """The lens was there; its publisher took it back."""

    code = "lens.withdrawn"
    http_status = 410
    template = "{name} was withdrawn by its publisher: {reason}."


class LensBlockedError(RemoteError):
    """The lens was there; the platform blocked it."""

    code = "lens.blocked"
    http_status = 410
    template = "{name} was blocked by the platform: {reason}."


class LensDamagedError(LocalError):
    """What is stored is not what was published and signed; it is not served."""

    code = "lens.damaged"
    template = (
        "{lens_id} {version} is not what was published ({reason}); it is not served. "
        "Its publisher can send a new version."
    )
