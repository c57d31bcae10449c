"""A lens's page in Node, joined to the real headless host."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.project.repository import ROOT

from pierglass.client.testing import (
    FakeApi,
    FakeViewfinder,
    ManualClock,
    open_fake_lens,
)
from pierglass.client.transport import TransportGoneError
from pierglass.client.user import ScriptedUser

if TYPE_CHECKING:
    from pierglass.client.host.session import HostSession
    from pierglass.client.launch import Launch
    from pierglass.client.live import LiveFrame

__all__ = ["LensPage", "Scene", "SlowViewfinder", "Theatre"]

SDK = ROOT / "sdk/pierglass/sdk/js"
PLAYER = Path(__file__).parent / "player.mjs"
PATIENCE_S = 60


class LensPage:
    """One page that runs, as the host's transport and as what a user taps on.

    Attributes:
        logs: What it said on the console.
        faults: What was thrown and caught by nobody.
        fetched: What it asked its own server: `path` and `body`.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.logs: list[str] = []
        self.faults: list[dict[str, Any]] = []
        self.fetched: list[dict[str, Any]] = []
        self.loaded = asyncio.Event()
        self._process = process
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, node: str, module: Path) -> Self:
        """Begin to run *module*."""
        process = await asyncio.create_subprocess_exec(
            node,
            str(PLAYER),
            str(module),
            str(SDK),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        return cls(process)

    async def send(self, message: bytes) -> None:
        """Carry a frame to the lens."""
        await self.do(frame=base64.b64encode(message).decode())

    async def receive(self) -> bytes:
        """Return the next frame of the lens."""
        message = await self._frames.get()
        if message is None:
            raise TransportGoneError
        return message

    async def close(self) -> None:
        """Hold nobody back: the page ends with its process."""
        self._frames.put_nowait(None)

    async def do(self, **what: Any) -> None:
        """Say a line to the player."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps(what).encode() + b"\n")
        with contextlib.suppress(ConnectionError):
            await stdin.drain()

    async def ask(self, **what: Any) -> Any:
        """Say a line to the player, and return its answer."""
        await self.do(**what)
        return await self._answers.get()

    async def text(self, name: str) -> str:
        """Return what an element shows, with everything in it."""
        return str((await self.ask(read=name))["text"])

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Return once *holds*, looking again each time the page answered.

        Raises:
            AssertionError: It never does, or the page threw something.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not self.faults and not await holds():
                    await self.ask(ping=True)
        except TimeoutError:
            raise AssertionError(f"it never came; the page said {self.logs}") from None
        assert self.faults == []

    async def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            for kind, value in json.loads(line).items():
                match kind:
                    case "frame":
                        self._frames.put_nowait(base64.b64decode(value))
                    case "answer":
                        self._answers.put_nowait(value)
                    case "loaded":
                        self.loaded.set()
                    case "log":
                        self.logs.append(value)
                    case "fetched":
                        self.fetched.append(value)
                    case "fault":
                        self.faults.append(value)
        self._frames.put_nowait(None)


@dataclass
class Theatre:
    """Where one block of JavaScript is played: a host, its server, its user.

    Attributes:
        module: The block as a file.
        user: Whoever decides.
        messages: What was sent.
    """

    node: str
    module: Path
    clock: ManualClock = field(default_factory=ManualClock)
    user: ScriptedUser = field(default_factory=lambda: ScriptedUser(chat="cnv_ben"))
    messages: list[dict[str, Any]] = field(default_factory=list)
    api: FakeApi = field(init=False)
    _session: HostSession | None = None
    _page: LensPage | None = None

    def __post_init__(self) -> None:
        self.api = FakeApi(messages=self.messages)

    @property
    def session(self) -> HostSession:
        """The host's end."""
        assert self._session is not None
        return self._session

    @property
    def page(self) -> LensPage:
        """The lens's end."""
        assert self._page is not None
        return self._page

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards that were sent."""
        return [one["body"]["card"] for one in self.messages if "card" in one["body"]]

    async def open(
        self,
        *scopes: str,
        launch: Launch | None = None,
        **options: Any,
    ) -> LensPage:
        """Open the lens, and return its page once its script came to its end.

        Args:
            *scopes: What its manifest names, and the user allowed.
            launch: From the tray when None.
            options: As `open_fake_lens` takes them.
        """
        self._session = open_fake_lens(
            *scopes,
            api=self.api,
            user=self.user,
            clock=self.clock,
            launch=launch,
            **options,
        )
        self._page = page = await LensPage.start(self.node, self.module)
        self._session.attach(page)
        await page.until(_after(page.loaded.is_set))
        return page

    async def tap(self, name: str) -> None:
        """Tap on an element of the page."""
        self.session.tap()
        await self.page.do(tap=name)

    async def shows(self, name: str, text: str) -> None:
        """Return once an element shows *text*."""

        async def there() -> bool:
            return text in await self.page.text(name)

        await self.page.until(there)

    def hidden(self, name: str) -> Callable[[], Awaitable[bool]]:
        """Return what tells whether an element is hidden."""

        async def there() -> bool:
            return bool((await self.page.ask(read=name))["hidden"])

        return there

    def hold_try_ons(self) -> SlowViewfinder:
        """Let try-ons wait from now on, until they are let go."""
        finder = SlowViewfinder()
        self.session.stage.viewfinder = finder  # type: ignore[assignment]
        return finder

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once *holds*, which looks at the host's side."""
        await self.page.until(_after(holds))

    async def close(self) -> None:
        """Close the lens and end its page."""
        if self._session is not None:
            await self._session.close()
        if self._page is not None:
            await self._page.stop()
            assert self._page.faults == []


class SlowViewfinder(FakeViewfinder):
    """A mirror that takes its time.

    Attributes:
        asked: The items that were asked for.
        given_up: Those whose call was stopped while it waited.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.given_up: list[str] = []
        self._gate = asyncio.Event()

    def let_go(self) -> None:
        """Place everything at once again."""
        self._gate.set()

    async def start(self, item_id: str) -> LiveFrame:
        """Return the answer for *item_id*, later."""
        self.asked.append(item_id)
        try:
            await self._gate.wait()
        except asyncio.CancelledError:
            self.given_up.append(item_id)
            raise
        return await super().start(item_id)


def _after(holds: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return holds()

    return there


Scene = Callable[[Theatre], Awaitable[None]]
"""Opens the lens, plays the user, and asserts what came of it."""
