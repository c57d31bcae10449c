"""What the WSGI application sees of a request, and the client of its answer."""

from collections.abc import Iterable, Mapping
from typing import Any

from pierglass.server.http.asgi import AsgiFace
from pierglass.server.http.bodies import REFUSED
from pierglass.server.http.intake import SMALL_BYTES, Intake, Pace

LARGE = bytes(SMALL_BYTES + 1)


class App:
    """Notes what it is called with."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read()
        start("201 Created", [("X-Made", "é"), ("Content-Length", "2")])
        return [b"o", b"k"]

    def knows(self, header: str) -> str | None:
        self.asked.append(header)
        return "usr_a" if header == "Bearer good" else None


async def request(
    app: App,
    *headers: tuple[bytes, bytes],
    body: bytes | None = None,
    path: bytes = b"/",
    kind: str = "http",
) -> list[Mapping[str, Any]]:
    """Return the events of the answer; without a body, reading one is a failure."""
    face = AsgiFace(app, app.knows, Intake(Pace(), 1 << 20), threads=1)
    scope = {
        "type": kind,
        "method": "POST",
        "scheme": "http",
        "http_version": "1.1",
        "path": path.decode(),
        "raw_path": path,
        "query_string": b"a=%20",
        "headers": headers,
        "server": ("127.0.0.1", "80"),
        "client": ("192.0.2.1", "9"),
    }
    sent: list[Mapping[str, Any]] = []
    events = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Mapping[str, Any]:
        assert body is not None
        return events.pop()

    async def send(event: Mapping[str, Any]) -> None:
        sent.append(event)

    await face(scope, receive, send)
    assert face.wait_idle(0)
    return sent


def length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


async def test_the_answer_goes_out_whole() -> None:
    begun, ended = await request(App())
    assert begun["status"] == 201
    assert (b"x-made", b"\xe9") in begun["headers"]
    assert ended["body"] == b"ok"


async def test_path_and_query_arrive_as_wsgi_has_them() -> None:
    app = App()
    await request(app, path=b"/a%20b/%2F%ff")
    assert app.environ["PATH_INFO"] == "/a b//\xff"
    assert app.environ["QUERY_STRING"] == "a=%20"
    assert app.environ["REMOTE_ADDR"] == "192.0.2.1"


async def test_a15_a_header_with_an_underscore_poses_as_no_other() -> None:
    app = App()
    await request(app, (b"idempotency_key", b"forged"))
    assert "HTTP_IDEMPOTENCY_KEY" not in app.environ


async def test_a_repeated_header_is_one_list() -> None:
    app = App()
    await request(app, (b"x-a", b"1"), (b"x-a", b"2"), (b"cookie", b"a"))
    assert app.environ["HTTP_X_A"] == "1,2"


async def test_a_request_without_a_body_is_not_read() -> None:
    app = App()
    await request(app, (b"authorization", b"Bearer good"))
    assert (app.body, app.asked) == (b"", [])


async def test_a_small_body_needs_no_look_at_its_token() -> None:
    app = App()
    await request(app, length(b"x"), (b"authorization", b"Bearer good"), body=b"x")
    assert (app.body, app.asked) == (b"x", [])


async def test_a_large_body_is_taken_from_whom_the_server_knows() -> None:
    app = App()
    await request(app, length(LARGE), (b"authorization", b"Bearer good"), body=LARGE)
    assert app.body == LARGE
    assert app.environ[REFUSED] is None


async def test_a_large_body_of_a_stranger_is_not_kept() -> None:
    app = App()
    await request(app, length(LARGE), (b"authorization", b"Bearer bad"), body=LARGE)
    assert app.body == b""
    assert app.environ[REFUSED].code == "payload_too_large"


async def test_what_is_no_request_is_left_alone() -> None:
    assert await request(App(), kind="lifespan") == []
