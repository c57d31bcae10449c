"""The chat gateway's client: identify, resume, send, receive, nothing lost or doubled.

One task keeps the connection: it connects, identifies or resumes, reads, and after a
cut comes back with a back-off. What was sent and not yet answered is sent again after
it came back; the server knows it by its client message id. Events carry a sequence
number an account; an event already seen is dropped, a gap makes the client resume.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from pierglass.bridge.codec import decode, encode
from pierglass.bridge.errors import DecodeError
from pierglass.client.clock import Clock, RealClock
from pierglass.client.close_codes import Next, after_close
from pierglass.client.errors import (
    ApiError,
    GatewayClosedError,
    GatewayError,
    TransportError,
)
from pierglass.client.ids import new_id
from pierglass.client.retry import BackOff

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from pierglass.client.records import Body, Message

__all__ = ["Event", "Gateway", "Sent"]

MAX_FRAME_BYTES = 64 * 1024
_OPEN_TIMEOUT_S = 10.0
_END = object()


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        type: Such as `message.created`; `reset` says that events were lost and the
            state must be read again over HTTP; `typing` is not kept and has no seq.
        data: What the type promises.
        seq: Its place in this account's inbox.
    """

    type: str
    data: dict[str, Any]
    seq: int | None = None


@dataclass(frozen=True)
class Sent:
    """A message that the server holds durably.

    Attributes:
        replayed: Whether the server had it already from an earlier attempt.
    """

    message: Message
    replayed: bool


@dataclass
class _Pending:
    frame: dict[str, Any]
    answer: asyncio.Future[Sent] = field(repr=False)


class Gateway:
    """A connection to the gateway that survives cuts.

    Args:
        url: Such as `ws://127.0.0.1:8701/gateway`.
        token: Returns a valid access token; called with True when the last one was
            refused.
        last_seq: The inbox position up to which this client has seen everything; None
            to start at the present.
        back_off: Waits between attempts.
        clock: What waits.
    """

    def __init__(
        self,
        url: str,
        token: Callable[[bool], Awaitable[str]],
        *,
        last_seq: int | None = None,
        back_off: BackOff | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.url = url
        self.seq = last_seq
        self.session_id: str | None = None
        self._epoch: str | None = None
        self._token = token
        self._back_off = back_off or BackOff(random.random)
        self._clock = clock or RealClock()
        self._socket: ClientConnection | None = None
        self._ready = asyncio.Event()
        self._events: asyncio.Queue[Any] = asyncio.Queue()
        self._pending: dict[str, _Pending] = {}
        self._keeper: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self._renew = False
        self._healing = False

    async def __aenter__(self) -> Self:
        self._keeper = asyncio.create_task(self._keep())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._failure is not None:
            raise self._failure
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the connection; whoever still waits gets a typed error."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        self._finish(TransportError("The gateway connection was closed here."))

    async def events(self, *, acknowledge: bool = True) -> AsyncIterator[Event]:
        """Yield events as they come, each once.

        Args:
            acknowledge: Tell the server that an event is dealt with as soon as the
                next one is asked for.

        Raises:
            GatewayClosedError: When connecting again is no use.
        """
        while True:
            event = await self._events.get()
            if event is _END:
                self._events.put_nowait(_END)
                if isinstance(self._failure, GatewayClosedError | ApiError):
                    raise self._failure
                return
            yield event
            if acknowledge and event.seq is not None:
                await self.acknowledge(event.seq)

    async def send(
        self,
        conversation_id: str,
        body: Body,
        *,
        client_message_id: str | None = None,
    ) -> Sent:
        """Send a message and return it once the server holds it durably.

        Raises:
            GatewayError: The server refused it; `code` says why.
            TransportError: The connection was closed for good before an answer came.
        """
        if self._failure is not None:
            raise self._failure
        ref = new_id("ref")
        frame = {
            "op": "send",
            "ref": ref,
            "conversation_id": conversation_id,
            "client_message_id": client_message_id or new_id("cmi"),
            "body": dict(body),
        }
        encode(frame)  # A body that cannot travel is refused here, at its own caller.
        answer: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        self._pending[ref] = _Pending(frame, answer)
        try:
            await self._post(frame)
            return await answer
        finally:
            self._pending.pop(ref, None)

    async def acknowledge(self, seq: int) -> None:
        """Say that every event up to *seq* is dealt with."""
        await self._post({"op": "ack", "seq": seq})

    async def read(self, conversation_id: str, seq: int) -> None:
        """Say how far a conversation was read."""
        await self._post({"op": "read", "conversation_id": conversation_id, "seq": seq})

    async def typing(self, conversation_id: str) -> None:
        """Tell the others that this user writes."""
        await self._post({"op": "typing", "conversation_id": conversation_id})

    async def _post(self, frame: dict[str, Any]) -> None:
        # A lost frame is no loss: sends are repeated, the rest is said again anyway.
        if self._socket is not None and self._ready.is_set():
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(encode(frame))

    async def _keep(self) -> None:
        failures = 0
        while True:
            try:
                await self._connect_once()
                failures = 0
            except ConnectionClosed as closed:
                failures = 0 if self._ready.is_set() else failures
                if self._must_stop(closed):
                    return
            except ApiError as error:
                # No token to speak with: the account was signed out elsewhere.
                self._finish(error)
                return
            except (OSError, InvalidHandshake, DecodeError, TimeoutError) as error:
                if self._socket is None and self._never_connected(error, failures):
                    return
            finally:
                self._ready.clear()
                self._socket = None
            failures += 1
            await self._clock.sleep(self._back_off.wait_s(failures))

    def _never_connected(self, error: Exception, failures: int) -> bool:
        """Give up at once when the very first attempt finds nobody there."""
        if failures or self.session_id is not None:
            return False
        self._finish(
            TransportError(
                f"No gateway answers at {self.url} ({error}). Check that the server "
                "runs and that its address is right."
            )
        )
        return True

    def _must_stop(self, closed: ConnectionClosed) -> bool:
        code = closed.rcvd.code if closed.rcvd else None
        step = after_close(code)
        if step is Next.STOP or (step is Next.RENEW and self._renew):
            reason = closed.rcvd.reason if closed.rcvd else ""
            self._finish(GatewayClosedError(code or 1006, reason))
            return True
        if step is Next.IDENTIFY:
            self.session_id = None
        self._renew = step is Next.RENEW
        return False

    async def _connect_once(self) -> None:
        async with connect(
            self.url,
            compression=None,
            max_size=MAX_FRAME_BYTES,
            open_timeout=_OPEN_TIMEOUT_S,
        ) as socket:
            self._socket = socket
            hello = decode(_bytes(await socket.recv()))
            await socket.send(encode(await self._introduction()))
            self._epoch = str(hello.get("epoch", ""))
            beat = asyncio.create_task(self._beat(socket, hello))
            try:
                async for data in socket:
                    await self._receive(decode(_bytes(data)))
            finally:
                beat.cancel()

    async def _introduction(self) -> dict[str, Any]:
        token = await self._token(self._renew)
        if self.session_id is not None and self._epoch is not None:
            return {
                "op": "resume",
                "token": token,
                "session_id": self.session_id,
                "epoch": self._epoch,
                "seq": self.seq or 0,
            }
        frame: dict[str, Any] = {"op": "identify", "token": token}
        if self.seq is not None:
            frame["last_seq"] = self.seq
        return frame

    async def _beat(self, socket: ClientConnection, hello: dict[str, Any]) -> None:
        every_s = float(str(hello.get("heartbeat_s", 30)))
        while True:
            await self._clock.sleep(every_s)
            with contextlib.suppress(ConnectionClosed):
                await socket.send(encode({"op": "heartbeat", "seq": self.seq or 0}))

    async def _receive(self, frame: dict[str, Any]) -> None:
        handler = _HANDLERS.get(str(frame.get("op")))
        if handler is not None:
            await handler(self, frame)

    async def _on_ready(self, frame: dict[str, Any]) -> None:
        self.session_id = str(frame["session_id"])
        if self.seq is None:
            self.seq = int(frame.get("seq", 0))
        await self._start()

    async def _start(self) -> None:
        self._renew = False
        self._ready.set()
        for pending in list(self._pending.values()):
            await self._post(pending.frame)

    async def _on_resumed(self, _: dict[str, Any]) -> None:
        await self._start()

    async def _on_resumed_done(self, frame: dict[str, Any]) -> None:
        # Whatever was missing by now is missing for good; take what comes.
        self._healing = False
        self.seq = max(self.seq or 0, int(frame.get("seq", 0)))

    async def _on_reset(self, frame: dict[str, Any]) -> None:
        self.session_id = self.seq = None
        self._events.put_nowait(Event("reset", {"reason": frame.get("reason")}))
        if self._socket is not None:
            identify = await self._introduction()
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(encode(identify))

    async def _on_event(self, frame: dict[str, Any]) -> None:
        seq = int(frame["seq"])
        if self.seq is not None and seq <= self.seq:
            return
        gap = self.seq is not None and seq > self.seq + 1
        if gap and not self._healing and self._socket is not None:
            self._healing = True
            await self._socket.close(4000, "gap")
            return
        self.seq = seq
        self._events.put_nowait(Event(str(frame["type"]), frame["data"], seq))

    async def _on_typing(self, frame: dict[str, Any]) -> None:
        data = {key: value for key, value in frame.items() if key != "op"}
        self._events.put_nowait(Event("typing", data))

    async def _on_sent(self, frame: dict[str, Any]) -> None:
        pending = self._pending.get(str(frame.get("ref")))
        if pending is not None and not pending.answer.done():
            replayed = bool(frame.get("replayed", False))
            pending.answer.set_result(Sent(frame["message"], replayed))

    async def _on_error(self, frame: dict[str, Any]) -> None:
        pending = self._pending.get(str(frame.get("ref")))
        error = GatewayError(frame.get("error", {}))
        if pending is not None and not pending.answer.done():
            pending.answer.set_exception(error)

    def _finish(self, failure: Exception) -> None:
        if self._failure is not None:
            return
        self._failure = failure
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(failure)
        self._events.put_nowait(_END)


_HANDLERS: dict[str, Callable[[Gateway, dict[str, Any]], Awaitable[None]]] = {
    "ready": Gateway._on_ready,
    "resumed": Gateway._on_resumed,
    "resumed_done": Gateway._on_resumed_done,
    "reset": Gateway._on_reset,
    "event": Gateway._on_event,
    "typing": Gateway._on_typing,
    "sent": Gateway._on_sent,
    "error": Gateway._on_error,
}


def _bytes(data: str | bytes) -> bytes:
    # A text frame is not the protocol's; the strict decoder says so in its own words.
    return data.encode() if isinstance(data, str) else data
