"""Row U9 over real sockets: who stalls gets a 408, and nobody else waits for it."""

import asyncio
import json
import signal
from collections.abc import Callable
from typing import Any

import pytest
from tests.server.supervisor.line import Line
from tests.server.supervisor.running import Server

from pierglass.server.services.pictures import MAX_BYTES
from pierglass.server.testing import picture

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

THREADS = 2
STALLED = 12
IMPATIENT = {
    "PIERGLASS_API_THREADS": str(THREADS),
    "PIERGLASS_BODY_GRACE_S": "2",
}
PATIENT = {"PIERGLASS_API_THREADS": str(THREADS), "PIERGLASS_BODY_GRACE_S": "200"}


async def register(host: str, name: str) -> str:
    account = {"username": name, "password": "correct horse", "display_name": name}
    line = await Line(host).send(
        "POST",
        "/v1/accounts",
        json.dumps(account).encode(),
        Content_Type="application/json",
    )
    status, body = await line.reply()
    assert status == 201, body
    return f"Bearer {body['session']['access_token']}"


async def upload(host: str, token: str, body: bytes, size: int | None = None) -> Line:
    more = {"Authorization": token, "Content_Type": "image/png"}
    return await Line(host).send("POST", "/v1/media", body, size, **more)


async def started(server: Callable[[], Server], environ: dict[str, str]) -> Any:
    one = server()
    await one.start(**environ)
    return one, (await one.ready())["public_origin"].removeprefix("http://")


async def test_u9_a_stalled_upload_ends_in_a_typed_408(server) -> None:
    _, host = await started(server, IMPATIENT)
    token = await register(host, "ana")
    line = await upload(host, token, b"\x89PNG", size=500_000)
    status, body = await line.reply()
    assert status == 408
    assert body["error"]["code"] == "request_timeout"
    assert body["error"]["retryable"] is True
    assert body["error"]["request_id"].startswith("req_")
    assert await line.reader.read() == b""


async def test_u9_a_stalled_sign_in_ends_in_a_typed_408(server) -> None:
    _, host = await started(server, IMPATIENT)
    line = await Line(host).send(
        "POST", "/v1/sessions", b"{", size=100, Content_Type="application/json"
    )
    status, body = await line.reply()
    assert (status, body["error"]["code"]) == (408, "request_timeout")


async def test_u9_stalled_uploads_hold_no_thread(server) -> None:
    _, host = await started(server, PATIENT)
    token = await register(host, "ana")
    for _ in range(3):
        await upload(host, token, b"\x89PNG", size=500_000)
    for _ in range(STALLED):
        await Line(host).send("POST", "/v1/sessions", b"{", size=100)
    # The grace outlasts this test: an answer means that nobody waited for them.
    status, body = await (await upload(host, token, picture("PNG"))).reply()
    assert (status, body["media"]["width"]) == (201, 60)


async def test_u9_a_slow_upload_that_keeps_the_pace_is_taken(server) -> None:
    _, host = await started(server, PATIENT)
    token = await register(host, "ana")
    data = picture("PNG", (300, 300))
    line = await upload(host, token, data[:100], size=len(data))
    for start in range(100, len(data), 100):
        line.writer.write(data[start : start + 100])
        await line.writer.drain()
    assert (await line.reply())[0] == 201


async def test_a_too_large_upload_is_told_so_after_it_was_sent(server) -> None:
    _, host = await started(server, PATIENT)
    token = await register(host, "ana")
    status, body = await (await upload(host, token, bytes(MAX_BYTES + 1))).reply()
    assert (status, body["error"]["code"]) == (413, "payload_too_large")
    assert str(MAX_BYTES) in body["error"]["message"]


async def test_a_stranger_with_a_large_body_is_told_to_sign_in(server) -> None:
    _, host = await started(server, PATIENT)
    line = await upload(host, "Bearer none", bytes(1_000_000))
    status, body = await line.reply()
    assert (status, body["error"]["code"]) == (401, "invalid_token")


async def test_f34_a_request_at_work_is_answered_before_the_server_ends(server) -> None:
    one, host = await started(server, PATIENT)
    token = await register(host, "ana")
    data = picture("PNG")
    line = await upload(host, token, data[:-1], size=len(data))
    # An answer on a later connection says that the upload was taken up before.
    await (await Line(host).send("GET", "/healthz")).reply()
    one.process.send_signal(signal.SIGTERM)
    while '"stopping"' not in one.said():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    line.writer.write(data[-1:])
    assert (await line.reply())[0] == 201
    assert await one.end() == 0
    assert "did not stop in time" not in one.said()
