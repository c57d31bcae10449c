"""Rows F34, F37, F38, F39: start, stop, crash loops, two servers on one folder."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from random import SystemRandom

import pytest

from pierglass.server.settings import Settings
from pierglass.server.supervisor.child import Role
from pierglass.server.supervisor.listeners import Listeners, PortTakenError
from pierglass.server.supervisor.lock import DataDirLock, DataDirLockedError
from pierglass.server.supervisor.supervise import Supervisor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def is_alive(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


async def until_dead(pids: list[int]) -> None:
    while any(is_alive(pid) for pid in pids):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_f34_it_says_that_it_is_ready_and_stops_in_order(server):
    one = server()
    await one.start()
    ready = await one.ready()
    assert ready["ready"] is True
    assert set(ready["pids"]) == {"api", "gateway", "augment"}
    for name in ("public_origin", "gateway_url", "live_url"):
        host, port = ready[name].split("//")[1].split("/")[0].split(":")
        socket.create_connection((host, int(port))).close()
    one.process.send_signal(signal.SIGTERM)
    assert await one.end() == 0
    assert not any(is_alive(pid) for pid in ready["pids"].values())
    assert "did not stop in time" not in one.said()


async def test_f34_a_connection_that_is_kept_alive_keeps_no_server_alive(server):
    one = server()
    await one.start()
    host = (await one.ready())["public_origin"].removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert b"200" in await reader.readline()
    one.process.send_signal(signal.SIGTERM)
    assert await one.end() == 0
    assert "did not stop in time" not in one.said()
    writer.close()


async def test_f34_a_second_sigterm_stops_at_once(server):
    one = server()
    await one.start()
    pids = (await one.ready())["pids"]
    # A process that cannot react to the first one.
    os.kill(pids["gateway"], signal.SIGSTOP)
    one.process.send_signal(signal.SIGTERM)
    while '"stopping"' not in one.said():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    one.process.send_signal(signal.SIGTERM)
    assert await one.end() == 1
    await until_dead(list(pids.values()))


@pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")
async def test_its_processes_die_with_it(server):
    one = server()
    await one.start()
    pids = list((await one.ready())["pids"].values())
    one.process.kill()
    await one.end()
    await until_dead(pids)


async def test_f38_a_second_server_on_the_folder_is_refused(server):
    one, other = server(), server()
    await one.start()
    await one.ready()
    await other.start()
    assert await other.end() == 1
    assert f"process {one.process.pid}" in other.said()
    assert "--data-dir" in other.said()


async def test_f39_it_serves_although_nobody_reads_what_it_says(server):
    one = server()
    await one.start()
    ready = await one.ready()
    assert one.process.stdout is not None
    one.process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
    os.kill(ready["pids"]["gateway"], signal.SIGKILL)
    while one.said().count('"a process ended') < 1:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    host, port = ready["gateway_url"].split("//")[1].split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    # The connection waits in the inherited socket until the new process takes it.
    assert b"200" in await reader.readline()
    writer.close()
    assert "SIGKILL" in one.said()


async def test_a_taken_port_is_named_with_the_option_that_changes_it(server, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        one = server()
        await one.start("--live-port", str(port))
        assert await one.end() == 1
    assert f"127.0.0.1:{port}" in one.said()
    assert "--live-port" in one.said()


async def test_a_setting_that_cannot_work_is_named(server):
    one = server()
    await one.start(PIERGLASS_DATABASE_URL="postgresql://nowhere/db")
    assert await one.end() == 1
    assert "PIERGLASS_DATABASE_URL" in one.said()


async def test_f37_a_crash_loop_stops_the_server_with_the_reason(server, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "pierglass.db").write_bytes(b"this is no database" * 100)
    one = server()
    await one.start()
    assert await one.end() == 1
    said = [json.loads(line) for line in one.said().splitlines() if line[0] == "{"]
    restarts = [line for line in said if "starting it again" in line["event"]]
    assert restarts
    assert {line["role"] for line in restarts} == {"api"}
    pauses = [line["pause_s"] for line in restarts]
    assert pauses[-1] > pauses[0]
    (last,) = [line for line in said if line["event"] == "giving up"]
    assert "api does not stay up" in last["reason"]


async def test_an_unneeded_process_that_never_starts_stops_nothing(tmp_path):
    role = Role("no-such-role", essential=False)
    supervisor = Supervisor(Settings(data_dir=tmp_path), (role,), SystemRandom())
    running = asyncio.create_task(supervisor.run())
    await supervisor._up["no-such-role"].wait()
    supervisor._on_signal(signal.SIGTERM)
    assert await running == 0


def test_f38_the_lock_names_who_holds_it_and_ends_with_it(tmp_path):
    lock = DataDirLock(tmp_path)
    with pytest.raises(DataDirLockedError, match=str(os.getpid())):
        DataDirLock(tmp_path)
    lock.release()
    DataDirLock(tmp_path).release()


def test_when_one_port_is_taken_none_stays_bound():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError):
            Listeners.bind(Settings(port=0, gateway_port=0, live_port=port))


def test_port_zero_becomes_three_real_ports():
    listeners = Listeners.bind(Settings(port=0, gateway_port=0, live_port=0))
    assert len(set(listeners.ports())) == 3
    assert 0 not in listeners.ports()
    listeners.close()
