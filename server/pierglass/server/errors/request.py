"""A body, a header or a query that cannot be taken as it is."""

from pierglass.server.errors.base import RemoteError

__all__ = [
    "CursorInvalidError",
    "InvalidJsonError",
    "InvalidRequestError",
    "JsonDuplicateKeyError",
    "JsonInvalidTextError",
    "JsonNotAnObjectError",
    "JsonNotFiniteError",
    "JsonNumberOutOfRangeError",
    "JsonTooDeepError",
    "PayloadTooLargeError",
    "RequestTimeoutError",
    "UnsupportedMediaTypeError",
]


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
