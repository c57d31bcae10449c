"""A frame around a photo that nobody here holds: ``frame.py URL``; ticket on stdin.

It asks for a photo, draws a frame, and proposes both; the host joins them.
"""

import asyncio
import base64
import secrets
import struct
import sys
import zlib

from pierglass.sdk import Applet, CallError, connect_applet

WIDTH, HEIGHT, EDGE = 90, 120, 6
GOLD, CLEAR = bytes((196, 152, 62, 255)), bytes(4)
PAUSE_S = 0.2


def drawing() -> str:
    """Return a frame around nothing: a PNG in base64."""
    full = b"\0" + GOLD * WIDTH
    hollow = b"\0" + GOLD * EDGE + CLEAR * (WIDTH - 2 * EDGE) + GOLD * EDGE
    rows = full * EDGE + hollow * (HEIGHT - 2 * EDGE) + full * EDGE
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6, 0, 0, 0)
    parts = {b"IHDR": head, b"IDAT": zlib.compress(rows), b"IEND": b""}
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    )
    return base64.b64encode(png).decode()


async def tapped(lens: Applet, photo: str | None, key: str) -> str | None:
    """Take the next step that needs a tap: pick a photo, then share it."""
    if photo is None:
        return await lens.photo.pick()
    await lens.share.chat(
        title="Gold",
        picture=photo,
        overlay=drawing(),
        state={"look": "gold"},
        idempotency_key=key,
    )
    return None


async def main(url: str, ticket: str) -> None:
    """Pick, draw and share, each as soon as the user tapped."""
    key, photo, steps = secrets.token_urlsafe(), None, 0
    async with connect_applet(url, ticket) as lens:
        print("Tap to choose a photo.", flush=True)
        while steps < 2:
            try:
                photo = await tapped(lens, photo, key)
            except CallError as error:
                if error.code != "gesture_required":
                    raise
                await asyncio.sleep(PAUSE_S)
            else:
                steps += 1
                print(("Tap to send it.", "Sent.")[steps - 1], flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.stdin.readline().strip()))
