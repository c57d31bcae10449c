"""`listing.open`: a listing is handed over to its shop, if the user wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pierglass.bridge.errors import CallCancelledError, CallFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pierglass.client.host.stage import HostCall, Stage

__all__ = ["open_listing"]


async def open_listing(
    stage: Stage, params: Mapping[str, Any], call: HostCall
) -> dict[str, object]:
    """Let the user leave for the shop that sells an item.

    The lens names an item and never an address: where the shop is, the catalogue says.
    """
    item = await stage.api.item(params["item_id"])
    listing = item["listing"]
    address = listing.get("shop_url") if listing is not None else None
    if listing is None or address is None:
        raise CallFailedError(
            f"{item['name']} has no shop to open; hide the button where "
            "listing.shop_url is absent.",
            code="not_found",
            field="item_id",
        )
    with call.deciding():
        agreed = await stage.user.visit_shop(stage.lens, listing)
    if not agreed:
        raise CallCancelledError
    stage.shops.append(address)
    return {}
