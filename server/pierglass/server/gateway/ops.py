"""What a client may send: each operation with its fields, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pierglass.bridge.codec import decode
from pierglass.bridge.errors import DecodeError
from pierglass.server.gateway.codes import Close, RefusedError

__all__ = ["CHAT", "LIVE", "OpError", "Ops", "read_op"]

_LONGEST = 256
"""Characters of an id, a token or a reference."""


@dataclass(frozen=True)
class _Field:
    kind: type
    required: bool = True


_TEXT = _Field(str)
_COUNT = _Field(int)
_REF = _Field(object, required=False)

Ops = Mapping[str, Mapping[str, _Field]]

CHAT: Ops = {
    "identify": {"token": _TEXT, "last_seq": _Field(int, required=False)},
    # The type of seq is checked later: what is wrong with it ends in 4412.
    "resume": {
        "token": _TEXT,
        "session_id": _TEXT,
        "epoch": _TEXT,
        "seq": _Field(object),
    },
    "send": {
        "conversation_id": _TEXT,
        "client_message_id": _TEXT,
        "body": _Field(dict),
        "ref": _REF,
    },
    "open": {"message_id": _TEXT, "ref": _REF},
    "ack": {"seq": _COUNT, "ref": _REF},
    "read": {"conversation_id": _TEXT, "seq": _COUNT, "ref": _REF},
    "typing": {"conversation_id": _TEXT, "ref": _REF},
    "heartbeat": {"seq": _Field(int, required=False)},
}

LIVE: Ops = {
    "start": {"token": _TEXT, "item_id": _TEXT},
    "item": {"item_id": _TEXT},
    "frame": {"n": _COUNT, "image": _Field(bytes)},
    "stop": {},
    "heartbeat": {"seq": _Field(int, required=False)},
}

_NAMES = {str: "text", int: "a whole number", dict: "a map", bytes: "bytes"}


class OpError(Exception):
    """An operation that is not in the table, or not as it says."""

    def __init__(self, code: str, message: str, field: str | None, ref: object) -> None:
        super().__init__(message)
        self.ref = ref
        self.body: dict[str, Any] = {
            "code": code,
            "message": message,
            "retryable": False,
        }
        if field is not None:
            self.body["field"] = field


def read_op(frame: str | bytes, ops: Ops, max_bytes: int) -> tuple[str, dict[str, Any]]:
    """Decode one frame and check it against ``ops``.

    Returns:
        The operation's name and its fields, ``ref`` among them if it was sent.

    Raises:
        RefusedError: The frame is no message; the connection ends.
        OpError: The message is no operation; the connection may go on.
    """
    if isinstance(frame, str):
        raise RefusedError(Close.BAD_FRAME, "text_frame")
    try:
        message = decode(frame, max_bytes=max_bytes)
    except DecodeError as error:
        raise RefusedError(Close.BAD_FRAME, error.code) from error
    ref = message.get("ref")
    ref = ref if _is_ref(ref) else None
    name = message.pop("op", None)
    if not isinstance(name, str):
        raise OpError("missing_field", "op is missing or no text", "op", ref)
    fields = ops.get(name)
    if fields is None:
        known = ", ".join(sorted(ops))
        raise OpError(
            "unknown_op", f"no operation {name[:40]!r}; known: {known}", None, ref
        )
    _check(message, fields, ref)
    return name, message


def _check(message: dict[str, Any], fields: Mapping[str, _Field], ref: object) -> None:
    for key in message:
        if key not in fields:
            raise OpError(
                "unknown_field", f"{key[:40]!r} does not belong here", key[:40], ref
            )
    for key, field in fields.items():
        if key not in message:
            if field.required:
                raise OpError("missing_field", f"{key} is missing", key, ref)
            continue
        value = message[key]
        if field.kind is not object and type(value) is not field.kind:
            expected = _NAMES[field.kind]
            raise OpError(
                "wrong_type",
                f"{key} is {type(value).__name__}; expected {expected}",
                key,
                ref,
            )
        if field.kind is str and len(value) > _LONGEST:
            raise OpError(
                "out_of_range", f"{key} is longer than {_LONGEST} characters", key, ref
            )
    if "ref" in message and not _is_ref(message["ref"]):
        raise OpError(
            "wrong_type", "ref is neither a whole number nor short text", "ref", None
        )


def _is_ref(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return type(value) is int
