"""Bodies are collected at a pace and under caps, on no thread. Row U9."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from pierglass.server.errors import RequestTimeoutError
from pierglass.server.http import intake
from pierglass.server.http.bodies import REFUSED
from pierglass.server.http.intake import Body, ClientLeftError, Intake, Pace
from pierglass.server.http.routing import OPERATIONS
from pierglass.server.testing import error_of

PATIENT = Pace(grace_s=60)
HASTY = Pace(grace_s=0.01, bytes_per_s=1e9)
ROOM = 1024 * 1024
CHUNK = bytes(32 * 1024)


class Client:
    """Sends chunks; then it ends, stalls or leaves."""

    def __init__(self, *chunks: bytes, then: str = "ends") -> None:
        self.events: list[dict[str, Any]] = [
            {"type": "http.request", "body": chunk, "more_body": True}
            for chunk in chunks
        ]
        self.then = then
        self.stalled = asyncio.Event()
        self.go_on = asyncio.Event()

    async def receive(self) -> Mapping[str, Any]:
        if self.events:
            return self.events.pop(0)
        if self.then == "leaves":
            return {"type": "http.disconnect"}
        if self.then == "stalls":
            self.stalled.set()
            await self.go_on.wait()
        return {"type": "http.request", "body": b"", "more_body": False}


async def collect(one: Intake, client: Client, account: str | None = None) -> Body:
    return await one.collect(client.receive, account)


def code(body: Body) -> str | None:
    return body.refused.code if body.refused else None


async def test_a_body_comes_whole() -> None:
    body = await collect(Intake(PATIENT, ROOM), Client(b"ab", b"c"))
    assert body == Body(b"abc")


async def test_u9_a_body_that_stalls_ends_as_request_timeout() -> None:
    body = await collect(Intake(HASTY, ROOM), Client(b"ab", then="stalls"))
    assert (code(body), body.data) == ("request_timeout", b"")


def test_u9_each_byte_buys_time_and_no_more() -> None:
    pace = Pace(grace_s=10, bytes_per_s=1000)
    assert pace.due_s(5, 0) == 15
    assert pace.due_s(5, 3000) == 18


async def test_a_client_that_leaves_is_not_answered() -> None:
    with pytest.raises(ClientLeftError):
        await collect(Intake(PATIENT, ROOM), Client(b"ab", then="leaves"))


async def test_strangers_may_send_little() -> None:
    chunks = [CHUNK] * 3
    one = Intake(PATIENT, ROOM)
    assert code(await collect(one, Client(*chunks))) == "payload_too_large"
    assert (await collect(one, Client(*chunks), "usr_a")).data == b"".join(chunks)


async def test_a_refused_body_is_cut_after_enough_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "DISCARDED_BYTES", 5 * len(CHUNK))
    client = Client(*[CHUNK] * 20)
    assert code(await collect(Intake(PATIENT, ROOM), client)) == "payload_too_large"
    assert len(client.events) == 14


async def test_large_bodies_share_one_room_and_small_ones_need_none() -> None:
    one = Intake(PATIENT, 2 * len(CHUNK))
    first = Client(*[CHUNK] * 4, then="stalls")
    holds = asyncio.create_task(collect(one, first, "usr_a"))
    await first.stalled.wait()
    assert one.held_bytes == 2 * len(CHUNK)
    assert code(await collect(one, Client(*[CHUNK] * 3), "usr_b")) == "overloaded"
    assert (await collect(one, Client(b"small"), "usr_b")).data == b"small"
    first.go_on.set()
    assert len((await holds).data) == 4 * len(CHUNK)
    assert one.held_bytes == 0
    assert code(await collect(one, Client(*[CHUNK] * 3), "usr_b")) is None


async def test_an_account_has_few_large_bodies_on_their_way() -> None:
    one = Intake(PATIENT, ROOM)
    clients = [Client(then="stalls") for _ in range(intake.AT_ONCE)]
    held = [asyncio.create_task(collect(one, each, "usr_a")) for each in clients]
    for each in clients:
        await each.stalled.wait()
    assert code(await collect(one, Client(), "usr_a")) == "rate_limited"
    assert code(await collect(one, Client(), "usr_b")) is None
    for each in clients:
        each.go_on.set()
    await asyncio.gather(*held)
    assert code(await collect(one, Client(), "usr_a")) is None


async def test_room_comes_back_from_who_stalls() -> None:
    one = Intake(HASTY, ROOM)
    client = Client(*[CHUNK] * 4, then="stalls")
    assert code(await collect(one, client, "usr_a")) == "request_timeout"
    assert one.held_bytes == 0


def test_no_route_takes_more_than_is_collected(client: FlaskClient) -> None:
    operations = client.application.extensions[OPERATIONS]
    assert max(one.limit_bytes for one in operations) <= intake.LARGE_BYTES


def test_the_application_says_why_a_body_was_refused(client: FlaskClient) -> None:
    reply = client.post(
        "/v1/sessions",
        content_type="application/json",
        environ_overrides={REFUSED: RequestTimeoutError()},
    )
    assert (reply.status_code, error_of(reply)["code"]) == (408, "request_timeout")
