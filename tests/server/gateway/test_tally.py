"""What the gateway counts reaches the metrics that operators scrape."""

import asyncio
from typing import Any

import pytest

from pierglass.server.app import build_app
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.tally import Tally
from pierglass.server.http.gateway_figures import FIGURES
from pierglass.server.http.observing import Metrics
from pierglass.server.rpc.paths import socket_path
from pierglass.server.rpc.threaded_server import RpcServer
from pierglass.server.services.context import Context
from pierglass.server.supervisor.api import rpc_handlers
from pierglass.server.testing import Person

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def tally(ports: Any) -> Tally:
    counted: Tally = ports.gateway.desk.tally
    return counted


async def until(tally: Tally, name: str, label: str, value: int) -> None:
    while tally.of(name, label) != value:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_connections_are_counted_while_they_are_open(dial, ports, ana, tally):
    one = await dial()
    await one.identify(ana)
    live = await dial(ports.live)
    await until(tally, "connections", "live", 1)
    assert tally.of("connections", "chat") == 1
    await one.socket.close()
    await live.socket.close()
    await until(tally, "connections", "chat", 0)
    await until(tally, "connections", "live", 0)
    assert tally.of("accepted", "chat") == 1


async def test_frames_are_counted_both_ways(dial, ana, tally):
    wire = await dial()
    await wire.identify(ana)
    await wire.send(op="heartbeat")
    await wire.until("heartbeat_ack")
    assert tally.of("frames_in", "chat") == 2
    assert tally.of("frames_out", "chat") == 3


@pytest.mark.parametrize(
    ("code", "label"), [(1000, "1000"), (4999, "other"), (3000, "other")]
)
async def test_a_clients_own_close_code_grows_no_metric(dial, tally, code, label):
    wire = await dial()
    await wire.socket.close(code)
    await until(tally, "closes", label, 1)


async def test_our_close_codes_are_counted(dial, tally):
    wire = await dial()
    await wire.until("hello")
    await wire.send(op="identify", token="none")
    await wire.closed()
    await until(tally, "closes", "4401", 1)


async def test_resumes_are_counted_by_outcome(dial, ana, tally):
    wire = await dial()
    hello = await wire.next()
    await wire.send(op="identify", token=ana.token)
    ready = await wire.until("ready")
    known = {"token": ana.token, "session_id": ready["session_id"], "seq": 0}
    again = await dial()
    await again.send(op="resume", epoch="epo_other", **known)
    await again.until("reset")
    await again.send(op="resume", epoch=hello["epoch"], **known)
    await again.until("resumed_done")
    assert tally.of("resumes", "epoch_changed") == 1
    assert tally.of("resumes", "resumed") == 1


async def test_a_client_that_is_cut_off_is_a_drop(dial, ana, ports, tally):
    wire = await dial()
    await wire.identify(ana)
    (member,) = ports.gateway.desk.hub.members()
    member.socket.cut()
    member.socket.cut()
    await wire.closed()
    assert tally.of("drops", "slow_client") == 1
    await until(tally, "closes", "4408", 1)


@pytest.mark.parametrize("limits", [Limits(report_s=0.02)])
async def test_the_metrics_of_the_api_show_what_the_gateway_counted(
    ctx: Context, api: RpcServer, ports: Any, dial: Any, ana: Person
):
    metrics = Metrics()
    await asyncio.to_thread(api.close)
    path = socket_path(ctx.settings.data_dir, "api")
    again = RpcServer(path, rpc_handlers(ctx, metrics))
    again.start()
    try:
        await ports.gateway.desk.api.wait_connected()
        wire = await dial()
        await wire.identify(ana)
        page = build_app(ctx, metrics).test_client()
        line = 'pierglass_gateway_connections{port="chat"} 1.0'
        while line not in page.get("/metrics").text:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert 'pierglass_gateway_frames_out_total{port="chat"}' in (
            page.get("/metrics").text
        )
    finally:
        await asyncio.to_thread(again.close)


def test_every_figure_is_shown_before_the_first_report():
    shown = Metrics().render().decode()
    for figure in FIGURES.values():
        assert f"# HELP {figure.name}" in shown
