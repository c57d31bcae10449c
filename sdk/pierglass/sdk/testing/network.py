"""What lies between lens, host and platform in a test: slow, cut, old or silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pierglass.bridge import PROTOCOL_MAX, PROTOCOL_MIN
from pierglass.client.transport import TransportGoneError

if TYPE_CHECKING:
    from pierglass.client.clock import Clock
    from pierglass.client.testing import FakeApi
    from pierglass.client.transport import Transport

__all__ = ["Network"]


@dataclass
class Network:
    """The wires of a test; change them before the lens is opened, or while it is.

    Attributes:
        latency_ms: How long each message between lens and host takes.
        protocol: Lowest and highest protocol version that the host speaks: `(1, 1)` is
            a host of the release before.
        lacks: Capability to the reason why this host has it not.
    """

    latency_ms: int = 0
    protocol: tuple[int, int] = (PROTOCOL_MIN, PROTOCOL_MAX)
    lacks: dict[str, str] = field(default_factory=dict)
    _wires: list[_Wire] = field(default_factory=list, repr=False)
    _apis: list[FakeApi] = field(default_factory=list, repr=False)

    def lose_platform(self) -> None:
        """Let the platform's server answer nothing any more."""
        for api in self._apis:
            api.is_down = True

    def find_platform(self) -> None:
        """Let it answer again."""
        for api in self._apis:
            api.is_down = False

    async def cut(self) -> None:
        """Cut the wire between lens and host: every open call ends as closed."""
        for wire in self._wires:
            await wire.close()

    def reach(self, api: FakeApi) -> None:
        """Note the platform that lies behind it."""
        self._apis.append(api)

    def wire(self, inner: Transport, clock: Clock) -> Transport:
        """Return the lens's end of a transport, behind this network."""
        wire = _Wire(inner, clock, self)
        self._wires.append(wire)
        return wire


class _Wire:
    def __init__(self, inner: Transport, clock: Clock, network: Network) -> None:
        self._inner = inner
        self._clock = clock
        self._network = network
        self._cut = False

    async def send(self, message: bytes) -> None:
        await self._pass()
        await self._inner.send(message)

    async def receive(self) -> bytes:
        message = await self._inner.receive()
        await self._pass()
        return message

    async def close(self) -> None:
        self._cut = True
        await self._inner.close()

    async def _pass(self) -> None:
        if self._network.latency_ms:
            await self._clock.sleep(self._network.latency_ms / 1000)
        if self._cut:
            raise TransportGoneError
