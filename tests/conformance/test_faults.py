"""Faults and the end: what a host must do with bad frames, said to each by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.binding import proves
from tests.conformance.lens import Lens

if TYPE_CHECKING:
    from tests.conformance.hosts import Host


@pytest.fixture
def lens(host: Host) -> Lens:
    return Lens(host)


@proves("FA1")
@pytest.mark.parametrize("frame", [{}, {"kind": "x"}, {"kind": "pause", "id": 1}])
def test_an_illegal_frame_gets_an_error(lens: Lens, frame: Any) -> None:
    lens.channel.say(frame)
    assert lens.channel.wait(kind="error")["error"]["code"] == "invalid_frame"
    lens.works(1)


@proves("FA2")
def test_too_many_illegal_frames_end_the_session(host: Host) -> None:
    lens = Lens(host)
    lens.channel.say(*({"kind": "x"} for _ in range(25)))
    assert lens.channel.wait(kind="close")["error"]["code"] == "protocol_error"
    host.renew()


@proves("FA3")
def test_calls_over_the_rate_are_answered_all_the_same(host: Host) -> None:
    lens = Lens(host)
    many = range(1, 901)
    lens.channel.say(*(lens.frame(n, "launch.get") for n in many))
    ends = [lens.outcome(n) for n in (1, 900)]
    lens.channel.wait(kind="outcome", outcome="unavailable")
    assert ends[0]["outcome"] == "ok"
    limited = [
        frame["error"]
        for frame in lens.channel.heard()
        if frame["kind"] == "outcome" and frame["outcome"] != "ok"
    ]
    assert {error["code"] for error in limited} <= {"rate_limited", "busy"}
    assert any(error["code"] == "rate_limited" for error in limited)
    assert all(error["retry_after_ms"] > 0 for error in limited)
    host.renew()


@proves("FA4")
def test_a_call_after_close_is_not_handled(host: Host) -> None:
    lens = Lens(host)
    lens.works(1)
    close = {"kind": "close", "error": {"code": "closed"}, "epoch": lens.epoch}
    lens.channel.say(close, lens.frame(2, "launch.get"))
    host.tap()
    assert all(answer["outcome"] == "closed" for answer in lens.answers(2))
    host.renew()
    Lens(host).works(1)


@proves("FA6")
@pytest.mark.parametrize("state", ["withdrawn", "blocked"])
def test_a_lens_that_ends_is_told_why(host: Host, state: str) -> None:
    lens = Lens(host)
    lens.works(1)
    host.end(state, "The shop is closed.")
    error = lens.channel.wait(kind="close")["error"]
    assert error["code"] == f"lens.{state}"
    assert error["message"] == "The shop is closed."
    host.renew()


@proves("FA5")
def test_a_new_channel_ends_the_session_before_it(host: Host) -> None:
    old = Lens(host)
    old.works(1)
    new = Lens(host)
    old.channel.say(old.frame(2, "launch.get"))
    new.works(1)
    assert new.epoch != old.epoch
    answered = {f["epoch"] for f in old.answers(2) if f["outcome"] == "ok"}
    assert answered == set()
