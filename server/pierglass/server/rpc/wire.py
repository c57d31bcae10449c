"""Frames of the internal protocol: four bytes of length, then one msgpack map."""

import asyncio
import socket
import struct
from collections.abc import Mapping
from typing import Any

import msgpack

__all__ = ["MAX_FRAME", "FrameError", "pack", "read", "receive", "unpack"]

MAX_FRAME = 40 * 1024 * 1024
"""The longest frame: a 12 MiB photo both ways leaves ample room."""

_LENGTH = struct.Struct(">I")


class FrameError(Exception):
    """The peer sent bytes that are no frame; the connection is useless after it."""


def pack(message: Mapping[str, Any]) -> bytes:
    """Encode one message with its length in front.

    Raises:
        FrameError: The message is longer than the other side accepts.

    """
    body: bytes = msgpack.packb(message, use_bin_type=True)
    if len(body) > MAX_FRAME:
        raise FrameError(
            f"a message of {len(body)} bytes, expected at most {MAX_FRAME}: "
            "send a smaller picture"
        )
    return _LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> dict[str, Any]:
    """Decode the body of a frame.

    Raises:
        FrameError: The body is not one msgpack map with string keys.

    """
    try:
        message = msgpack.unpackb(body, raw=False, strict_map_key=True)
    except (ValueError, msgpack.UnpackException) as error:
        raise FrameError(f"a frame that is not msgpack: {error}") from error
    if not isinstance(message, dict):
        raise FrameError(f"a frame holding {type(message).__name__}, expected a map")
    return message


def _length(header: bytes) -> int:
    length: int = _LENGTH.unpack(header)[0]
    if length > MAX_FRAME:
        raise FrameError(f"a frame of {length} bytes, expected at most {MAX_FRAME}")
    return length


async def read(reader: asyncio.StreamReader) -> dict[str, Any] | None:
    """Read one message from a stream.

    Returns:
        The message, or None at the end of the stream.

    """
    try:
        header = await reader.readexactly(_LENGTH.size)
        return unpack(await reader.readexactly(_length(header)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Read one message from a blocking socket.

    Returns:
        The message, or None at the end of the stream.

    Raises:
        TimeoutError: The socket's time-out ran out first.

    """
    header = _receive_exactly(connection, _LENGTH.size)
    if header is None:
        return None
    body = _receive_exactly(connection, _length(header))
    return None if body is None else unpack(body)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        try:
            count = connection.recv_into(view[filled:])
        except TimeoutError:
            raise
        except OSError:
            return None
        if count == 0:
            return None
        filled += count
    return bytes(buffer)
