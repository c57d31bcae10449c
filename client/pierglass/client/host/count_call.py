"""`usage.count`: a lens counts what happens in it, and never to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage

__all__ = ["count_event"]


async def count_event(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> dict[str, object]:
    """Count an event for the lens's publisher."""
    lens_id, by = stage.lens["id"], params.get("by", 1)
    await stage.api.count(lens_id, params["event"], by)
    return {}
