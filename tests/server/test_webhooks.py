"""Webhooks: told with what happened, signed, again until taken, to public addresses."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from pierglass.sdk.webhooks import verify
from pierglass.server.errors import UrlBlockedError
from pierglass.server.services import outgoing, webhooks
from pierglass.server.services.context import Context
from pierglass.server.services.deliveries import LEASE_MS, deliver_due
from pierglass.server.testing import ManualClock, Person, error_of, lens_files

URL = "https://shop.example/hooks"
EVENTS = ["installed", "authorized", "revoked", "card.opened"]


@dataclass
class Server:
    """A lens's own server: what it was sent, and what it answers."""

    statuses: list[int] = field(default_factory=list)
    error: OSError | None = None
    got: list[outgoing.Request] = field(default_factory=list)

    def __call__(self, request: outgoing.Request, local: frozenset[str]) -> int:
        self.got.append(request)
        if self.error is not None:
            raise self.error
        return self.statuses.pop(0) if self.statuses else 204

    def events(self, secret: str, now_s: float) -> list[Any]:
        return [verify(secret, r.headers, r.body, now_s) for r in self.got]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    listening = Server()
    monkeypatch.setattr(outgoing, "post", listening)
    return listening


@pytest.fixture
def lens(ana: Person, manifest: dict[str, Any]) -> str:
    """The id of a lens of ana's with a server that listens."""
    manifest["webhook"] = {"url": URL, "events": EVENTS}
    publish(ana, manifest)
    return str(manifest["id"])


def publish(person: Person, manifest: dict[str, Any]) -> Any:
    body = {"manifest": manifest, "files": lens_files()}
    return person.call("POST", "/v1/lenses", json=body)


def grant(person: Person, *scopes: str) -> None:
    path = "/v1/lenses/test-lens/grant"
    reply = person.call("PUT", path, json={"scopes": list(scopes)})
    assert reply.status_code == 200, reply.text


def secret_of(ana: Person, *, rotate: bool = False) -> str:
    path = "/v1/lenses/test-lens/webhook/secret"
    return str(ana.post(path, {"rotate": rotate})["secret"])


def states(ana: Person) -> list[tuple[str, str, int]]:
    listed = ana.get("/v1/lenses/test-lens/webhook/deliveries")["deliveries"]
    return [(one["event"], one["state"], one["attempts"]) for one in listed]


def test_installing_and_revoking_are_told(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    grant(ben, "camera.tryon", "items.read")
    deliver_due(ctx)
    (held,) = ben.get("/v1/grants")["grants"]
    ben.call("DELETE", f"/v1/grants/{held['id']}")
    deliver_due(ctx)

    installed, revoked = server.events(secret_of(ana), clock.ms / 1000)
    assert (installed.type, revoked.type) == ("installed", "revoked")
    assert installed.data["scopes"] == ["camera.tryon", "items.read"]
    assert revoked.data["scopes"] == ["camera.tryon", "items.read"]
    assert revoked.data["remaining_scopes"] == []
    assert installed.data["subject"] == revoked.data["subject"]


def test_a_user_who_did_not_authorize_the_server_has_no_account_id_there(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    grant(ben, "items.read")
    deliver_due(ctx)

    (event,) = server.events(secret_of(ana), clock.ms / 1000)
    assert event.data["account_id"] is None
    assert ben.id not in server.got[0].body.decode()


def test_narrowing_tells_what_is_left(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    grant(ben, "camera.tryon", "items.read")
    deliver_due(ctx)
    grant(ben, "items.read")
    deliver_due(ctx)

    event = server.events(secret_of(ana), clock.ms / 1000)[-1]
    assert (event.type, event.data["scopes"]) == ("revoked", ["camera.tryon"])
    assert event.data["remaining_scopes"] == ["items.read"]


def test_an_opened_card_is_told_with_its_item_and_state(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    chat: str,
    item: str,
    lens: str,
    server: Server,
) -> None:
    grant(ben, "items.read")
    card = {"lens_id": lens, "title": "Look", "item_id": item, "state": {"a": 1}}
    message = ana.send(chat, "k", card=card).json["message"]  # type: ignore[index]
    body = {"source": "card", "message_id": message["id"]}
    ben.post(f"/v1/resources/{lens}/uses", body)
    while deliver_due(ctx):
        pass

    event = server.events(secret_of(ana), clock.ms / 1000)[-1]
    assert event.type == "card.opened"
    assert (event.data["item_id"], event.data["state"]) == (item, {"a": 1})


def test_an_event_that_is_not_taken_comes_again_the_same(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    server.statuses = [500, 302]
    grant(ben, "items.read")
    assert deliver_due(ctx) == 1
    assert deliver_due(ctx) == 0
    clock.advance(5)
    assert deliver_due(ctx) == 1
    clock.advance(30)
    assert deliver_due(ctx) == 1

    assert states(ana) == [("installed", "delivered", 3)]
    ids = {request.headers["webhook-id"] for request in server.got}
    assert (len(server.got), len(ids)) == (3, 1)


def test_an_event_that_nobody_takes_is_given_up_in_the_end(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    server.error = ConnectionRefusedError("nobody")
    grant(ben, "items.read")
    for pause_ms in (0, *webhooks.BACK_OFF_MS):
        clock.advance(pause_ms / 1000)
        assert deliver_due(ctx) == 1
    clock.advance(48 * 3600)

    assert deliver_due(ctx) == 0


def test_a_crash_between_claim_and_answer_repeats_the_event(
    ctx: Context,
    clock: ManualClock,
    ben: Person,
    lens: str,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grant(ben, "items.read")

    def die(*_: Any) -> int:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(webhooks, "send", die)
        with pytest.raises(SystemExit):
            deliver_due(ctx)
    assert deliver_due(ctx) == 0
    clock.advance(LEASE_MS / 1000)

    assert deliver_due(ctx) == 1


def test_an_address_that_is_gone_is_sent_nothing_more(
    ctx: Context, ana: Person, ben: Person, lens: str, server: Server
) -> None:
    server.statuses = [410]
    grant(ben, "items.read")
    deliver_due(ctx)
    grant(ben)
    deliver_due(ctx)

    assert len(server.got) == 1
    assert states(ana) == [("installed", "failed", 1)]


def test_events_that_wait_are_bounded(
    ctx: Context, ana: Person, ben: Person, lens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "PENDING", 3)
    for scopes in (("items.read",), (), ("items.read",), (), ("items.read",)):
        grant(ben, *scopes)

    assert [state for _, state, _ in states(ana)].count("pending") == 3


def test_a_rotated_secret_overlaps_for_a_day(
    ctx: Context,
    clock: ManualClock,
    ana: Person,
    ben: Person,
    lens: str,
    server: Server,
) -> None:
    old = secret_of(ana)
    new = secret_of(ana, rotate=True)
    grant(ben, "items.read")
    deliver_due(ctx)

    assert old != new
    assert server.events(old, clock.ms / 1000)
    assert server.events(new, clock.ms / 1000)


def test_the_secret_is_the_publishers_alone(ben: Person, lens: str) -> None:
    reply = ben.call("POST", f"/v1/lenses/{lens}/webhook/secret", json={})

    assert reply.status_code == 404


def test_a_lens_without_webhook_tells_nobody(
    ctx: Context, ben: Person, test_lens: str, server: Server
) -> None:
    grant(ben, "items.read")

    assert deliver_due(ctx) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/",
        "https://localhost/",
        "https://printer.local/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
    ],
)
def test_a13_a_private_address_is_refused_at_publishing(
    ana: Person, manifest: dict[str, Any], url: str
) -> None:
    manifest["webhook"] = {"url": url, "events": ["installed"]}

    error = error_of(publish(ana, manifest))

    assert (error["code"], error["field"]) == ("url.blocked", "manifest.webhook.url")


@pytest.mark.parametrize(
    ("webhook", "field"),
    [
        ({"url": "ftp://shop.example/", "events": []}, "manifest.webhook.url"),
        ({"url": URL, "events": ["everything"]}, "manifest.webhook.events[0]"),
        ({"url": URL}, "manifest.webhook.events"),
    ],
)
def test_a_webhook_that_breaks_the_manifest_is_named(
    ana: Person, manifest: dict[str, Any], webhook: Any, field: str
) -> None:
    manifest["webhook"] = webhook

    assert error_of(publish(ana, manifest))["field"] == field


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fe80::1"])
def test_u20_a_name_that_leads_inside_is_sent_nothing(address: str) -> None:
    request = outgoing.Request(URL, b"{}", {})

    with pytest.raises(UrlBlockedError, match="open Internet"):
        outgoing.post(request, frozenset(), lambda host, port: [address])


def test_u20_one_inner_address_among_public_ones_is_enough() -> None:
    request = outgoing.Request(URL, b"{}", {})

    with pytest.raises(UrlBlockedError):
        outgoing.post(request, frozenset(), lambda h, p: ["93.184.215.14", "10.0.0.1"])


def test_a_development_host_is_reached_and_redirects_are_not_followed(
    local_server: Callable[[int], tuple[str, list[bytes]]],
) -> None:
    url, got = local_server(302)

    status = outgoing.post(
        outgoing.Request(url, b"hello", {}), frozenset({"127.0.0.1"})
    )

    assert (status, got) == (302, [b"hello"])


@pytest.fixture
def local_server() -> Any:
    """Return a function that answers one request on loopback."""
    import http.server
    import threading

    running = []

    def start(status: int) -> tuple[str, list[bytes]]:
        got: list[bytes] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}/", got

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_private_hosts_are_a_setting(ctx: Context) -> None:
    hosts = "127.0.0.1, hooks.test"
    settings = replace(ctx.settings, webhook_hosts=hosts)

    assert webhooks.local_hosts(replace(ctx, settings=settings)) == {
        "127.0.0.1",
        "hooks.test",
    }
