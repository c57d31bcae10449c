"""Hosts under test, each behind the same few words: say a frame, wait for one."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Any, Protocol

from playwright.sync_api import Error as PageError
from tests.browser.conftest import lens_frame

from pierglass.bridge import NOTIFICATIONS
from pierglass.bridge.codec import decode, encode
from pierglass.client.clock import RealClock
from pierglass.client.fake_friends import friends_page
from pierglass.client.launch import ask_consent
from pierglass.client.testing import FakeApi, fake_lens, open_fake_lens
from pierglass.client.transport import TransportGoneError, memory_pair
from pierglass.client.user import ScriptedUser

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from playwright.sync_api import Frame, Page
    from tests.browser.fake_platform import Platform

    from pierglass.client.host.session import HostSession
    from pierglass.client.transport import Transport
    from pierglass.client.user import ConsentSheet

__all__ = ["LISTENER", "SCOPES", "Channel", "HeadlessHost", "Host", "WebHost", "hello"]

SCOPES = (
    "items.read",
    "camera.tryon",
    "chat.share",
    "user.display_name",
    "user.friends",
)
_PATIENCE_MS = 20_000


def hello(low: int = 1, high: int = 2, **more: Any) -> dict[str, Any]:
    """Return a hello of a lens that understands every notification."""
    understood = {name: {"state": "granted", "version": 1} for name in NOTIFICATIONS}
    spoken = {"min": low, "max": high}
    return {"kind": "hello", "protocol": spoken, "capabilities": understood, **more}


class Channel(Protocol):
    """One channel between a lens and the host under test."""

    def say(self, *frames: Any) -> None:
        """Send frames, in order."""

    def wait(self, **fields: Any) -> dict[str, Any]:
        """Return the first frame, heard before or yet to come, with these fields."""

    def heard(self) -> list[dict[str, Any]]:
        """Return every frame so far."""


class Host(Protocol):
    """A host under test."""

    name: str

    def channel(self) -> Channel:
        """Return a channel on which nothing was said yet."""

    def tap(self) -> None:
        """Tap in the lens."""

    def revoke(self) -> None:
        """Withdraw every permission, as the user."""

    def renew(self, *off: str) -> None:
        """Begin again with every permission but *off*: what was open is gone.

        What is off was switched off on the consent sheet.
        """

    def reopen(self) -> None:
        """Close the lens and open it again, as the same person on the same device."""

    def decide(self, allow: bool) -> None:
        """Answer the sheet with which the lens asks for more."""

    def end(self, state: str, reason: str) -> None:
        """Withdraw or block the open lens, on the platform."""


class _ThinkingUser(ScriptedUser):
    """A user who decides about permissions when told to, and about nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._answers: asyncio.Queue[bool] = asyncio.Queue()

    def decide(self, allow: bool) -> None:
        """Answer the sheet that is up, or the next one."""
        self._answers.put_nowait(allow)

    async def consent(self, sheet: ConsentSheet) -> frozenset[str] | None:
        allow = await self._answers.get()
        return frozenset(line.scope for line in sheet.scopes) if allow else None

    async def choose_chat(self, proposal: Any, chats: Any) -> str | None:
        await asyncio.Event().wait()
        return None


class _TalkativeApi(FakeApi):
    """A platform that says more of friends than a lens may know."""

    async def lens_friends(self, lens_id: str, **options: Any) -> dict[str, Any]:
        names = ["Ben", "Cleo", "Dora"]
        page = friends_page(names, lens_id, options["cursor"], options["limit"])
        more = {"username": "ben", "email": "ben@mail.example"}
        page["friends"] = [{**one, **more} for one in page["friends"]]
        for one in page["friends"]:
            one["avatar"]["characteristics"] = {"hair": "red"}
        return page


class _MemoryChannel:
    def __init__(self, host: HeadlessHost, transport: Transport) -> None:
        self._host = host
        self._transport = transport
        self._frames: list[dict[str, Any]] = []
        self._news = threading.Condition()
        host.start(self._listen())

    async def _listen(self) -> None:
        try:
            while True:
                frame = decode(await self._transport.receive(), max_bytes=2**20)
                with self._news:
                    self._frames.append(frame)
                    self._news.notify_all()
        except TransportGoneError:
            return

    def say(self, *frames: Any) -> None:
        async def send() -> None:
            # A channel that its host has let go of swallows what is said.
            with contextlib.suppress(TransportGoneError):
                for frame in frames:
                    await self._transport.send(encode(frame, max_bytes=2**20))

        self._host.run(send())

    def heard(self) -> list[dict[str, Any]]:
        with self._news:
            return list(self._frames)

    def wait(self, **fields: Any) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            fits = (f for f in self._frames if fields.items() <= _flat(f).items())
            return next(fits, None)

        with self._news:
            self._news.wait_for(lambda: found() is not None, _PATIENCE_MS / 1000)
            frame = found()
            assert frame is not None, f"no frame with {fields}; heard {self._frames}"
            return frame


def _flat(frame: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in frame.items() if not isinstance(v, dict | list)}


class HeadlessHost:
    """`pierglass.client`'s host, its loop on a thread of its own."""

    name = "headless"

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: HostSession | None = None
        self._lens = fake_lens(*SCOPES)
        for line in self._lens["scopes"]:
            line["optional"] = line["scope"] != "items.read"
        self.renew()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Return what *work* returns on the host's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let *work* run beside everything else."""

        async def begin() -> None:
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self.run(begin())

    def channel(self) -> Channel:
        async def attach() -> Transport:
            host_end, lens_end = memory_pair()
            assert self._session is not None
            self._session.attach(host_end)
            return lens_end

        return _MemoryChannel(self, self.run(attach()))

    def tap(self) -> None:
        assert self._session is not None
        self._session.tap()

    def revoke(self) -> None:
        async def revoke() -> None:
            assert self._session is not None
            self._session.revoke(SCOPES)

        self.run(revoke())

    def renew(self, *off: str) -> None:
        self._api = _TalkativeApi()
        self._opener = ScriptedUser(allows=frozenset(SCOPES) - set(off))
        self.reopen()

    def reopen(self) -> None:
        async def open_lens() -> HostSession:
            if self._session is not None:
                await self._session.close()
            self._user = _ThinkingUser()
            api: Any = self._api
            lens: Any = self._lens
            clock = RealClock()
            grant = await ask_consent(api, lens, self._opener, clock, 0)
            return open_fake_lens(
                granted=tuple(grant["scopes"]),
                refused=tuple(grant["refused"]),
                lens=self._lens,
                api=self._api,
                user=self._user,
                clock=clock,
                unsupported={"camera.pixels": "this client keeps pixels to itself"},
            )

        self._session = self.run(open_lens())

    def decide(self, allow: bool) -> None:
        self._loop.call_soon_threadsafe(self._user.decide, allow)

    def end(self, state: str, reason: str) -> None:
        assert self._session is not None
        self.run(self._session.end(state, reason))

    def stop(self) -> None:
        """Let everything go."""

        async def close() -> None:
            if self._session is not None:
                await self._session.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

        self.run(close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


LISTENER = """(() => {
  // In the page and its own frames, not in the lens's: what the host says on ports.
  try { void top.document; } catch { return; }
  const said = (top.said ??= []);
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...more) {
    said.push(message);
    return post.call(this, message, ...more);
  };
})()"""
"""Notes what the page's host says; the lens's frame may be gone when it is read."""

_WAIT = """async ([from, want, patience]) => {
  const until = performance.now() + patience;
  const wanted = Object.entries(want);
  const fits = (frame) => wanted.every(([key, value]) => frame?.[key] === value);
  for (;;) {
    const found = (globalThis.said ?? []).slice(from).find(fits);
    if (found || performance.now() > until) return found ?? null;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""


class _PageChannel:
    def __init__(self, page: Page, frame: Frame) -> None:
        self._page = page
        self._frame = frame
        self._from = page.evaluate("() => (globalThis.said ??= []).length")
        self._number = frame.evaluate(
            "() => (globalThis.channels ??= []).push(new Channel()) - 1"
        )

    def say(self, *frames: Any) -> None:
        script = "([n, frames]) => { for (const one of frames) channels[n].say(one); }"
        # The frame may go away, with its session, while it speaks.
        with contextlib.suppress(PageError):
            self._frame.evaluate(script, [self._number, list(frames)])

    def heard(self) -> list[dict[str, Any]]:
        script = "(from) => said.slice(from).filter((frame) => frame?.kind)"
        heard: list[dict[str, Any]] = self._page.evaluate(script, self._from)
        return heard

    def wait(self, **fields: Any) -> dict[str, Any]:
        found = self._page.evaluate(_WAIT, [self._from, fields, _PATIENCE_MS])
        assert found is not None, f"no frame with {fields}; heard {self.heard()}"
        frame: dict[str, Any] = found
        return frame


_TAP = """(isActive) => {
  // A lens that ended has no frame any more.
  const frames = [...document.querySelectorAll("iframe.lens-frame")];
  const windows = [globalThis, ...frames.map((frame) => frame.contentWindow)];
  const value = { isActive };
  for (const { navigator } of windows) {
    Object.defineProperty(navigator, "userActivation", { configurable: true, value });
  }
}"""


class WebHost:
    """The page in Chromium, with a lens that speaks the wire by hand."""

    name = "web"

    def __init__(
        self,
        open_page: Callable[[tuple[str, ...]], Page],
        platform: Platform,
    ) -> None:
        self._open_page = open_page
        self._platform = platform
        self._page: Page | None = None
        self.renew()

    @property
    def page(self) -> Page:
        """The window."""
        assert self._page is not None
        return self._page

    def channel(self) -> Channel:
        self._tapped(False)
        return _PageChannel(self.page, self._frame)

    def tap(self) -> None:
        self._tapped(True)

    def _tapped(self, active: bool) -> None:
        self.page.evaluate(_TAP, active)

    def revoke(self) -> None:
        self._platform.push("grant.revoked", {"client_id": "raw"})

    def renew(self, *off: str) -> None:
        if self._page is not None:
            self._page.context.close()
        self._page = self._open_page(off)
        self._enter()

    def reopen(self) -> None:
        self.page.get_by_test_id("lens-close").click()
        self.page.get_by_test_id("lens-raw").click()
        self._enter()

    def decide(self, allow: bool) -> None:
        button = "consent-accept" if allow else "consent-refuse"
        self.page.get_by_test_id("ask-more").get_by_test_id(button).click()

    def end(self, state: str, reason: str) -> None:
        self._platform.reason = reason
        self._platform.end(state)

    def _enter(self) -> None:
        self.page.locator("[data-testid=lens][data-state=waiting]").wait_for()
        holder = self.page.frame_locator("iframe.lens-frame")
        holder.frame_locator("iframe").get_by_text("speaks the wire").wait_for()
        self._frame = lens_frame(self.page, "raw")
        ready = "() => Boolean(globalThis.Channel)"
        self._frame.wait_for_function(ready, polling=50)
