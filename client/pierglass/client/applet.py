"""The applet's end of the bridge in Python: for a lens's own server, bots and tests.

    async with connect_applet(url, ticket) as lens:
        page = await lens.items.list(kind="glasses")
        await lens.try_on.start(page["items"][0]["id"])

Every call ends exactly once: it returns, or it raises the `CallError` of its outcome.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus

from pierglass.bridge import CallClosedError, Connection
from pierglass.bridge.events import (
    CallSettled,
    CallYielded,
    CapabilityChanged,
    Closed,
    Event,
    Notified,
    Ready,
)
from pierglass.client.applet_calls import (
    Capture,
    Chat,
    Friends,
    Items,
    Photo,
    Search,
    Share,
    Storage,
    TryOn,
    User,
    ViewfinderRegion,
)
from pierglass.client.applet_stream import AppletStream
from pierglass.client.clock import Clock, RealClock
from pierglass.client.driver import Driver
from pierglass.client.errors import TransportError
from pierglass.client.transport import (
    MAX_MESSAGE_BYTES,
    WebsocketTransport,
    memory_pair,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from pierglass.bridge import Capability
    from pierglass.client.host.session import HostSession
    from pierglass.client.transport import Transport

__all__ = ["Applet", "connect_applet", "connect_in_memory"]

_AGENT = "pierglass-python"


class Applet:
    """One lens, connected to its host.

    Args:
        transport: What carries the messages.
        clock: What deadlines are measured with.

    Attributes:
        user: What the user lets the lens know about them.
        friends: Their friends.
        items: The catalogue.
        viewfinder: Where the host draws.
        try_on: The live try-on.
        capture: Full-quality pictures, as handles.
        photo: Photos that the user picks, as handles.
        share: Cards for chats and snaps for the story.
        storage: Small values that it keeps.
        chat: The chat in which it is open.
        look: How the host looks, as the notification `theme` said last; None until it
            did.
    """

    def __init__(self, transport: Transport, *, clock: Clock | None = None) -> None:
        self._clock = clock or RealClock()
        self._connection = Connection("lens", now_ms=self._clock.now_ms(), agent=_AGENT)
        self._driver = Driver(self._connection, transport, self._clock, self._on_event)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._streams: dict[int, AppletStream] = {}
        self._listeners: dict[str, list[Callable[[dict[str, Any]], None]]] = {}
        self._opened: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self.look: dict[str, Any] | None = None
        self.user = User(self.call)
        self.friends = Friends(self.call)
        self.items = Items(self.call)
        self.viewfinder = ViewfinderRegion(self.call)
        self.try_on = TryOn(self.call, self.stream)
        self.capture = Capture(self.call)
        self.photo = Photo(self.call)
        self.search = Search(self.call)
        self.share = Share(self.call)
        self.storage = Storage(self.call)
        self.chat = Chat(self.call)

    async def __aenter__(self) -> Self:
        self._opened = asyncio.get_running_loop().create_future()
        self._running = asyncio.create_task(self._driver.run())
        self._connection.start(self._clock.now_ms())
        self._driver.flush()
        try:
            await self._opened
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disconnect()

    @property
    def capabilities(self) -> Mapping[str, Capability]:
        """What the host offers, and in which state each stands."""
        return self._connection.capabilities

    def can(self, capability: str) -> bool:
        """Whether a call that needs *capability* may be made (asking if need be)."""
        offered = self.capabilities.get(capability)
        return offered is not None and offered.state in ("granted", "promptable")

    def on(
        self, name: str, listener: Callable[[dict[str, Any]], None]
    ) -> Callable[[], None]:
        """Tell *listener* each notification called *name*; return what ends it.

        Names are those of `pierglass.bridge.NOTIFICATIONS`, `capability`, and `closed`:
        how the session ended, with the `code` and `message` of its error.
        """
        self._listeners.setdefault(name, []).append(listener)
        return lambda: self._listeners[name].remove(listener)

    async def call(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        deadline_ms: int | None = None,
    ) -> Any:
        """Call a method of the host and return its result.

        Cancelling the task that waits cancels the call, and the host's handler too.

        Args:
            method: A key of `pierglass.bridge.METHODS`.
            params: What the method takes.
            deadline_ms: Another deadline than the method's own.

        Raises:
            CallError: Of the class of the outcome; `code` says more.
        """
        call_id = self._connection.call(
            method, params or {}, self._clock.now_ms(), deadline_ms=deadline_ms
        )
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[call_id] = answer
        self._driver.flush()
        try:
            return await answer
        except asyncio.CancelledError:
            self.cancel(call_id)
            raise
        finally:
            self._answers.pop(call_id, None)

    def stream(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        credit: int = 8,
        deadline_ms: int | None = None,
    ) -> AppletStream:
        """Return the items of a stream, to be used with `async with` and `async for`.

        Args:
            method: A stream of `pierglass.bridge.METHODS`.
            params: What it takes.
            credit: Items that may be on their way at once, 1 to 1024.
            deadline_ms: Another length of silence than the method's own.
        """
        given = params or {}
        return AppletStream(self, method, given, credit=credit, deadline_ms=deadline_ms)

    def open_stream(self, stream: AppletStream) -> int:
        """Make the call of *stream*; return its id.

        Raises:
            CallError: It was refused here.
        """
        call_id = self._connection.call(
            stream.method,
            stream.params,
            self._clock.now_ms(),
            deadline_ms=stream.deadline_ms,
            credit=stream.credit,
        )
        self._streams[call_id] = stream
        self._driver.flush()
        return call_id

    def grant(self, call_id: int, credit: int) -> None:
        """Let a stream send *credit* items more."""
        self._connection.grant(call_id, credit, self._clock.now_ms())
        self._driver.flush()

    def cancel(self, call_id: int) -> None:
        """Give a call up; its handler is told."""
        self._driver.flush(self._connection.cancel(call_id, self._clock.now_ms()))

    async def launch_state(self) -> dict[str, Any]:
        """Return how the lens was opened: source, and item_id and state if any."""
        launch: dict[str, Any] = await self.call("launch.get")
        return launch

    async def retain(self, handle: str) -> int:
        """Count one more part of the lens that needs a picture; return how many do."""
        counted: dict[str, int] = await self.call("handle.retain", {"handle": handle})
        return counted["references"]

    async def release(self, handle: str) -> int:
        """Count one less; the last one lets the picture go."""
        counted: dict[str, int] = await self.call("handle.release", {"handle": handle})
        return counted["references"]

    async def count(self, event: str, by: int = 1) -> None:
        """Count what happens in the lens, for its publisher; never to whom.

        Args:
            event: What: a-z, 0-9, and . _ - within; 32 names a day.
            by: How often, 1 to 1,000.
        """
        await self.call("usage.count", {"event": event, "by": by})

    async def authorize(self, **request: str) -> dict[str, str]:
        """Return `{code, state, iss}` once the user lets the lens's server in."""
        answer: dict[str, str] = await self.call("authorize", request)
        return answer

    async def close(self) -> None:
        """Ask the host to close the lens."""
        with contextlib.suppress(CallClosedError):
            await self.call("lens.close")

    async def disconnect(self) -> None:
        """Leave; calls that are open end as closed."""
        self._driver.flush(self._connection.close(self._clock.now_ms()))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self._driver.drain()
        await self._stop()

    async def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    def _on_event(self, event: Event) -> None:
        match event:
            case CallSettled():
                self._settle(event)
            case CallYielded():
                if event.id in self._streams:
                    self._streams[event.id].put(event.value)
            case Ready():
                if self._opened is not None and not self._opened.done():
                    self._opened.set_result(None)
            case Closed():
                if self._opened is not None and not self._opened.done():
                    self._opened.set_exception(event.error)
                self._tell("closed", event.error.to_map())
            case Notified():
                self._tell(event.name, dict(event.data))
            case CapabilityChanged():
                changed = {"name": event.name, **event.capability.to_map()}
                self._tell("capability", changed)

    def _settle(self, event: CallSettled) -> None:
        stream = self._streams.pop(event.id, None)
        if stream is not None:
            stream.end(event.error)
        answer = self._answers.get(event.id)
        if answer is None or answer.done():
            return
        if event.error is None:
            answer.set_result(event.value)
        else:
            answer.set_exception(event.error)

    def _tell(self, name: str, data: dict[str, Any]) -> None:
        if name == "theme":
            self.look = data
        for listener in list(self._listeners.get(name, [])):
            listener(data)


@contextlib.asynccontextmanager
async def connect_applet(
    url: str, ticket: str, *, clock: Clock | None = None
) -> AsyncIterator[Applet]:
    """Connect a lens that runs here to the host that launched it.

    Args:
        url: The host's listener, as the launch gave it.
        ticket: The launch ticket, as the launch gave it.
        clock: What deadlines are measured with.

    Raises:
        TransportError: Nobody listens there, or the ticket is used up.
        CallError: The host refused the handshake.
    """
    try:
        socket = await connect(
            url,
            additional_headers={"Authorization": f"Bearer {ticket}"},
            compression=None,
            max_size=MAX_MESSAGE_BYTES,
            open_timeout=10,
        )
    except InvalidStatus as exc:
        raise TransportError(
            f"The host at {url} refused the launch ticket "
            f"({exc.response.status_code}). Open the lens again for a new one."
        ) from exc
    except (OSError, InvalidHandshake, TimeoutError) as exc:
        raise TransportError(
            f"No host listens at {url} ({exc}). Check that the client that opened "
            "the lens still runs."
        ) from exc
    async with Applet(WebsocketTransport(socket), clock=clock) as applet:
        yield applet


@contextlib.asynccontextmanager
async def connect_in_memory(session: HostSession) -> AsyncIterator[Applet]:
    """Connect an applet that runs in this process to its host."""
    host_end, lens_end = memory_pair()
    serving = session.attach(host_end)
    try:
        async with Applet(lens_end, clock=session.stage.clock) as applet:
            yield applet
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
