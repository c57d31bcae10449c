"""A value that does not fit its declaration."""

from pierglass.server.errors.base import RemoteError

__all__ = [
    "CardInvalidError",
    "CardTooDeepError",
    "GeoInvalidError",
    "InvalidFieldError",
    "LimitOutOfRangeError",
    "MissingFieldError",
    "OutOfRangeError",
    "UnknownFieldError",
    "UrlBlockedError",
    "WrongTypeError",
]


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


class UrlBlockedError(InvalidFieldError):
    """An address that the server will not send to."""

    code = "url.blocked"


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
