"""Register a linked app, allow it the avatar, and open it: ``open.py ORIGIN``."""

import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from pierglass.client.launch import Launch
from pierglass.client.linked import Handlers, LinkedApps
from pierglass.sdk import AsyncApi

APP = Path(__file__).parent / "wardrobe.py"
LAUNCH = Launch("card", item_id="hat-straw")


async def open_and_listen(apps: LinkedApps, client_id: str) -> str:
    """Launch the app and return what it says."""
    running = await apps.open(client_id, LAUNCH)
    said, _ = await running.process.communicate()
    return said.decode().strip()


async def main(origin: str, folder: Path) -> None:
    """Play the developer, the installer and the user."""
    async with AsyncApi(origin) as api:
        await api.sign_up(f"lin-{secrets.token_hex(4)}", secrets.token_urlsafe(), "Lin")
        redirect = "com.example.wardrobe:/callback"
        app = await api.register_client(
            "Wardrobe",
            redirect_uris=[redirect],
            scopes=["user.avatar"],
            kind="linked_app",
            listing={
                "summary": "Your clothes",
                "contexts": ["profile", "camera"],
                # Where a page opens it: of a scheme that its redirects have too.
                "launch_uri": "com.example.wardrobe:/open",
            },
        )
        handlers = Handlers(folder / "handlers.json")
        handlers.register(app["id"], [sys.executable, str(APP)])
        apps = LinkedApps(api, handlers)
        print(await open_and_listen(apps, app["id"]))
        await api.authorize(
            {
                "client_id": app["id"],
                "redirect_uri": redirect,
                "response_type": "code",
                "scope": "user.avatar",
                "code_challenge": "c" * 43,
                "code_challenge_method": "S256",
                "decision": "accept",
            }
        )
        print(await open_and_listen(apps, app["id"]))
        # A page has no command, but an address; the app takes what stands behind it.
        address = (await apps.link(app["id"], LAUNCH))["url"]
        word = address.partition("#launch=")[2]
        handed = await api.take_launch(app["id"], word)
        print(f"By its address it knows: {', '.join(sorted(handed['user']))}.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(main(sys.argv[1], Path(made)))
