"""A lens in Python: ``stylist.py URL KIND``, with the launch ticket on standard input.

It tries on every item of a kind, keeps the one that is hidden least, and proposes the
picture to a friend. It is a guest: the host draws, the user decides.
"""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pierglass.sdk import Applet, CallError, connect_applet

T = TypeVar("T")
PAUSE_S = 0.2


async def after_tap(please: str, call: Callable[[], Awaitable[T]]) -> T:
    """Make a call that must follow a tap of the user, as soon as there was one."""
    print(please, flush=True)
    while True:
        try:
            return await call()
        except CallError as error:
            if error.code != "gesture_required":
                raise
        await asyncio.sleep(PAUSE_S)


async def choose(lens: Applet, kind: str) -> tuple[str, str]:
    """Return id and name of the item of *kind* that shows best on the user."""
    shown: dict[float, tuple[str, str]] = {}
    async for item in lens.items.all(kind):
        try:
            tried = await lens.try_on.start(item["id"])
        except CallError as error:
            sys.exit(f"{error.code}: {error.message}")
        if tried["placed"]:
            shown[tried["hidden_share"]] = (item["id"], item["name"])
            print(f"{item['name']}: {tried['hidden_share']:.0%} hidden", flush=True)
    if not shown:
        sys.exit(f"Nothing of the kind {kind} could be placed in this picture.")
    return shown[min(shown)]


async def main(url: str, kind: str, ticket: str) -> None:
    """Choose, snap, ask a friend."""
    async with connect_applet(url, ticket) as lens:
        item_id, name = await choose(lens, kind)
        await lens.try_on.start(item_id)
        snap = await after_tap("Tap to take the picture.", lens.capture.snap)
        key = secrets.token_urlsafe()  # The same key sends once, however often tried.
        sent = await after_tap(
            "Tap to ask a friend.",
            lambda: lens.share.chat(
                title=name,
                subtitle="The stylist's choice",
                item_id=item_id,
                picture=snap["picture"],
                state={"item_id": item_id},
                idempotency_key=key,
            ),
        )
        print(f"Sent {name} as message {sent['message_id']}.", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.stdin.readline().strip()))
