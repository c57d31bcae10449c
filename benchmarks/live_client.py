"""The frames a second that one client gets through a running server.

A camera gives thirty frames a second and never waits; the server answers the newest.
"""

import asyncio
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from pierglass.bridge.codec import decode, encode
from pierglass.client.demo.server import run_server

__all__ = ["measure", "measure_server"]

CAMERA_HZ = 30.0
FRAME_BYTES = 512 * 1024
WARM_UP = 5
"""Answers that are not counted: networks load, buffers grow."""


async def measure_server(
    frames: Sequence[bytes], item_id: str, seconds: float = 10.0
) -> dict[str, Any]:
    """Start a server of its own, measure one stream on it, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        async with run_server(Path(folder) / "var", log=log) as server:
            token = await _sign_up(server.public_origin)
            return await measure(server.live_url, token, item_id, frames, seconds)


async def measure(
    url: str, token: str, item_id: str, frames: Sequence[bytes], seconds: float = 10.0
) -> dict[str, Any]:
    """Measure one stream.

    Args:
        url: The live socket.
        token: An access token.
        item_id: The item to try on.
        frames: JPEG frames, sent round and round at the camera's pace.
        seconds: How long, after the first answers.

    Returns:
        ``frames_per_s``, ``latency_ms`` from sending a frame to its answer (median and
        95th percentile), ``server_ms`` of work (median), ``placed`` share, counts.
    """
    async with connect(url, compression=None, max_size=FRAME_BYTES) as socket:
        await socket.send(encode({"op": "start", "token": token, "item_id": item_id}))
        started = decode(_bytes(await socket.recv()))
        if started["op"] != "started":
            raise RuntimeError(f"the stream did not start: {started}")
        sent_s: dict[int, float] = {}
        camera = asyncio.create_task(_film(socket, frames, sent_s))
        try:
            answers = await _collect(socket, sent_s, seconds)
        finally:
            camera.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await camera
    return _report(answers, len(sent_s), seconds)


async def _film(
    socket: ClientConnection, frames: Sequence[bytes], sent_s: dict[int, float]
) -> None:
    loop = asyncio.get_running_loop()
    begun_s, n = loop.time(), 0
    while True:
        message = {"op": "frame", "n": n, "image": frames[n % len(frames)]}
        sent_s[n] = time.perf_counter()
        await socket.send(encode(message, max_bytes=FRAME_BYTES))
        n += 1
        await asyncio.sleep(max(0.0, begun_s + n / CAMERA_HZ - loop.time()))


async def _collect(
    socket: ClientConnection, sent_s: dict[int, float], seconds: float
) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    ends_s = float("inf")
    seen = 0
    while time.perf_counter() < ends_s:
        answer = decode(_bytes(await socket.recv()), max_bytes=FRAME_BYTES)
        if answer["op"] == "error":
            raise RuntimeError(f"the server refused a frame: {answer['error']}")
        now_s, n = time.perf_counter(), answer["n"]
        seen += 1
        if seen == WARM_UP:
            ends_s = now_s + seconds
        elif seen > WARM_UP and isinstance(n, int):
            latency_ms = (now_s - sent_s[n]) * 1e3
            answers.append({**answer, "image": b"", "latency_ms": latency_ms})
    return answers


def _report(answers: list[dict[str, Any]], sent: int, seconds: float) -> dict[str, Any]:
    latencies = sorted(answer["latency_ms"] for answer in answers)
    return {
        "frames_per_s": round(len(answers) / seconds, 1),
        "latency_ms": {
            "median": round(statistics.median(latencies), 1),
            "p95": round(latencies[int(0.95 * (len(latencies) - 1))], 1),
        },
        "server_ms": round(statistics.median(a["ms"] for a in answers), 1),
        "placed": round(sum(a["placed"] for a in answers) / len(answers), 3),
        "answered": len(answers),
        "sent": sent,
    }


async def _sign_up(origin: str) -> str:
    body = {
        "username": f"bench{secrets.token_hex(4)}",
        "password": secrets.token_urlsafe(16),
        "display_name": "Benchmark",
    }
    async with httpx.AsyncClient(base_url=origin) as http:
        reply = await http.post("/v1/accounts", json=body)
        reply.raise_for_status()
        token: str = reply.json()["session"]["access_token"]
        return token


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data
