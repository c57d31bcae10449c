"""What the headless host does when a lens searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.client.host.stage import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage
    from pierglass.client.searching import Filters

__all__ = ["search"]


async def search(
    stage: Stage, params: Mapping[str, Any], _: HostCall
) -> dict[str, object]:
    """Find listings by a photo that the user picked, by words, or by both.

    The lens gets a handle of the picture that was searched with, never the picture.
    """
    media_id: str | None = None
    if "photo" in params:
        photo = stage.handles.resolve(params["photo"], "photo", stage.clock.now_ms())
        media_id = photo.media_id
    answer = await stage.api.search(
        media_id=media_id,
        keywords=params.get("keywords"),
        kind=params.get("kind"),
        filters=_filters(params) or None,
        top=params.get("top"),
    )
    result: dict[str, object] = {
        "outcome": answer["outcome"],
        "generated": False,
        "notes": answer["notes"],
        "results": answer["results"],
    }
    if answer["garment"] is not None:
        result["garment"] = answer["garment"]
    made = answer["picture"]
    if made is not None:
        result["generated"] = made["generated"]
        result["picture"] = stage.handles.issue(
            "picture", Picture(made["id"]), stage.clock.now_ms(), scope="search"
        )
    return result


def _filters(params: Mapping[str, Any]) -> Filters:
    filters: Filters = {}
    for name in ("kinds", "merchant_id", "in_stock", "text"):
        if name in params:
            filters[name] = params[name]
    if "currency" in params:
        filters["price"] = {"currency": params["currency"]}
        for name in ("least_minor", "most_minor"):
            if name in params:
                filters["price"][name] = params[name]  # type: ignore[literal-required]
    return filters
