"""Traces keep what happened and leave out who it happened to."""

import json
from typing import Any

import pytest
from tests.bridge.vector_player import VECTORS

from pierglass.bridge import METHODS, SCOPES, Redactor, Trace
from pierglass.bridge.policy import TRACE
from pierglass.bridge.trace import MAX_RECORDS

TRACES = json.loads((VECTORS / "traces.json").read_text())["traces"]


@pytest.mark.parametrize("vector", TRACES, ids=[each["name"] for each in TRACES])
def test_frames_are_kept_as_written(vector: dict[str, Any]) -> None:
    redactor = Redactor()
    kept = [redactor.frame(frame) for _, frame in vector["frames"]]
    assert kept == vector["records"]


def test_the_policy_of_traces_names_what_exists() -> None:
    assert set(TRACE.methods) <= set(METHODS)
    assert set(TRACE.hidden) <= set(SCOPES)
    assert {name for name, scope in SCOPES.items() if scope.sensitive} <= set(
        TRACE.hidden
    )


def test_a_record_has_its_time_its_sender_and_the_tap_before_it() -> None:
    trace = Trace({"lens": "fitting-room"}, 1000)
    trace.launched({"source": "card", "item_id": "hat", "state": {"for": "Ana"}})
    call = {
        "kind": "call",
        "epoch": "e",
        "id": 1,
        "method": "capture.snap",
        "params": {},
    }
    trace.note("lens", call, 1250, gesture=True)
    head, record = [json.loads(line) for line in trace.lines()]
    assert head["launch"] == {
        "source": "card",
        "item_id": "hat",
        "state": {"for": "for-1"},
    }
    assert (record["t"], record["from"], record["gesture"]) == (250, "lens", True)


def test_a_trace_has_an_end() -> None:
    trace = Trace({}, 0)
    for _ in range(MAX_RECORDS + 3):
        trace.note("lens", None, 0)
    assert json.loads(next(trace.lines()))["left_out"] == 3
