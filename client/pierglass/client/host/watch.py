"""`tryon.watch`: how the live try-on does, as a stream.

The newest state is told when there is credit for it: a slow lens misses states and
never lags behind. One is told in each interval, and one at once when the wearer is
lost or found, the item changes or placing it begins to fail.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallFailedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pierglass.client.host.stage import HostCall, Stage
    from pierglass.client.live import LiveFrame

__all__ = ["watch_tryon"]

_EVERY_MS = 1_000
_NOBODY = ("no_person", "tryon.no_person")


async def watch_tryon(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> AsyncIterator[dict[str, object]]:
    """Yield the state of the try-on until it is stopped.

    Raises:
        CallFailedError: Nothing is tried on.
    """
    finder, clock = stage.viewfinder, stage.clock
    if finder.item_id is None:
        raise CallFailedError("Nothing is tried on; call tryon.start first.")
    every_ms = params.get("every_ms", _EVERY_MS)
    seen, at_ms = finder.frames_seen, clock.now_ms()
    while finder.item_id is not None:
        if finder.latest is not None:
            frames, passed_ms = finder.frames_seen - seen, clock.now_ms() - at_ms
            seen, at_ms = finder.frames_seen, clock.now_ms()
            fps = frames * 1000 / passed_ms if passed_ms else 0.0
            yield _state(finder.latest, fps)
        await _either(clock.sleep(every_ms / 1000), finder.news.wait())


def _state(frame: LiveFrame, fps: float) -> dict[str, object]:
    state: dict[str, object] = {
        "item_id": frame.item_id,
        "placed": frame.placed,
        "hidden_share": frame.hidden_share,
        "wearer": "lost" if frame.reason in _NOBODY else "found",
        "fps": round(fps, 1),
    }
    if frame.reason is not None:
        state["reason"] = frame.reason
    if frame.mask_age is not None:
        state["mask_age"] = frame.mask_age
    return state


async def _either(*waits: Any) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
