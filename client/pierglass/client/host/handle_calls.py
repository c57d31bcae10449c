"""`handle.retain` and `handle.release`: how long a lens needs a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage

__all__ = ["HANDLE_CALLS"]


async def retain(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> dict[str, object]:
    """Count one more part of the lens that needs a picture."""
    now_ms = stage.clock.now_ms()
    return {"references": stage.handles.retain(params["handle"], now_ms)}


async def release(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> dict[str, object]:
    """Count one less; the last takes the handle with it."""
    now_ms = stage.clock.now_ms()
    return {"references": stage.handles.release(params["handle"], now_ms)}


HANDLE_CALLS = {"handle.retain": retain, "handle.release": release}
