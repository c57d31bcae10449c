"""Calls between processes, over real sockets."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest

from pierglass.server.errors import NotFoundError
from pierglass.server.rpc import wire
from pierglass.server.rpc.async_client import AsyncRpcClient
from pierglass.server.rpc.async_server import AsyncRpcServer
from pierglass.server.rpc.backoff import Backoff
from pierglass.server.rpc.errors import (
    RpcDeadlineError,
    RpcError,
    RpcUnavailableError,
    revived,
)
from pierglass.server.rpc.paths import run_dir, socket_path
from pierglass.server.rpc.sync_client import RpcClient
from pierglass.server.rpc.threaded_server import RpcServer


class Gate:
    """A handler that waits until it is opened."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, args: dict[str, Any]) -> dict[str, Any]:
        self.entered.set()
        self.opened.wait(10)
        return args


def call(number: int, method: str, *, deadline_s: float) -> bytes:
    message = {"id": number, "method": method, "args": {}, "deadline_s": deadline_s}
    return wire.pack(message)


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0)


def double(args: dict[str, Any]) -> dict[str, Any]:
    return {"twice": args["n"] * 2}


def refuse(args: dict[str, Any]) -> dict[str, Any]:
    raise NotFoundError(what="picture", field="media_id")


def fail(args: dict[str, Any]) -> dict[str, Any]:
    raise ZeroDivisionError("secret detail")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return socket_path(tmp_path, "api")


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


@pytest.fixture
def serve(path: Path, gate: Gate) -> Iterator[Callable[..., RpcServer]]:
    servers: list[RpcServer] = []

    def start(**options: Any) -> RpcServer:
        handlers = {"double": double, "refuse": refuse, "fail": fail, "wait": gate}
        server = RpcServer(path, handlers, **options)
        server.start()
        servers.append(server)
        return server

    yield start
    gate.opened.set()
    for server in servers:
        server.close()


@pytest.fixture
async def connect(path: Path) -> AsyncIterator[Callable[..., Any]]:
    clients: list[AsyncRpcClient] = []

    async def start(**options: Any) -> AsyncRpcClient:
        client = AsyncRpcClient(path, SystemRandom(), **options)
        clients.append(client)
        await client.start()
        return client

    yield start
    for client in clients:
        await client.close()


async def test_a_call_gives_the_handlers_value(serve, connect):
    serve()
    client = await connect()
    assert await client.call("double", {"n": 21}) == {"twice": 42}


async def test_calls_in_parallel_each_get_their_own_value(serve, connect):
    serve()
    client = await connect()
    calls = [client.call("double", {"n": n}) for n in range(200)]
    replies = await asyncio.gather(*calls)
    assert [reply["twice"] for reply in replies] == [n * 2 for n in range(200)]


async def test_a_typed_error_crosses_with_its_code_and_field(serve, connect):
    serve()
    client = await connect()
    with pytest.raises(RpcError) as raised:
        await client.call("refuse", {})
    assert raised.value.code == "not_found"
    assert raised.value.body["field"] == "media_id"


async def test_a_defect_crosses_as_internal_without_its_detail(serve, connect):
    serve()
    client = await connect()
    with pytest.raises(RpcError) as raised:
        await client.call("fail", {})
    assert raised.value.code == "internal"
    assert "secret" not in str(raised.value.body)


async def test_an_unknown_method_names_the_known_ones(serve, connect):
    serve()
    client = await connect()
    with pytest.raises(RpcError, match="double"):
        await client.call("nonsense", {})


async def test_no_answer_before_the_deadline_is_an_error(serve, connect):
    serve()
    client = await connect()
    await client.wait_connected()
    with pytest.raises(RpcDeadlineError):
        await client.call("wait", {}, deadline_s=0.05)


def test_a_call_that_queued_past_its_deadline_is_not_worked_on(serve, path, gate):
    serve(workers=1)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(call(1, "wait", deadline_s=5.0))
        gate.entered.wait(10)
        client.sendall(call(2, "fail", deadline_s=-1.0))
        gate.opened.set()
        assert wire.receive(client) == {"id": 1, "ok": {}}
        late = wire.receive(client)
    assert late is not None
    assert late["error"]["code"] == "unavailable"
    assert "fail took longer" in late["error"]["message"]


async def test_more_calls_than_places_are_told_overloaded(serve, connect, gate):
    serve(workers=1, waiting=0)
    client = await connect()
    blocked = asyncio.create_task(client.call("wait", {}))
    await asyncio.to_thread(gate.entered.wait)
    with pytest.raises(RpcError) as raised:
        await client.call("double", {"n": 1})
    assert raised.value.code == "overloaded"
    assert raised.value.retryable
    gate.opened.set()
    await blocked


async def test_a_client_comes_back_after_its_server_restarts(serve, connect):
    first = serve()
    client = await connect()
    await client.call("double", {"n": 1})
    await asyncio.to_thread(first.close)
    await until(lambda: not client.connected)
    serve()
    assert await client.call("double", {"n": 2}) == {"twice": 4}


async def test_a_call_waits_for_a_server_that_is_starting(serve, connect):
    client = await connect()
    early = asyncio.create_task(client.call("double", {"n": 3}))
    await asyncio.sleep(0)
    serve()
    assert await early == {"twice": 6}


async def test_without_a_server_a_call_ends_at_its_deadline(connect):
    client = await connect()
    with pytest.raises(RpcUnavailableError) as raised:
        await client.call("double", {"n": 1}, deadline_s=0.05)
    assert raised.value.retryable


async def test_a_lost_connection_ends_the_calls_that_wait(path, connect):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    client = await connect()
    call = asyncio.create_task(client.call("double", {"n": 1}, deadline_s=5))
    connection, _ = await asyncio.to_thread(listener.accept)
    await asyncio.to_thread(connection.recv, 4)
    connection.close()
    with pytest.raises(RpcUnavailableError):
        await call
    listener.close()


async def test_pushes_reach_those_who_subscribed(serve, connect):
    server = serve()
    got: asyncio.Queue[Any] = asyncio.Queue()
    client = await connect(
        topics=("events",), on_push=lambda topic, data: got.put_nowait((topic, data))
    )
    deaf = await connect(on_push=lambda topic, data: got.put_nowait("wrong"))
    # An answered call shows that the subscription before it was read.
    await client.call("double", {"n": 1})
    await deaf.call("double", {"n": 1})
    server.publish("events", {"seq": 1})
    server.publish("others", {"seq": 2})
    server.publish("events", {"seq": 3})
    assert await got.get() == ("events", {"seq": 1})
    assert await got.get() == ("events", {"seq": 3})


async def test_publishing_never_waits_for_a_client_that_does_not_read(serve, path):
    server = serve()
    with socket.socket(socket.AF_UNIX) as stalled:
        stalled.connect(str(path))
        stalled.sendall(wire.pack({"subscribe": ["events"]}))
        one = {"id": 1, "method": "double", "args": {"n": 1}, "deadline_s": 5}
        stalled.sendall(wire.pack(one))
        assert wire.receive(stalled) == {"id": 1, "ok": {"twice": 2}}
        # More than socket and queue hold: the client is cut off, not waited for.
        for _ in range(6000):
            server.publish("events", {"filling": b"x" * 1000})
        while stalled.recv(1 << 20):
            pass


async def test_closing_a_server_finishes_the_calls_at_work(serve, connect, gate):
    server = serve()
    client = await connect()
    call = asyncio.create_task(client.call("wait", {"n": 1}))
    await asyncio.to_thread(gate.entered.wait)
    closing = asyncio.create_task(asyncio.to_thread(server.close))
    gate.opened.set()
    assert await call == {"n": 1}
    await closing


def test_a_thread_calls_and_keeps_its_connection(serve, path):
    serve()
    client = RpcClient(path)
    for n in range(3):
        assert client.call("double", {"n": n}, deadline_s=5) == {"twice": n * 2}
    client.close()


def test_a_thread_survives_a_restart_of_the_server(serve, path):
    first = serve()
    client = RpcClient(path)
    client.call("double", {"n": 1}, deadline_s=5)
    first.close()
    serve()
    assert client.call("double", {"n": 2}, deadline_s=5) == {"twice": 4}
    client.close()


def test_a_thread_is_told_when_nobody_is_there(path):
    with pytest.raises(RpcUnavailableError):
        RpcClient(path).call("double", {"n": 1}, deadline_s=1)


def test_a_thread_gets_the_handlers_error(serve, path):
    serve()
    client = RpcClient(path)
    with pytest.raises(RpcError) as raised:
        client.call("refuse", {}, deadline_s=5)
    assert isinstance(revived(raised.value.body), NotFoundError)
    client.close()


def test_a_thread_gives_up_at_its_deadline(serve, path):
    serve()
    client = RpcClient(path)
    with pytest.raises(RpcDeadlineError):
        client.call("wait", {}, deadline_s=0.05)
    client.close()


async def test_the_loops_server_keeps_the_deadline_and_cancels_the_work(path, connect):
    cancelled = asyncio.Event()

    async def hang(args: dict[str, Any]) -> Any:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    server = AsyncRpcServer(path, {"hang": hang})
    await server.start()
    client = await connect()
    await client.wait_connected()
    with pytest.raises(RpcError, match="hang took longer"):
        await client.call("hang", {}, deadline_s=0.05)
    await cancelled.wait()
    await server.close()


async def test_the_loops_server_cancels_work_of_a_client_that_left(path, connect):
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def hang(args: dict[str, Any]) -> Any:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    server = AsyncRpcServer(path, {"hang": hang})
    await server.start()
    client = await connect()
    call = asyncio.create_task(client.call("hang", {}))
    await begun.wait()
    await client.close()
    await cancelled.wait()
    with pytest.raises(RpcUnavailableError):
        await call
    await server.close()


def test_a_frame_beyond_the_bound_is_refused_before_it_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall((wire.MAX_FRAME + 1).to_bytes(4))
        with pytest.raises(wire.FrameError, match="expected at most"):
            wire.receive(theirs)


@pytest.mark.parametrize("body", [b"\xc1", b"\x01", b"\x81\x01\x02", b"\x81\xa1a"])
def test_bytes_that_are_no_map_are_no_frame(body: bytes):
    with pytest.raises(wire.FrameError):
        wire.unpack(body)


def test_a_long_data_folder_still_has_a_usable_socket(tmp_path: Path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    path = socket_path(deep, "augment")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    path.unlink()
    assert run_dir(deep) == path.parent
    assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.rmdir()


def test_pauses_double_up_to_the_cap_and_start_over():
    backoff = Backoff(SystemRandom(), first_s=0.1, cap_s=0.4)
    pauses = [backoff.next() for _ in range(5)]
    for pause, most in zip(pauses, [0.1, 0.2, 0.4, 0.4, 0.4], strict=True):
        assert most / 2 <= pause <= most
    backoff.reset()
    assert backoff.next() <= 0.1
