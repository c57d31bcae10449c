"""A platform in memory: enough of the API for one person's page and a lens.

It exists for tests of the page alone: what a hostile lens may do, how a view looks.
The main job runs against the real server in test_main_job.py.
"""

from __future__ import annotations

import itertools
import json
import mimetypes
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgpack
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

if TYPE_CHECKING:
    from collections.abc import Callable

NOW_MS = 1_790_000_000_000
WEB = Path(str(files("pierglass.client") / "web"))
SDK = Path(str(files("pierglass.sdk") / "js"))

ANA = {
    "id": "usr_ana",
    "username": "ana",
    "display_name": "Ana Lindqvist",
    "avatar": {"style": "arch", "colour": "#a9d8cc"},
}
BEN = {
    "id": "usr_ben",
    "username": "ben",
    "display_name": "Ben Okafor",
    "avatar": {"style": "arch", "colour": "#e3c98d"},
}
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; "
    "connect-src 'self' ws:; img-src 'self' blob: data: {lens}; "
    "frame-src {lens}/lenses/; object-src 'none'; frame-ancestors 'none'"
)
LENS_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src {lens}; "
    "style-src {lens}; img-src {lens} blob: data:; connect-src {lens}; "
    "frame-ancestors {page}"
)


@dataclass
class Platform:
    """The state behind the fake, and where it can be reached."""

    lens_folder: Path
    manifest: dict[str, Any]
    consent_threshold_ms: int = 300
    media: dict[str, bytes] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    friends: list[dict[str, Any]] = field(default_factory=lambda: [BEN])
    stories: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    grant: dict[str, Any] = field(
        default_factory=lambda: {"state": "never_asked", "scopes": []}
    )
    requests: list[tuple[str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    sent_keys: list[str] = field(default_factory=list)
    refuse_sends: int = 0
    page: str = ""
    lens_origin: str = ""
    gateway_url: str = ""
    live_url: str = ""
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    sockets: list[ServerConnection] = field(default_factory=list)

    def config(self) -> dict[str, Any]:
        return {
            "version": "0",
            "gateway_url": self.gateway_url,
            "live_url": self.live_url,
            "lens_origin": self.lens_origin,
            "public_origin": self.page,
            "consent_threshold_ms": self.consent_threshold_ms,
        }

    def lens(self) -> dict[str, Any]:
        base = f"{self.lens_origin}/lenses/{self.manifest['id']}/1"
        return self.manifest | {
            "entry_url": f"{base}/{self.manifest['entry']}",
            "box_art_url": f"{base}/{self.manifest['box_art']}",
            "origin": self.lens_origin,
        }

    def conversation(self) -> dict[str, Any]:
        last = self.messages[-1] if self.messages else None
        return {
            "id": "cnv_1",
            "kind": "direct",
            "title": None,
            "members": [ANA, BEN],
            "last_seq": last["seq"] if last else 0,
            "read_seq": 0,
            "last_message": last,
        }

    def add_message(self, body: dict[str, Any], sender: str, key: str) -> Any:
        seq = len(self.messages) + 1
        image = body.get("image_id")
        message = {
            "id": f"msg_{seq}",
            "conversation_id": "cnv_1",
            "seq": seq,
            "sender_id": sender,
            "created_at_ms": NOW_MS + seq * 60_000,
            "client_message_id": key,
            "text": body.get("text"),
            "image": {"media_id": image, "width": 480, "height": 640}
            if image
            else None,
            "duration_s": body.get("duration_s"),
            "max_views": None,
            "card": body.get("card"),
            "state": "sent",
            "view": None,
        }
        self.messages.append(message)
        return message

    def push(self, event_type: str, data: dict[str, Any]) -> None:
        frame = {
            "op": "event",
            "seq": next(self.counter),
            "type": event_type,
            "data": data,
        }
        for socket in self.sockets:
            socket.send(msgpack.packb(frame))

    def cut(self) -> None:
        """Close every gateway connection."""
        sockets, self.sockets = self.sockets, []
        for socket in sockets:
            socket.close()


Answer = tuple[int, Any]


def route(platform: Platform, method: str, path: str, body: Any, key: str) -> Answer:
    """Answer one API call."""
    for verb, prefix, answer in ROUTES:
        if verb == method and path.startswith(prefix):
            return answer(platform, path, body, key)
    return 404, {"error": {"code": "not_found", "message": f"No {path}."}}


def _session(*_: Any) -> Answer:
    tokens = {
        "access_token": "token",
        "refresh_token": "refresh",
        "expires_in_s": 900,
        "device_id": "dev_1",
    }
    return 201, {"account": ANA, "session": tokens}


def _put_grant(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    scopes = body.get("scopes", [])
    state = body.get("state", "granted")
    platform.grant = {"state": state, "scopes": scopes, "granted_at_ms": NOW_MS}
    return 200, {"grant": platform.grant}


def _send(platform: Platform, _path: str, body: Any, key: str) -> Answer:
    platform.sent_keys.append(key)
    if platform.refuse_sends:
        platform.refuse_sends -= 1
        return 503, {
            "error": {
                "code": "overloaded",
                "message": "Too busy. Try again in a second.",
                "retryable": True,
            }
        }
    known = [one for one in platform.messages if one["client_message_id"] == key]
    if known:
        return 200, {"message": known[0]}
    return 201, {"message": platform.add_message(body["body"], "usr_ana", key)}


def _upload(platform: Platform, _path: str, body: bytes, _key: str) -> Answer:
    media_id = f"med_{next(platform.counter)}"
    platform.media[media_id] = body
    return 201, {"media": {"id": media_id, "width": 480, "height": 640}}


def _try_on(platform: Platform, _path: str, body: Any, _key: str) -> Answer:
    return 201, {
        "augmentation": {"id": "aug_1", "item_id": body["item_id"]},
        "media": {"id": body["media_id"], "width": 480, "height": 640},
    }


def _open(platform: Platform, path: str, _body: Any, _key: str) -> Answer:
    message_id = path.split("/")[3]
    message = next(one for one in platform.messages if one["id"] == message_id)
    view = {"opened_at_ms": NOW_MS, "expires_at_ms": None, "views_left": 0}
    return 200, {"message": message | {"view": view}}


def _friends(platform: Platform, *_: Any) -> Answer:
    friends = [{"account": one, "since_ms": NOW_MS} for one in platform.friends]
    return 200, {"friends": friends, "incoming": [], "outgoing": [], "blocked": []}


def _grants(platform: Platform, *_: Any) -> Answer:
    if platform.grant["state"] != "granted":
        return 200, {"grants": []}
    client = {"id": platform.manifest["id"], "name": platform.manifest["name"]}
    return 200, {"grants": [{"id": "gnt_1", "client": client, **platform.grant}]}


def _revoke(platform: Platform, *_: Any) -> Answer:
    platform.grant = {"state": "never_asked", "scopes": []}
    return 204, None


def _item(platform: Platform, path: str, *_: Any) -> Answer:
    item_id = path.rsplit("/", 1)[1]
    found = [one for one in platform.items if one["id"] == item_id]
    return (200, {"item": found[0]}) if found else (404, _missing("item"))


def _missing(what: str) -> Any:
    return {"error": {"code": "not_found", "message": f"This {what} does not exist."}}


ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", "/v1/config", lambda platform, *_: (200, platform.config())),
    ("POST", "/v1/accounts", _session),
    ("POST", "/v1/sessions", _session),
    ("GET", "/v1/friends", _friends),
    ("GET", "/v1/conversations/", lambda p, *_: (200, {"messages": p.messages})),
    (
        "GET",
        "/v1/conversations",
        lambda p, *_: (200, {"conversations": [p.conversation()]}),
    ),
    ("POST", "/v1/conversations/", _send),
    (
        "POST",
        "/v1/conversations",
        lambda p, *_: (201, {"conversation": p.conversation()}),
    ),
    ("PUT", "/v1/conversations/", lambda *_: (204, None)),
    ("POST", "/v1/messages/", _open),
    ("GET", "/v1/stories/mine", lambda *_: (200, {"audience": "friends"})),
    ("POST", "/v1/stories/mine/snaps", lambda *_: (201, {"snap": {"id": "snp_1"}})),
    ("POST", "/v1/stories/", lambda *_: (200, {"snap": {"id": "snp_1"}})),
    ("GET", "/v1/stories", lambda p, *_: (200, {"stories": p.stories})),
    (
        "GET",
        "/v1/lenses/",
        lambda p, path, *_: (200, {"grant": p.grant} if "grant" in path else p.lens()),
    ),
    ("PUT", "/v1/lenses/", _put_grant),
    ("GET", "/v1/lenses", lambda p, *_: (200, {"lenses": [p.lens()]})),
    ("GET", "/v1/grants", _grants),
    ("DELETE", "/v1/grants/", _revoke),
    ("DELETE", "/v1/sessions/current", lambda *_: (204, None)),
    (
        "GET",
        "/v1/me/devices",
        lambda *_: (200, {"devices": [{"id": "dev_1", "name": "Chromium on Linux"}]}),
    ),
    ("GET", "/v1/items/", _item),
    (
        "GET",
        "/v1/items",
        lambda p, *_: (200, {"items": p.items, "next_cursor": None}),
    ),
    ("POST", "/v1/media", _upload),
    ("POST", "/v1/tryons", _try_on),
]


class Origin(ThreadingHTTPServer):
    """The page's origin, or the lens's: files by prefix, and the API on the page's."""

    def __init__(
        self, platform: Platform, assets: dict[str, Path], policy: str, public: bool
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.platform = platform
        self.assets = assets
        self.policy = policy
        self.public = public

    def file(self, path: str) -> Path | None:
        """Return the file that *path* names, if any."""
        if path == "/" and self.public:
            return WEB / "index.html"
        for prefix, folder in self.assets.items():
            if path.startswith(prefix):
                return folder / path.removeprefix(prefix)
        return None


class Handler(BaseHTTPRequestHandler):
    """One request: a file, a picture, or the API."""

    protocol_version = "HTTP/1.1"
    server: Origin

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.platform.fetched.append(path)
        file = self.server.file(path)
        if file is not None:
            self._send_file(file)
        elif path.startswith("/v1/media/"):
            picture = self.server.platform.media[path.split("/")[3]]
            self._bytes(200, picture, "image/jpeg")
        else:
            self._api()

    def _api(self) -> None:
        path = urlsplit(self.path).path
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_json = self.headers.get("Content-Type") == "application/json"
        body = json.loads(raw) if raw and is_json else raw
        key = self.headers.get("Idempotency-Key", "")
        platform = self.server.platform
        platform.requests.append((self.command, path))
        status, answer = route(platform, self.command, path, body, key)
        content = b"" if answer is None else json.dumps(answer).encode()
        self._bytes(status, content, "application/json")

    def do_POST(self) -> None:
        self._api()

    def do_PUT(self) -> None:
        self._api()

    def do_DELETE(self) -> None:
        self._api()

    def _send_file(self, file: Path) -> None:
        if not file.is_file():
            self._bytes(404, b"", "text/plain")
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._bytes(200, file.read_bytes(), kind)

    def _bytes(self, status: int, content: bytes, kind: str) -> None:
        platform = self.server.platform
        policy = self.server.policy.format(
            lens=platform.lens_origin, page=platform.page
        )
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if not self.server.public:
            headers["Access-Control-Allow-Origin"] = "*"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def gateway_for(platform: Platform) -> Callable[[ServerConnection], None]:
    """Return the gateway: hello, ready, then what the test pushes."""

    def talk(socket: ServerConnection) -> None:
        hello = {"op": "hello", "heartbeat_s": 30, "epoch": "e"}
        socket.send(msgpack.packb(hello))
        ready = {"op": "ready", "session_id": "s", "account_id": "usr_ana", "seq": 0}
        for data in socket:
            frame = msgpack.unpackb(data)
            if frame["op"] in {"identify", "resume"}:
                socket.send(msgpack.packb(ready))
                platform.sockets.append(socket)

    return talk


def live(socket: ServerConnection) -> None:
    """Answer each frame with itself, as placed."""
    for data in socket:
        frame = msgpack.unpackb(data)
        if frame["op"] == "start":
            socket.send(msgpack.packb({"op": "started", "stream": "lst_1"}))
        elif frame["op"] == "frame":
            more = {"placed": True, "hidden_share": 0.1, "mask_age": 0, "ms": 1.0}
            socket.send(msgpack.packb(frame | more))


def quiet(talk: Callable[[ServerConnection], None]) -> Callable[..., None]:
    """Let a page go without a traceback."""

    def handler(socket: ServerConnection) -> None:
        try:
            talk(socket)
        except ConnectionClosed:
            return

    return handler


class RunningPlatform:
    """Two origins and two sockets on free ports, for as long as a test takes."""

    def __init__(self, platform: Platform, items: Path | None = None) -> None:
        self.platform = platform
        lens_path = f"/lenses/{platform.manifest['id']}/1/"
        public = {"/sdk/v1/": SDK, "/web/": WEB}
        private = {"/sdk/v1/": SDK, lens_path: platform.lens_folder}
        if items is not None:
            private["/assets/items/"] = items
        self.page = Origin(platform, public, POLICY, public=True)
        self.lens = Origin(platform, private, LENS_POLICY, public=False)
        self.gateway = serve(quiet(gateway_for(platform)), "127.0.0.1", 0)
        self.live = serve(quiet(live), "127.0.0.1", 0, max_size=2**20)
        platform.page = f"http://127.0.0.1:{self.page.server_port}"
        platform.lens_origin = f"http://localhost:{self.lens.server_port}"
        platform.gateway_url = f"ws://127.0.0.1:{_port(self.gateway)}/gateway"
        platform.live_url = f"ws://127.0.0.1:{_port(self.live)}/live"
        self.servers = (self.page, self.lens, self.gateway, self.live)

    def __enter__(self) -> Platform:
        self.threads = [
            threading.Thread(target=server.serve_forever, daemon=True)
            for server in self.servers
        ]
        for thread in self.threads:
            thread.start()
        return self.platform

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.shutdown()
        for thread in self.threads:
            thread.join(5)
        self.page.server_close()
        self.lens.server_close()


def _port(server: Server) -> int:
    return int(server.socket.getsockname()[1])
