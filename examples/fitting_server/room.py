"""The lens's page in Python: ``room.py URL SERVER``, the ticket on standard input."""

import asyncio
import sys
from typing import Any

import httpx

from pierglass.sdk import CallError, connect_applet

PAUSE_S = 0.2


def ask(server: str, path: str, **body: Any) -> Any:
    """Return what the lens's own server answers."""
    return httpx.post(server + path, json=body, timeout=20).raise_for_status().json()


async def main(url: str, server: str, ticket: str) -> None:
    """Let the user decide, and hand the code to the server."""
    async with connect_applet(url, ticket) as lens:
        question = await asyncio.to_thread(ask, server, "/begin")
        print("Tap to sign in.", flush=True)
        while True:
            try:
                code = await lens.authorize(**question)
                break
            except CallError as error:
                if error.code != "gesture_required":
                    raise
                await asyncio.sleep(PAUSE_S)
        answer = await asyncio.to_thread(ask, server, "/finish", **code)
        print(answer["greeting"], flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.stdin.readline().strip()))
