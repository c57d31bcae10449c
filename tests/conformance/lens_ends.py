"""The SDK's lens ends, in both languages, behind the same few acts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pierglass.bridge import CallError
from pierglass.bridge.codec import decode, encode
from pierglass.client.applet import Applet
from pierglass.client.transport import TransportGoneError, memory_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["ENDS", "EPOCH", "LensEnd", "NodeEnd", "PythonEnd", "welcome"]

_PATIENCE_S = 60
EPOCH = "e" * 22


def welcome(version: int = 2, **limits: int) -> dict[str, Any]:
    """Return what a willing host answers to hello."""
    names = ("items.read", "camera.tryon", "launch", "storage", "lens")
    return {
        "kind": "welcome",
        "epoch": EPOCH,
        "version": version,
        "limits": limits,
        "capabilities": {n: {"state": "granted", "version": 1} for n in names},
    }


class LensEnd:
    """A lens end under test: acts go in, frames and endings come out."""

    def __init__(self) -> None:
        self._told: list[dict[str, Any]] = []
        self._news = threading.Condition()

    def act(self, act: str, **more: Any) -> None:
        """Let the lens do something."""
        raise NotImplementedError

    def stop(self) -> None:
        """Let it go."""
        raise NotImplementedError

    def tell(self, said: dict[str, Any]) -> None:
        """Note what came out."""
        with self._news:
            self._told.append(said)
            self._news.notify_all()

    def _first(self, found: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        def search() -> dict[str, Any] | None:
            return next((said for said in self._told if found(said)), None)

        with self._news:
            self._news.wait_for(lambda: search() is not None, _PATIENCE_S)
            said = search()
            assert said is not None, f"never came; came: {self._told}"
            return said

    def opened(self, **more: Any) -> LensEnd:
        """Open it against a willing host."""
        self.act("open", answer=welcome(**more))
        assert self.settled("open")["outcome"] == "ok"
        return self

    def say(self, *frames: dict[str, Any]) -> None:
        """Let the host send frames."""
        self.act("frames", frames=list(frames))

    def answer(self, call_id: int, value: Any = None, **more: Any) -> None:
        """Let the host answer a call with ok."""
        frame = {"kind": "outcome", "epoch": EPOCH, "id": call_id, "outcome": "ok"}
        self.say(frame | {"value": value or {}} | more)

    def sent(self, **fields: Any) -> dict[str, Any]:
        """Return the first frame that it sent with these fields."""

        def found(said: dict[str, Any]) -> bool:
            frame = said.get("frame", {})
            return "frame" in said and all(frame.get(k) == v for k, v in fields.items())

        frame: dict[str, Any] = self._first(found)["frame"]
        return frame

    def settled(self, name: str) -> dict[str, Any]:
        """Return how what is called *name* ended."""
        return self._first(lambda said: said.get("settled") == name)

    def heard(self, name: str) -> Any:
        """Return the data of the first notification called *name*."""
        return self._first(lambda said: said.get("news") == name)["data"]

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls that it sent so far."""
        with self._news:
            frames = [said["frame"] for said in self._told if "frame" in said]
        return [frame for frame in frames if frame["kind"] == "call"]

    def endings(self, name: str) -> int:
        """Return how often what is called *name* ended."""
        with self._news:
            return sum(said.get("settled") == name for said in self._told)

    def works(self, name: str = "proof") -> None:
        """Prove that the session goes on: everything before was seen."""
        self.act("call", name=name, method="launch.get")
        call_id = max(frame["id"] for frame in [self.sent(method="launch.get")])
        self.answer(call_id, {"source": "tray"})
        assert self.settled(name)["outcome"] == "ok"


class PythonEnd(LensEnd):
    """`pierglass.sdk`'s applet, its loop on a thread of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._answer: Any = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(self._make())

    def act(self, act: str, **more: Any) -> None:
        self._run(getattr(self, f"_{act}")(**more))

    def stop(self) -> None:
        async def end() -> None:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await self._applet.disconnect()

        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE_S)

    async def _make(self) -> None:
        self._host, lens = memory_pair()
        self._applet = Applet(lens)
        for name in ("grant.revoked", "theme", "closed"):
            self._applet.on(name, lambda data, n=name: self._hear(n, data))
        self._tasks["listening"] = asyncio.create_task(self._listen())

    def _hear(self, name: str, data: Any) -> None:
        self.tell({"news": name, "data": data})

    async def _listen(self) -> None:
        with contextlib.suppress(TransportGoneError):
            while True:
                frame = decode(await self._host.receive(), max_bytes=2**20)
                if frame["kind"] == "hello" and self._answer is not None:
                    await self._frames([self._answer])
                self.tell({"frame": frame})

    async def _settle(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        try:
            value = await work
        except CallError as error:
            code = {"outcome": str(error.outcome), "code": error.code}
            self.tell({"settled": name, **code})
        except asyncio.CancelledError:
            self.tell({"settled": name, "outcome": "cancelled", "code": "aborted"})
        else:
            self.tell({"settled": name, "outcome": "ok", "value": value})

    def _begin(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        self._tasks[name] = asyncio.create_task(self._settle(name, work))

    async def _open(self, answer: Any) -> None:
        self._answer = answer

        async def enter() -> None:
            await self._applet.__aenter__()

        self._begin("open", enter())

    async def _frames(self, frames: list[dict[str, Any]]) -> None:
        for frame in frames:
            await self._host.send(encode(frame, max_bytes=2**20))

    async def _call(
        self, name: str, method: str, params: Any = None, deadline_ms: int | None = None
    ) -> None:
        self._begin(name, self._applet.call(method, params, deadline_ms=deadline_ms))
        await asyncio.sleep(0)

    async def _cancel(self, name: str) -> None:
        self._tasks[name].cancel()

    async def _stream(self, name: str, method: str, credit: int, take: int) -> None:
        async def pour() -> list[Any]:
            taken = []
            async with self._applet.stream(method, credit=credit) as items:
                async for item in items:
                    taken.append(item)
                    if len(taken) == take:
                        break
            return taken

        self._begin(name, pour())


class NodeEnd(LensEnd):
    """The JavaScript SDK's lens end, in a process of its own."""

    def __init__(self) -> None:
        super().__init__()
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not installed: the JavaScript lens end needs it")
        script = Path(__file__).with_name("lens_end.mjs")
        self._process = subprocess.Popen(
            [node, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.tell(json.loads(line))

    def act(self, act: str, **more: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"act": act, **more}) + "\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        # Its end of the pipe is closed: the reader comes to an end by itself.
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


ENDS: dict[str, type[LensEnd]] = {"python": PythonEnd, "javascript": NodeEnd}
