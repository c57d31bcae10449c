"""What a lens's end must do, said to each by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.binding import proved_by, proves
from tests.conformance.lens_ends import ENDS, EPOCH, LensEnd, welcome

from pierglass.bridge import NOTIFICATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = Path(__file__).parents[2] / "bridge/spec/lens_requirements.json"
REQUIREMENTS = {each["id"] for each in json.loads(_FILE.read_text())["requirements"]}


@pytest.fixture(params=list(ENDS))
def end(request: pytest.FixtureRequest) -> Iterator[LensEnd]:
    """Each lens end in turn."""
    made = ENDS[request.param]()
    yield made
    made.stop()


@proves("LH1")
def test_hello_says_what_it_speaks_and_understands(end: LensEnd) -> None:
    hello = end.opened().sent(kind="hello")
    assert hello["protocol"] == {"min": 1, "max": 2}
    assert set(hello["capabilities"]) == set(NOTIFICATIONS)


@proves("LH2")
def test_a_refusal_ends_the_attempt(end: LensEnd) -> None:
    error = {"code": "version_unsupported", "message": "", "data": {"min": 3, "max": 4}}
    end.act("open", answer={"kind": "refuse", "error": error})
    assert end.settled("open")["code"] == "version_unsupported"


@proves("LH3")
def test_a_version_that_was_not_offered_ends_the_session(end: LensEnd) -> None:
    end.act("open", answer=welcome(version=9))
    assert end.settled("open")["code"] == "version_unsupported"


@proves("LC1", "LC2")
def test_answers_find_their_calls_in_any_order(end: LensEnd) -> None:
    end.opened()
    for name in ("one", "two", "three"):
        end.act("call", name=name, method="items.list", params={"kind": name})
    end.sent(kind="call", params={"kind": "three"})
    ids = {frame["params"]["kind"]: frame["id"] for frame in end.calls()}
    assert [ids[name] for name in ("one", "two", "three")] == sorted(ids.values())
    assert {frame["epoch"] for frame in end.calls()} == {EPOCH}
    for name in ("three", "one", "two"):
        end.answer(ids[name], {"items": [name]})
    for name in ids:
        assert end.settled(name)["value"] == {"items": [name]}


def first_call(end: LensEnd, **more: Any) -> int:
    """Make a call named `call`; return its id."""
    end.act("call", name="call", method="items.list", params={}, **more)
    return int(end.sent(kind="call", method="items.list")["id"])


@proves("LC3")
def test_a_second_answer_changes_nothing(end: LensEnd) -> None:
    call_id = first_call(end.opened())
    end.answer(call_id, {"items": [1]})
    end.answer(call_id, {"items": [2]})
    end.works()
    assert end.settled("call")["value"] == {"items": [1]}
    assert end.endings("call") == 1


@proves("LC4")
def test_an_answer_of_another_epoch_is_dropped(end: LensEnd) -> None:
    call_id = first_call(end.opened())
    end.answer(call_id, epoch="x" * 22)
    end.works()
    assert end.endings("call") == 0
    end.answer(call_id)
    assert end.settled("call")["outcome"] == "ok"


@proves("LC5")
def test_a_call_that_nobody_answers_times_out(end: LensEnd) -> None:
    call_id = first_call(end.opened(), deadline_ms=50)
    assert end.settled("call")["outcome"] == "timed_out"
    end.sent(kind="cancel", id=call_id)


@proves("LC6")
def test_a_call_that_is_given_up_is_cancelled(end: LensEnd) -> None:
    call_id = first_call(end.opened())
    end.act("cancel", name="call")
    assert end.settled("call")["code"] == "aborted"
    end.sent(kind="cancel", id=call_id)
    end.answer(call_id)
    end.works()
    assert end.endings("call") == 1


@proves("LC7")
def test_parameters_over_their_cap_are_not_sent(end: LensEnd) -> None:
    end.opened()
    params = {"cursor": "x" * 5_000}
    end.act("call", name="call", method="items.list", params=params)
    assert end.settled("call")["code"] == "payload_too_large"
    assert end.calls() == []


@proves("LC8")
def test_a_later_method_is_not_sent_to_an_older_host(end: LensEnd) -> None:
    end.opened(version=1)
    end.act("call", name="call", method="storage.list", params={"scope": "view"})
    settled = end.settled("call")
    assert (settled["outcome"], settled["code"]) == ("unavailable", "unsupported")
    assert end.calls() == []


@proves("LC9")
def test_calls_over_the_hosts_limit_are_busy(end: LensEnd) -> None:
    end.opened(calls_in_flight=1)
    first_call(end)
    end.act("call", name="second", method="items.list", params={})
    assert end.settled("second")["code"] == "busy"
    assert len(end.calls()) == 1


@proves("LC10")
def test_a_code_of_a_release_to_come_keeps_its_outcome(end: LensEnd) -> None:
    call_id = first_call(end.opened())
    error = {"code": "mirror_fogged", "message": ""}
    frame = {"kind": "outcome", "epoch": EPOCH, "id": call_id, "outcome": "denied"}
    end.say({**frame, "error": error})
    settled = end.settled("call")
    assert (settled["outcome"], settled["code"]) == ("denied", "mirror_fogged")


def item(call_id: int, seq: int) -> dict[str, Any]:
    frame = {"kind": "stream_item", "epoch": EPOCH, "id": call_id, "seq": seq}
    return {**frame, "value": {"item_id": "hat", "fps": seq}}


@proves("LS1", "LS2")
def test_credit_follows_what_is_taken_and_leaving_cancels(end: LensEnd) -> None:
    end.opened()
    end.act("stream", name="states", method="tryon.watch", credit=4, take=3)
    call = end.sent(kind="call", method="tryon.watch")
    assert call["credit"] == 4
    end.say(item(call["id"], 1), item(call["id"], 2))
    more = end.sent(kind="stream_credit", id=call["id"])
    assert more["credit"] <= 4
    end.say(item(call["id"], 3))
    assert [each["fps"] for each in end.settled("states")["value"]] == [1, 2, 3]
    end.sent(kind="cancel", id=call["id"])


@proves("LN1")
def test_a_notification_to_come_is_ignored(end: LensEnd) -> None:
    end.opened()
    head = {"kind": "notify", "epoch": EPOCH}
    end.say({**head, "name": "weather", "data": {"rain": True}})
    end.say({**head, "name": "theme", "data": {"scheme": "dark"}})
    assert end.heard("theme") == {"scheme": "dark"}
    end.works()


@proves("LE1")
def test_a_close_settles_what_is_open(end: LensEnd) -> None:
    first_call(end.opened())
    end.say({"kind": "close", "epoch": EPOCH, "error": {"code": "closed"}})
    assert end.settled("call")["outcome"] == "closed"
    end.act("call", name="later", method="items.list", params={})
    assert end.settled("later")["outcome"] == "closed"


@proves("LE3")
@pytest.mark.parametrize("code", ["lens.withdrawn", "lens.blocked", "moon_full"])
def test_a_close_says_why(end: LensEnd, code: str) -> None:
    first_call(end.opened())
    error = {"code": code, "message": "The shop is closed."}
    end.say({"kind": "close", "epoch": EPOCH, "error": error})
    settled = end.settled("call")
    assert (settled["outcome"], settled["code"]) == ("closed", code)
    assert end.heard("closed") == error
    assert end.endings("call") == 1


@proves("LE2")
def test_a_host_that_breaks_the_protocol_is_left(end: LensEnd) -> None:
    never = 1_000 + first_call(end.opened())
    for _ in range(30):
        end.answer(never)
    assert end.settled("call")["outcome"] == "closed"


TESTS = {n: proved_by(t) for n, t in list(globals().items()) if n.startswith("test_")}


def test_every_requirement_of_a_lens_is_proved() -> None:
    assert REQUIREMENTS - {each for bound in TESTS.values() for each in bound} == set()


def test_every_test_of_a_lens_proves_a_requirement_that_there_is() -> None:
    assert [name for name, bound in TESTS.items() if not bound] == []
    assert {each for bound in TESTS.values() for each in bound} <= REQUIREMENTS
