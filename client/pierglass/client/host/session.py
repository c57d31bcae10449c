"""One open lens: its connection, its calls, and what the user may take back.

A session outlives its transport: when the lens reloads, or its socket is cut and comes
back, a new epoch begins on the same stage, everything of the old one settled.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from pierglass.bridge import PROTOCOL_MAX, PROTOCOL_MIN, Connection, Trace
from pierglass.bridge.capability import (
    Capability,
    host_capabilities,
)
from pierglass.bridge.errors import CallError, CallFailedError
from pierglass.bridge.events import (
    CallCredited,
    CallReceived,
    CallStopped,
    Closed,
    Event,
    FrameDropped,
    Ready,
)
from pierglass.client.driver import Driver
from pierglass.client.errors import PierglassError
from pierglass.client.host.asking import Asking, OpenCall
from pierglass.client.host.handlers import HANDLERS
from pierglass.client.host.refusals import call_error
from pierglass.client.ids import new_secret

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pierglass.bridge.wire import Counters, Limits
    from pierglass.client.host.stage import Stage
    from pierglass.client.launch import Launch
    from pierglass.client.transport import Transport

__all__ = ["HostSession", "trace_of"]

_LOG = logging.getLogger(__name__)

# As a browser's transient activation: a call this soon after a tap follows it.
_GESTURE_MS = 5_000


def trace_of(stage: Stage) -> Trace:
    """Return an empty trace of the lens that is open on *stage*."""
    head = {
        "lens": stage.lens["id"],
        "version": stage.lens["version"],
        "host": "headless",
        "scopes": sorted(stage.scopes),
        "refused": sorted(stage.refused),
    }
    trace = Trace(head, stage.clock.now_ms())
    trace.launched(stage.launch.to_map())
    return trace


class HostSession:
    """The host's end of the bridge to one lens.

    Args:
        stage: What its handlers may touch.
        limits: What the lens is allowed; the protocol's defaults when None.
        unsupported: Capability to the reason why this host lacks it.
        protocol: Lowest and highest protocol version that it speaks.
        trace: Keeps what crosses the wire, without what is private; see
            :func:`trace_of`.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        limits: Limits | None = None,
        unsupported: Mapping[str, str] | None = None,
        protocol: tuple[int, int] = (PROTOCOL_MIN, PROTOCOL_MAX),
        trace: Trace | None = None,
    ) -> None:
        self.stage = stage
        self._unsupported = dict(unsupported or {})
        self.closed = asyncio.Event()
        self.epochs = 0
        self.look: Mapping[str, Any] | None = None
        self._limits = limits
        self._protocol = protocol
        self._trace = trace
        self._driver: Driver | None = None
        self._running: asyncio.Task[None] | None = None
        self._handling: dict[int, asyncio.Task[None]] = {}
        self._credited: dict[int, asyncio.Event] = {}
        self._ready = asyncio.Event()
        self._asking = Asking(stage)
        self._gesture_until_ms = -1

    @property
    def counters(self) -> Counters | None:
        """What the present connection ignored or refused; None before there is one."""
        return self._driver.connection.counters if self._driver else None

    @property
    def trace(self) -> Trace | None:
        """What crossed the wire; None where nobody asked for a trace."""
        return self._trace

    @property
    def pending(self) -> int:
        """How many of the lens's calls have no answer yet."""
        return len(self._handling)

    def attach(self, transport: Transport) -> asyncio.Task[None]:
        """Serve the lens on *transport*, as a new epoch; return when it is over.

        A transport that was there before is let go of first.
        """
        previous = self._running
        self._running = asyncio.create_task(self._serve(transport, previous))
        return self._running

    async def ready(self) -> None:
        """Return when the lens has shaken hands."""
        await self._ready.wait()

    def tap(self) -> None:
        """Note that the user has just tapped or pressed a key in the lens."""
        self._gesture_until_ms = self.stage.clock.now_ms() + _GESTURE_MS

    def relaunch(self, launch: Launch) -> None:
        """Tell the open lens that it was opened again, for example from a card."""
        self.stage.launch = launch
        self._notify("launch", launch.to_map())

    def revoke(self, scopes: Collection[str]) -> None:
        """Withdraw permissions at once: calls end denied, handles and stream die."""
        taken = self.stage.scopes & set(scopes)
        self.stage.scopes -= taken
        self.stage.refused |= taken
        for scope in taken:
            self.stage.handles.revoke_scope(scope)
        if self._driver is not None and taken:
            connection = self._driver.connection
            self._driver.flush(connection.revoke(sorted(taken), self._driver.now_ms))
        if "camera.tryon" in taken:
            self._spawn_stop()

    async def end(self, state: str, reason: str) -> None:
        """Close a lens that nobody may run any more.

        Args:
            state: ``withdrawn`` by its publisher, or ``blocked`` by the review.
            reason: Why, as people read it.
        """
        await self.close(f"lens.{state}", reason)

    async def close(self, code: str = "closed", message: str = "") -> None:
        """Close the lens: it is told, and everything pending is settled.

        Args:
            code: How it ended, one of the codes of the outcome `closed`.
            message: Why, for the lens, where there is a reason.
        """
        if self._driver is not None:
            connection = self._driver.connection
            ended = connection.close(self._driver.now_ms, code, message)
            self._driver.flush(ended)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._driver.drain()
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        await self.stage.viewfinder.stop()
        if self.stage.presence is not None:
            await self.stage.presence.stop()
        self.stage.handles.clear()
        self.closed.set()

    def storage_changed(self, data: Mapping[str, Any]) -> None:
        """Tell the lens that another member changed a value of its conversation."""
        mine = (self.stage.lens["id"], self.stage.launch.conversation_id)
        if (data["client_id"], data["conversation_id"]) == mine:
            self._notify(
                "storage.changed",
                {
                    "scope": "conversation",
                    "key": data["key"],
                    "version": data["version"],
                },
            )

    def show(self, look: Mapping[str, Any]) -> None:
        """Tell the lens how the host looks, now and after each handshake.

        Args:
            look: `scheme`, and what else the notification `theme` has.
        """
        self.look = look
        if self._ready.is_set():
            self._notify("theme", dict(look))

    def notify_tryon(self, update: dict[str, Any]) -> None:
        """Tell the lens what the live try-on does."""
        self._notify("tryon.update", update)

    async def _serve(
        self, transport: Transport, previous: asyncio.Task[None] | None
    ) -> None:
        if previous is not None and not previous.done():
            previous.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await previous
        self.epochs += 1
        # Pictures of the old epoch are no longer the new page's to name.
        self.stage.handles.clear()
        self._ready.clear()
        clock = self.stage.clock
        connection = Connection(
            "host",
            now_ms=clock.now_ms(),
            epoch=new_secret(),
            capabilities=self._capabilities(),
            limits=self._limits,
            protocol=self._protocol,
        )
        driver = Driver(
            connection,
            transport,
            clock,
            self._on_event,
            self._has_gesture,
            self._on_frame,
        )
        self._driver = driver
        await driver.run()

    def _capabilities(self) -> dict[str, Capability]:
        asked = {line["scope"] for line in self.stage.lens["scopes"]}
        return host_capabilities(
            asked,
            self.stage.scopes,
            self.stage.refused,
            unsupported=self._unsupported,
        )

    def _on_frame(self, frame: object, came: bool) -> None:
        if self._trace is not None:
            sender, now_ms = "lens" if came else "host", self.stage.clock.now_ms()
            gesture = came and self._has_gesture()
            self._trace.note(sender, frame, now_ms, gesture=gesture)

    def _has_gesture(self) -> bool:
        return self.stage.clock.now_ms() < self._gesture_until_ms

    def _on_event(self, event: Event) -> None:
        match event:
            case CallReceived():
                task = asyncio.create_task(self._handle(event, self._driver))
                self._handling[event.id] = task
            case CallCredited():
                if event.id in self._credited:
                    self._credited[event.id].set()
            case CallStopped():
                stopped = self._handling.pop(event.id, None)
                if stopped is not None:
                    stopped.cancel()
            case Ready():
                self._ready.set()
                if self.look is not None:
                    self._notify("theme", dict(self.look))
            case Closed():
                self._ready.clear()
            case FrameDropped():
                _LOG.debug("lens %s: dropped %s", self.stage.lens["id"], event.reason)

    async def _handle(self, event: CallReceived, driver: Driver | None) -> None:
        if driver is None:
            return
        connection = driver.connection
        call = OpenCall(driver, event.id)
        try:
            if event.consent:
                await self._asking.ask(event.consent, call)
            work = HANDLERS[event.method](self.stage, event.params, call)
            if isinstance(work, AsyncIterator):
                value = await self._pour(work, event.id, driver)
            else:
                value = await work
        except PierglassError as error:
            connection.fail(event.id, call_error(error), driver.now_ms)
        except CallError as error:
            connection.fail(event.id, error, driver.now_ms)
        except Exception:
            _LOG.exception("The handler of %s failed", event.method)
            connection.fail(event.id, CallFailedError(), driver.now_ms)
        else:
            connection.respond(event.id, value, driver.now_ms)
        finally:
            if self._handling.get(event.id) is asyncio.current_task():
                del self._handling[event.id]
        driver.flush()

    async def _pour(
        self, items: AsyncIterator[dict[str, object]], call_id: int, driver: Driver
    ) -> dict[str, object]:
        """Send a stream's items as its lens wants them; return what it ends with."""
        credited = self._credited[call_id] = asyncio.Event()
        connection = driver.connection
        try:
            while True:
                # An item is made when it is wanted: none grows old on the way.
                while not connection.credit(call_id):
                    credited.clear()
                    await credited.wait()
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    return {}
                if not connection.send_item(call_id, item, driver.now_ms):
                    return {}
                driver.flush()
        finally:
            del self._credited[call_id]

    def _notify(self, name: str, data: dict[str, Any]) -> None:
        if self._driver is not None:
            self._driver.connection.notify(name, data, self._driver.now_ms)
            self._driver.flush()

    def _spawn_stop(self) -> None:
        task = asyncio.create_task(self.stage.viewfinder.stop())
        self._handling[-id(task)] = task
        task.add_done_callback(lambda done: self._handling.pop(-id(done), None))
