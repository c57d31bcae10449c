"""Send a picture to a friend: ``send_picture.py ORIGIN PHOTO OUT``."""

import asyncio
import secrets
import sys
from pathlib import Path

from pierglass.sdk import AsyncApi, Event, Gateway


async def join(api: AsyncApi, name: str) -> str:
    """Sign up under a name that is still free, and return it."""
    username = f"{name}-{secrets.token_hex(4)}"
    await api.sign_up(username, secrets.token_urlsafe(), name.title())
    return username


async def connect(api: AsyncApi) -> Gateway:
    """Return the account's gateway; it stays connected while it is entered."""

    async def token(refused: bool) -> str:
        if refused:
            await api.me()  # Any request renews a token that has run out.
        return api.tokens.access or ""

    return Gateway((await api.config())["gateway_url"], token)


async def next_message(gateway: Gateway) -> Event:
    """Return the next message that arrives."""
    async for event in gateway.events():
        if event.type == "message.created":
            return event
    raise ConnectionError("The gateway closed before a message came.")


async def main(origin: str, photo: bytes) -> bytes:
    """Make two friends, send a picture from one to the other, return what came."""
    async with AsyncApi(origin) as ana, AsyncApi(origin) as ben:
        await join(ana, "ana")
        asked = await ana.request_friend(await join(ben, "ben"))
        await ben.accept_friend(asked["id"])
        chat = await ana.open_conversation([(await ben.me())["id"]])

        async with await connect(ana) as anas_end, await connect(ben) as bens_end:
            media = await ana.upload(photo, "image/jpeg")
            sent = await anas_end.send(
                chat["id"], {"text": "How do I look?", "image_id": media["id"]}
            )
            print(f"Ana's message {sent.message['seq']} is kept by the server.")

            message = (await next_message(bens_end)).data["message"]
            size = f"{message['image']['width']} x {message['image']['height']}"
            print(f"Ben got “{message['text']}” with a picture of {size} pixels.")
            return await ben.download(message["image"]["media_id"])


if __name__ == "__main__":
    origin, photo, out = sys.argv[1:]
    Path(out).write_bytes(asyncio.run(main(origin, Path(photo).read_bytes())))
