"""What the connection owes its own program; the rest is in the shared vectors."""

import pytest
from tests.bridge.vector_player import HELLO, connect

from pierglass.bridge import (
    CallError,
    CallReceived,
    Connection,
    LocalProtocolError,
    host_capabilities,
)


def host() -> Connection:
    return connect({"side": "host", "opened": True})


def lens() -> Connection:
    return connect({"side": "lens", "opened": True})


def test_a_host_needs_an_epoch() -> None:
    with pytest.raises(LocalProtocolError, match="epoch"):
        Connection("host", now_ms=0)


def test_a_new_session_needs_a_new_epoch() -> None:
    connection = host()
    with pytest.raises(LocalProtocolError, match="new epoch"):
        connection.restart(0, "e1")
    assert connection.state == "open"


def test_hello_is_said_once() -> None:
    connection = lens()
    with pytest.raises(LocalProtocolError, match="expected idle"):
        connection.start(0)
    assert connection.state == "open"


def test_frames_are_given_out_once() -> None:
    connection = lens()
    connection.call("launch.get", {}, 0)
    assert len(connection.frames_to_send()) == 1
    assert connection.frames_to_send() == []


def test_a_notification_that_does_not_exist_is_the_programs_fault() -> None:
    with pytest.raises(LocalProtocolError, match="weather"):
        host().notify("weather", {}, 0)


def test_a_notification_that_cannot_travel_is_the_programs_fault() -> None:
    with pytest.raises(LocalProtocolError, match="cannot travel"):
        host().notify("launch", {"x": object()}, 0)


def test_facts_that_cannot_travel_do_not_keep_the_outcome_back() -> None:
    connection = host()
    call = {"kind": "call", "epoch": "e1", "id": 1, "method": "launch.get"}
    connection.receive({**call, "params": {}}, 0)
    error = CallError.of("failed", "x" * 10_000, data={"x": object()})
    assert connection.fail(1, error, 0)
    [frame] = connection.frames_to_send()
    body = frame["error"]
    assert isinstance(body, dict)
    assert set(body) == {"code", "message"}
    assert len(body["message"]) == 500


def test_b7_ten_thousand_calls_in_a_second_end_the_session() -> None:
    connection = host()
    reached = 0
    for number in range(1, 10_001):
        call = {"kind": "call", "epoch": "e1", "id": number, "method": "launch.get"}
        events = connection.receive({**call, "params": {}}, number // 10)
        calls = [event for event in events if isinstance(event, CallReceived)]
        reached += len(calls)
        for event in calls:
            connection.respond(event.id, None, number // 10)
    assert reached <= 601
    assert connection.state == "closed"


def test_b6_fifty_megabytes_reach_no_handler() -> None:
    connection = host()
    call = {"kind": "call", "epoch": "e1", "id": 1, "method": "launch.get"}
    connection.receive({**call, "params": {"x": "y" * 50_000_000}}, 0)
    [frame] = connection.frames_to_send()
    assert frame["error"]["code"] == "payload_too_large"  # type: ignore[index]
    assert connection.handling == ()


def test_b6_a_cycle_is_refused() -> None:
    connection = host()
    cycle: dict[str, object] = {}
    cycle["self"] = cycle
    connection.receive({"kind": "call", "params": cycle}, 0)
    assert connection.counters.violations == 1


def test_capabilities_are_the_hosts_on_both_sides() -> None:
    assert host().capabilities["items.read"].state == "granted"
    assert lens().capabilities["items.read"].state == "granted"


def test_a_lens_of_a_later_release_may_know_more_notifications() -> None:
    connection = Connection(
        "host", now_ms=0, epoch="e1", capabilities=host_capabilities([], [])
    )
    more = {"capabilities": {"tomorrow": {"state": "granted"}, "odd": 7}}
    connection.receive({**HELLO, **more}, 0)
    assert connection.state == "open"
