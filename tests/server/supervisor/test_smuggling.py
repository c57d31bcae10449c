"""Rows A15, A16, U9 over a real socket: two readings of one request are refused."""

import asyncio
import json
from typing import Any

import pytest
from tests.server.supervisor.line import OPEN, Line

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SECOND = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
async def host(server: Any) -> str:
    one = server()
    await one.start(PIERGLASS_BODY_GRACE_S="2")
    origin: str = (await one.ready())["public_origin"]
    return origin.removeprefix("http://")


async def replies(host: str, request: bytes) -> tuple[int, bytes]:
    """Return the first status, and all that came until the server ended the line."""
    reader, writer = await asyncio.open_connection(*host.split(":"))
    OPEN.append(writer)
    writer.write(request)
    status = int((await reader.readline()).split()[1])
    return status, await reader.read()


BENT = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: 34\r\n",
    "no number": b"Content-Length: +5\r\n",
    "negative": b"Content-Length: -1\r\n",
    "folded": b"X-One: a\r\n b\r\nContent-Length: 0\r\n",
    "space before the colon": b"Content-Length : 5\r\n",
    "unknown coding": b"Transfer-Encoding: chunked, identity\r\n",
}


@pytest.mark.parametrize("headers", BENT.values(), ids=BENT)
async def test_a15_a_bent_request_is_400_and_ends_the_line(
    host: str, headers: bytes
) -> None:
    head = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n"
    status, rest = await replies(host, head + SECOND)
    assert status == 400
    assert b"HTTP/1.1" not in rest


async def test_a15_what_follows_a_chunked_body_is_no_part_of_it(host: str) -> None:
    body = b'{"username": "nobody", "password": "none"}'
    head = (
        "POST /v1/sessions HTTP/1.1\r\n"
        f"Host: {host}\r\n"
        "Content-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    ).encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    reader, writer = await asyncio.open_connection(*host.split(":"))
    OPEN.append(writer)
    writer.write(head + chunked + SECOND)
    line = Line(host)
    line.reader, line.writer = reader, writer
    status, answer = await line.reply()
    assert (status, answer["error"]["code"]) == (401, "wrong_password")
    assert (await line.reply())[0] == 200


async def test_u9_a_chunked_body_without_end_is_408(host: str) -> None:
    head = (
        "POST /v1/sessions HTTP/1.1\r\n"
        f"Host: {host}\r\n"
        "Content-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\n{"
    )
    status, rest = await replies(host, head.encode())
    assert status == 408
    error = json.loads(rest.partition(b"\r\n\r\n")[2])["error"]
    assert error["code"] == "request_timeout"
