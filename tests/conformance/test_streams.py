"""Streams: what a host must do with credit, said to each by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.conformance.binding import proves
from tests.conformance.lens import Lens, code

if TYPE_CHECKING:
    from tests.conformance.hosts import Host


@pytest.fixture
def lens(host: Host) -> Lens:
    return Lens(host)


@pytest.fixture
def watching(host: Host) -> Lens:
    """A lens with an item tried on."""
    lens = Lens(host)
    assert lens.call(1, "tryon.start", {"item_id": "hat-straw"})["outcome"] == "ok"
    return lens


@proves("ST1", "ST2")
def test_items_come_for_credit_and_no_faster(watching: Lens) -> None:
    fast = {"every_ms": 100}
    watching.channel.say(watching.frame(2, "tryon.watch", fast, credit=2))
    watching.channel.wait(kind="stream_item", id=2, seq=2)
    # More than two intervals later no third has come.
    for call_id in range(3, 43):
        watching.works(call_id)
    slow = watching.call(43, "tryon.start", {"item_id": "hat-straw"})
    assert slow["outcome"] == "ok"
    assert len(watching.items(2)) == 2
    credit = {"kind": "stream_credit", "epoch": watching.epoch, "id": 2, "credit": 3}
    watching.channel.say(credit)
    watching.channel.wait(kind="stream_item", id=2, seq=5)
    assert [item["seq"] for item in watching.items(2)] == [1, 2, 3, 4, 5]


@proves("ST3")
def test_no_item_comes_after_a_cancel(watching: Lens) -> None:
    watching.channel.say(watching.frame(2, "tryon.watch", {"every_ms": 100}, credit=9))
    watching.channel.wait(kind="stream_item", id=2)
    watching.channel.say({"kind": "cancel", "epoch": watching.epoch, "id": 2})
    watching.works(3)
    count = len(watching.items(2))
    for call_id in range(4, 44):
        watching.works(call_id)
    assert len(watching.items(2)) == count
    assert watching.answers(2) == []


@proves("ST4")
def test_credit_belongs_to_streams(lens: Lens) -> None:
    for call_id, frame in enumerate(
        (lens.frame(1, "tryon.watch"), lens.frame(2, "launch.get", credit=2)), 1
    ):
        lens.channel.say(frame)
        outcome = lens.outcome(call_id)
        assert code(outcome) == ("failed", "invalid_params")
        assert outcome["error"]["field"] == "credit"


@proves("ST5")
def test_a_session_of_protocol_1_has_no_streams(host: Host) -> None:
    outcome = Lens(host, 1, 1).call(1, "tryon.watch", credit=2)
    assert code(outcome) == ("unavailable", "unsupported")
    assert "protocol 2" in outcome["error"]["message"]


@proves("ST7")
def test_credit_has_an_end(watching: Lens) -> None:
    watching.channel.say(watching.frame(2, "tryon.watch", credit=1000))
    watching.channel.wait(kind="stream_item", id=2)
    credit = {"kind": "stream_credit", "epoch": watching.epoch, "id": 2}
    watching.channel.say({**credit, "credit": 1024})
    error = watching.channel.wait(kind="error")["error"]
    assert (error["code"], error["field"]) == ("invalid_frame", "credit")
    watching.works(3)
    assert watching.answers(2) == []
