"""The lens's own server: ``server.py ORIGIN PORT``, publishing its lens at the start.

It holds one OAuth grant a user and nothing else of them. What it keeps is in memory: a
real one has a database, and the webhook's ids in it.
"""

import base64
import json
import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pierglass.sdk import Api, ApiError, OAuth, Receiver, Tokens
from pierglass.sdk.errors import AuthorizationError, WebhookRefusedError
from pierglass.sdk.oauth import Request, new_request

LENS = Path(__file__).parent / "lens"
CALLBACK = "http://127.0.0.1:9000/callback"


class Shop:
    """What the server knows.

    Args:
        origin: Pierglass's public origin.
        port: Where this server listens.
    """

    def __init__(self, origin: str, port: int) -> None:
        self.requests: dict[str, Request] = {}
        self.tokens: dict[str, Tokens] = {}
        self.names: dict[str, str] = {}
        self.heard: list[str] = []
        self.lens_id, secret = publish(origin, port)
        self.receiver = Receiver(secret)
        self.oauth = OAuth(origin, self.lens_id)

    def begin(self) -> dict[str, str]:
        """Return what the page's `authorize` call needs; the secret half stays here."""
        scopes = ["items.read", "user.display_name", "notify"]
        request = new_request(self.lens_id, CALLBACK, scopes)
        self.requests[request.state] = request
        return request.params()

    def finish(self, answer: dict[str, str]) -> dict[str, str]:
        """Exchange the code that the page brought, and return whom it is for."""
        tokens = self.oauth.exchange(self.requests.pop(answer["state"]), answer)
        with self.oauth.api(tokens) as api:
            me = api.me()
        self.tokens[me["id"]] = tokens
        self.names[me["id"]] = me["display_name"]
        return {"account_id": me["id"], "greeting": f"Hello, {me['display_name']}"}

    def restocked(self, item_id: str) -> int:
        """Tell everybody who let us that an item is back; return how many heard it."""
        told = 0
        for account_id, tokens in list(self.tokens.items()):
            with self.oauth.api(tokens) as api:
                try:
                    text = f"{self.names[account_id]}, {item_id} is back in stock"
                    told += api.notify(self.lens_id, text, item_id=item_id)
                except ApiError as error:
                    print(f"not told: {error.code}", flush=True)
        return told

    def hook(self, headers: dict[str, str], body: bytes) -> None:
        """Take an event: who withdrew is forgotten."""
        now_s = datetime.now(UTC).timestamp()
        event = self.receiver.read(headers, body, now_s)
        if event is None:
            return
        self.heard.append(event.type)
        if event.type == "revoked":
            self.tokens.pop(event.data["account_id"], None)


def publish(origin: str, port: int) -> tuple[str, str]:
    """Publish the lens with this server's addresses; return its id and its secret."""
    manifest = json.loads((LENS / "manifest.json").read_text("utf-8"))
    manifest["webhook"]["url"] = f"http://127.0.0.1:{port}/hooks"
    files = {
        path.name: base64.b64encode(path.read_bytes()).decode()
        for path in LENS.iterdir()
        if path.name != "manifest.json"
    }
    with Api(origin) as api:
        name = f"shop-{secrets.token_hex(4)}"
        api.sign_up(name, secrets.token_urlsafe(), "Fitting server")
        lens = api.publish_lens(manifest, files)
        return lens["id"], api.webhook_secret(lens["id"])["secret"]


class Handler(BaseHTTPRequestHandler):
    """One request: of the page, or of Pierglass."""

    shop: Shop

    def do_POST(self) -> None:
        """Answer by the path."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            status, answer = 200, self.answer(body)
        except (WebhookRefusedError, AuthorizationError, KeyError) as error:
            status, answer = 400, {"error": str(error)}
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def answer(self, body: bytes) -> Any:
        """Return what the shop says."""
        if self.path == "/hooks":
            return self.shop.hook(dict(self.headers), body)
        return ROUTES[self.path](self.shop, json.loads(body))

    def log_message(self, *_: object) -> None:
        """Say nothing of requests."""


ROUTES: dict[str, Callable[[Shop, Any], Any]] = {
    "/begin": lambda shop, _: shop.begin(),
    "/finish": lambda shop, sent: shop.finish(sent),
    "/restocked": lambda shop, sent: {"told": shop.restocked(sent["item_id"])},
    "/heard": lambda shop, _: {"heard": shop.heard, "held": len(shop.tokens)},
}

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
    Handler.shop = Shop(sys.argv[1], server.server_port)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
