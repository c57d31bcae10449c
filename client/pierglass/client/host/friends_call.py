"""`friends.list`: the user's friends, as the platform lets this one lens know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage

__all__ = ["list_friends"]


async def list_friends(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> dict[str, object]:
    """Return one page: id, name and avatar, whatever else the server says."""
    page = await stage.api.lens_friends(
        stage.lens["id"], cursor=params.get("cursor"), limit=params.get("limit")
    )
    friends = [
        {
            "id": friend["id"],
            "display_name": friend["display_name"],
            "avatar": {
                key: friend["avatar"][key]
                for key in ("style", "colour")
                if friend["avatar"].get(key)
            },
        }
        for friend in page["friends"]
    ]
    result: dict[str, object] = {"friends": friends}
    if page.get("next_cursor") is not None:
        result["next_cursor"] = page["next_cursor"]
    return result
