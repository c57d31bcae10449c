"""A connection that counts what arrives and bounds what waits to leave."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgpack
from websockets.asyncio.server import ServerConnection, broadcast
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import Event, State

from pierglass.server.gateway.budget import Budget
from pierglass.server.gateway.codes import Close, RefusedError
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.tally import Tally

__all__ = ["GatewaySocket", "SocketLostError", "pack"]


class SocketLostError(Exception):
    """The connection ended while something was sent."""


def pack(message: Mapping[str, Any]) -> bytes:
    """Encode a message of ours; it needs none of the checks that a client's does."""
    packed: bytes = msgpack.packb(message, use_bin_type=True)
    return packed


class GatewaySocket(ServerConnection):
    """One client's connection.

    ``websockets`` ends slow clients by its ping, which waits behind the very buffer
    that a client fills by not reading. Here the buffer itself has a bound.
    """

    limits = Limits()
    """Set before the handshake, by ``gateway/process.py``."""
    tally = Tally()
    """Where its frames are counted; set likewise."""
    port = ""
    """``chat`` or ``live``; set likewise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = False
        """Whether the client has identified itself."""
        self.cut_off = False
        self._unknown_bytes = 0
        self._control: Budget | None = None
        self._fragment_since_s: float | None = None
        self._stalled_since_s: float | None = None
        self._stalled_bytes = 0

    # --- what arrives -----------------------------------------------------------

    def process_event(self, event: Event) -> None:
        """Count a frame before the library assembles it."""
        if isinstance(event, Frame):
            refused = self._count(event)
            if refused is not None:
                self.end(refused.code, refused.reason)
                return
        super().process_event(event)

    def _count(self, frame: Frame) -> RefusedError | None:
        now_s = self.loop.time()
        if frame.opcode is Opcode.CLOSE:
            return None
        is_data = frame.opcode in (Opcode.BINARY, Opcode.TEXT)
        if frame.opcode in (Opcode.BINARY, Opcode.TEXT, Opcode.CONT):
            self._fragment_since_s = None if frame.fin else self._fragment_since_s
            if not frame.fin and self._fragment_since_s is None:
                self._fragment_since_s = now_s
        if not self.known:
            self._unknown_bytes += len(frame.data)
            if self._unknown_bytes > self.limits.identify_bytes:
                return RefusedError(Close.BAD_FRAME, "too_much_before_identify")
        if is_data:
            self.tally.add("frames_in", self.port)
        if is_data and frame.fin:
            return None
        if self._control is None:
            self._control = Budget(
                self.limits.control_per_s, self.limits.control_burst, now_s
            )
        if self._control.take(now_s):
            return None
        return RefusedError(Close.RATE_LIMITED, "too_many_control_frames")

    # --- what leaves ------------------------------------------------------------

    def push(self, data: bytes) -> None:
        """Send without waiting; cut the client off when too much waits already."""
        if self.transport.get_write_buffer_size() > self.limits.buffer_bytes:
            self.cut()
        else:
            self.tally.add("frames_out", self.port)
            broadcast([self], data)

    async def reply(self, message: Mapping[str, Any]) -> None:
        """Send, and wait while the client is behind; cut it off if it stalls.

        Raises:
            SocketLostError: The connection is over.
        """
        try:
            async with asyncio.timeout(self.limits.stall_s):
                await self.send(pack(message))
            self.tally.add("frames_out", self.port)
        except TimeoutError:
            self.cut()
            raise SocketLostError from None
        except ConnectionClosed:
            raise SocketLostError from None

    def end(self, code: int, reason: str) -> None:
        """Send a close frame and end the connection without waiting for an answer."""
        if self.protocol.state is State.OPEN:
            self.protocol.fail(int(code), reason)
            self.send_data()

    def cut(self) -> None:
        """End the connection without a closing handshake, which would wait."""
        if not self.cut_off:
            self.tally.add("drops", "slow_client")
        self.cut_off = True
        self.transport.abort()

    def check(self, now_s: float) -> None:
        """Cut off a client that stalls; called about every second."""
        begun_s = self._fragment_since_s
        if begun_s is not None and now_s - begun_s > self.limits.fragment_s:
            self.cut()
        waiting = self.transport.get_write_buffer_size()
        if waiting == 0 or waiting < self._stalled_bytes:
            self._stalled_since_s = None
        elif self._stalled_since_s is None:
            self._stalled_since_s = now_s
        elif now_s - self._stalled_since_s > self.limits.stall_s:
            self.cut()
        self._stalled_bytes = waiting
