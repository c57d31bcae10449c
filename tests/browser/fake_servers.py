"""The platform in memory on free ports: two origins, gateway and live socket."""

from __future__ import annotations

import json
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgpack
from tests.browser.fake_routes import route
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.fake_platform import Platform


WEB = Path(str(files("pierglass.client") / "web"))
SDK = Path(str(files("pierglass.sdk") / "js"))
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; "
    "connect-src 'self' ws:; img-src 'self' blob: data: {lens}; "
    "frame-src {lens}/lenses/; object-src 'none'; frame-ancestors 'none'"
)
LENS_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src {lens}; "
    "style-src {lens}; img-src {lens} blob: data:; connect-src {lens}; "
    "frame-ancestors {page}; report-uri {page}/v1/lenses/{name}/versions/1/reports"
)


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

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        """Answer until `shutdown`, which waits for the end of an interval."""
        super().serve_forever(poll_interval)

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
    # Head and body are written apart: the body would wait for the head's receipt.
    disable_nagle_algorithm = True
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
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_json = self.headers.get("Content-Type") == "application/json"
        body = json.loads(raw) if raw and is_json else raw or dict(parse_qsl(query))
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
            lens=platform.lens_origin,
            page=platform.page,
            name=platform.manifest["id"],
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
            if frame["op"] == "heartbeat":
                # Unanswered, it would cut the socket under a test that takes a minute.
                socket.send(msgpack.packb({"op": "heartbeat_ack"}))

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
