"""A vote among friends: ``vote.py URL ask ITEM ITEM`` or ``vote.py URL choose ITEM``.

The launch ticket comes on standard input. Who asks invites a chat and waits for two
votes; who chooses has joined by the invitation. Shared values carry the votes.
"""

import asyncio
import re
import secrets
import sys
from collections import Counter

from pierglass.sdk import Applet, CallError, connect_applet

PAUSE_S = 0.2
VOTERS = 2


async def invite(lens: Applet, items: list[str]) -> None:
    """Invite the chat that the user chooses, as soon as they tapped."""
    key = secrets.token_urlsafe()  # The same key invites once, however often tried.
    print("Tap to invite your friends.", flush=True)
    while True:
        try:
            await lens.chat.invite(
                title="Which one?", idempotency_key=key, state={"items": items}
            )
        except CallError as error:
            if error.code != "gesture_required":
                raise
            await asyncio.sleep(PAUSE_S)
        else:
            return


async def cast(lens: Applet, item_id: str) -> None:
    """Vote, or vote again: each name has one key in the chat's storage."""
    me = (await lens.user.get("display_name"))["display_name"]
    key = f"vote.{re.sub('[^A-Za-z0-9]', '', me)}"
    await lens.storage.set("conversation", key, {"by": me, "item_id": item_id})
    print(f"{me} voted for {item_id}.", flush=True)
    if lens.can("notify"):
        await lens.chat.notify(f"{me} has voted", item_id=item_id)


async def count(lens: Applet) -> Counter[str]:
    """Return the votes by item."""
    entries = await lens.storage.list("conversation")
    votes = [e["value"] for e in entries if e["key"].startswith("vote.")]
    return Counter(vote["item_id"] for vote in votes)


async def main(url: str, ticket: str, what: str, items: list[str]) -> None:
    """Ask or choose; then wait until everybody has voted."""
    async with connect_applet(url, ticket) as lens:
        changed = asyncio.Event()
        lens.on("storage.changed", lambda _: changed.set())
        if what == "ask":
            await invite(lens, items)
        await cast(lens, items[0])
        while (votes := await count(lens)).total() < VOTERS:
            await changed.wait()
            changed.clear()
        for item_id, number in votes.most_common():
            print(f"{item_id}: {number}", flush=True)


if __name__ == "__main__":
    asyncio.run(
        main(sys.argv[1], sys.stdin.readline().strip(), sys.argv[2], sys.argv[3:])
    )
