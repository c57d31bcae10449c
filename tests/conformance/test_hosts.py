"""What a host must do, said to each host by hand: no SDK stands between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.binding import proves
from tests.conformance.hosts import hello

from pierglass.bridge import FEATURES, METHODS, SCOPES

if TYPE_CHECKING:
    from tests.conformance.hosts import Channel, Host
    from tests.conformance.matrix import Matrix

STATES = {"granted", "promptable", "denied", "unsupported"}


class Lens:
    """A lens that shook hands."""

    def __init__(self, host: Host, low: int = 1, high: int = 2, **more: Any) -> None:
        self.channel: Channel = host.channel()
        self.channel.say(hello(low, high, **more))
        self.welcome = self.channel.wait(kind="welcome")
        self.epoch = self.welcome["epoch"]

    def frame(
        self, call_id: int, method: str, params: Any = None, **more: Any
    ) -> dict[str, Any]:
        given = {} if params is None else params
        head = {"kind": "call", "epoch": self.epoch, "id": call_id}
        return {**head, "method": method, "params": given, **more}

    def call(self, call_id: int, method: str, params: Any = None, **more: Any) -> Any:
        """Make a call and return its outcome."""
        self.channel.say(self.frame(call_id, method, params, **more))
        return self.outcome(call_id)

    def outcome(self, call_id: int) -> Any:
        return self.channel.wait(kind="outcome", id=call_id)

    def works(self, call_id: int) -> None:
        """Prove that the session goes on: everything sent before was seen."""
        assert self.call(call_id, "launch.get")["outcome"] == "ok"

    def answers(self, call_id: int) -> list[Any]:
        heard = self.channel.heard()
        return [f for f in heard if f["kind"] == "outcome" and f["id"] == call_id]

    def items(self, call_id: int) -> list[Any]:
        heard = self.channel.heard()
        return [f for f in heard if f["kind"] == "stream_item" and f["id"] == call_id]


def code(outcome: Any) -> tuple[str, str]:
    return outcome["outcome"], outcome["error"]["code"]


@pytest.fixture
def lens(host: Host) -> Lens:
    return Lens(host)


@proves("HS1", "HS9")
def test_hello_is_welcomed(host: Host, matrix: Matrix) -> None:
    welcome = Lens(host).welcome
    assert welcome["version"] == 2
    assert welcome["limits"]["calls_in_flight"] >= 1
    states = {name: body["state"] for name, body in welcome["capabilities"].items()}
    assert set(states) == {*SCOPES, *FEATURES}
    assert set(states.values()) <= STATES
    matrix.column(host.name).capabilities = states


@proves("HS2")
@pytest.mark.parametrize(("low", "high", "agreed"), [(1, 1, 1), (1, 2, 2), (1, 9, 2)])
def test_the_highest_shared_version_is_taken(
    host: Host, low: int, high: int, agreed: int
) -> None:
    assert Lens(host, low, high).welcome["version"] == agreed


@proves("HS3")
def test_no_shared_version_is_refused_with_the_range(host: Host) -> None:
    channel = host.channel()
    channel.say(hello(90, 99))
    error = channel.wait(kind="refuse")["error"]
    assert error["code"] == "version_unsupported"
    assert error["data"] == {"min": 1, "max": 2}
    host.renew()


@proves("HS4")
def test_a_hello_of_later_is_welcomed(host: Host) -> None:
    assert Lens(host, mood="of later").welcome["version"] == 2


@proves("HS5")
def test_a_call_before_the_handshake_is_not_ready(host: Host) -> None:
    channel = host.channel()
    call = {"kind": "call", "epoch": "guessed", "id": 1, "method": "launch.get"}
    channel.say({**call, "params": {}})
    assert code(channel.wait(kind="outcome", id=1)) == ("failed", "not_ready")


@proves("HS6")
def test_a_second_hello_changes_nothing(lens: Lens) -> None:
    lens.channel.say(hello())
    error = lens.channel.wait(kind="error")["error"]
    assert error["code"] == "already_initialised"
    lens.works(1)


@proves("HS7")
def test_epochs_are_new_and_long(host: Host) -> None:
    epochs = {Lens(host).epoch for _ in range(3)}
    assert len(epochs) == 3
    assert min(map(len, epochs)) >= 22


@proves("HS8")
def test_a_lens_hears_what_it_understands(host: Host) -> None:
    deaf = Lens(host, capabilities={})
    host.revoke()
    deaf.channel.wait(kind="capability", name="items.read")
    deaf.works(1)
    assert not [f for f in deaf.channel.heard() if f["kind"] == "notify"]
    host.renew()


@proves("CA1")
def test_each_call_has_one_outcome_by_its_id(lens: Lens) -> None:
    ids = range(1, 21)
    lens.channel.say(*(lens.frame(n, "launch.get") for n in ids))
    assert [lens.outcome(n)["outcome"] for n in ids] == ["ok"] * 20
    lens.works(21)
    assert [len(lens.answers(n)) for n in ids] == [1] * 20


@proves("CA2")
def test_a_method_of_nobodys_is_unknown(lens: Lens) -> None:
    outcome = lens.call(1, "room.paint")
    assert code(outcome) == ("unavailable", "unknown_method")


@proves("CA3")
@pytest.mark.parametrize(
    ("params", "field"),
    [({"limit": 0}, "limit"), ({"kind": 7}, "kind"), ({"colour": "red"}, "colour")],
)
def test_a_wrong_parameter_is_named(lens: Lens, params: Any, field: str) -> None:
    outcome = lens.call(1, "items.list", params)
    assert code(outcome) == ("failed", "invalid_params")
    assert outcome["error"]["field"] == field


@proves("CA4")
def test_parameters_over_their_cap_are_refused(lens: Lens) -> None:
    outcome = lens.call(1, "items.list", {"kind": "x" * 5000})
    assert code(outcome) == ("failed", "payload_too_large")


@proves("CA5")
def test_a_key_into_a_prototype_is_refused(lens: Lens) -> None:
    outcome = lens.call(1, "items.list", {"constructor": {"prototype": 1}})
    assert code(outcome) == ("failed", "invalid_payload")


@proves("CA6")
def test_an_id_used_before_reaches_no_handler(lens: Lens) -> None:
    lens.works(5)
    lens.channel.say(lens.frame(5, "launch.get"), lens.frame(4, "launch.get"))
    assert lens.channel.wait(kind="error")["error"]["code"] == "invalid_frame"
    lens.works(6)
    assert (len(lens.answers(5)), len(lens.answers(4))) == (1, 0)


def propose(lens: Lens, call_id: int) -> dict[str, Any]:
    key = f"a-key-of-call-{call_id}"
    return lens.frame(call_id, "share.chat", {"title": "Hat", "idempotency_key": key})


@proves("CA7", "CA8")
def test_one_sheet_at_a_time_and_its_clock_stands(host: Host) -> None:
    lens = Lens(host)
    host.tap()
    lens.channel.say(propose(lens, 1))
    lens.channel.wait(kind="pause", id=1)
    lens.channel.say(propose(lens, 2))
    refused = lens.outcome(2)
    assert code(refused) == ("unavailable", "busy")
    assert refused["error"]["retry_after_ms"] > 0
    lens.channel.say({"kind": "cancel", "epoch": lens.epoch, "id": 1})
    lens.works(3)


@proves("CA9")
def test_a_cancel_stops_the_handler_and_nothing_answers(host: Host) -> None:
    lens = Lens(host)
    host.tap()
    lens.channel.say(propose(lens, 1))
    lens.channel.wait(kind="pause", id=1)
    lens.channel.say({"kind": "cancel", "epoch": lens.epoch, "id": 1})
    lens.works(2)
    # The place of the one who asks the user is free again.
    lens.channel.say(propose(lens, 3))
    lens.channel.wait(kind="pause", id=3)
    assert lens.answers(1) == []
    lens.channel.say({"kind": "cancel", "epoch": lens.epoch, "id": 3})
    lens.works(4)


@proves("CA10")
def test_a_frame_of_another_epoch_is_dropped(lens: Lens) -> None:
    lens.channel.say({**lens.frame(1, "launch.get"), "epoch": "another"})
    lens.works(2)
    assert lens.answers(1) == []


@proves("CA11")
def test_a_cancel_of_nothing_breaks_the_protocol(lens: Lens) -> None:
    lens.channel.say({"kind": "cancel", "epoch": lens.epoch, "id": 9})
    assert lens.channel.wait(kind="error")["error"]["code"] == "invalid_frame"
    lens.works(1)


@proves("PE1")
def test_a_permission_that_is_not_asked_for_is_denied(host: Host) -> None:
    lens = Lens(host)
    host.tap()
    share = {"title": "Hat", "picture": "hdl_x", "idempotency_key": "12345678"}
    outcome = lens.call(1, "share.story", share)
    assert code(outcome) == ("denied", "permission_denied")
    assert outcome["error"]["field"] == "story.share"


@proves("PE2")
def test_a_share_without_a_tap_is_denied(host: Host) -> None:
    host.renew()
    lens = Lens(host)
    lens.channel.say(propose(lens, 1))
    assert code(lens.outcome(1)) == ("denied", "gesture_required")


@proves("PE3", "PE4", "ST6")
def test_revocation_bites_at_once(host: Host) -> None:
    lens = Lens(host)
    assert lens.call(1, "tryon.start", {"item_id": "hat-straw"})["outcome"] == "ok"
    lens.channel.say(lens.frame(2, "tryon.watch", credit=4))
    lens.channel.wait(kind="stream_item", id=2)
    host.tap()
    lens.channel.say(propose(lens, 3))
    lens.channel.wait(kind="pause", id=3)
    host.revoke()
    for call_id in (2, 3):
        assert code(lens.outcome(call_id)) == ("denied", "permission_revoked")
    told = lens.channel.wait(kind="capability", name="chat.share")
    assert told["capability"]["state"] == "denied"
    news = lens.channel.wait(kind="notify", name="grant.revoked")
    assert "chat.share" in news["data"]["scopes"]
    assert code(lens.call(4, "items.list")) == ("denied", "permission_revoked")
    host.renew()


@proves("PE5")
def test_a_made_up_handle_names_nothing(host: Host) -> None:
    lens = Lens(host)
    host.tap()
    share = {"title": "x", "picture": "hdl_made-up", "idempotency_key": "12345678"}
    outcome = lens.call(1, "share.chat", share)
    assert code(outcome) == ("failed", "handle_unknown")


@proves("PE6")
def test_what_a_host_lacks_says_why(lens: Lens) -> None:
    lacking = [
        body
        for body in lens.welcome["capabilities"].values()
        if body["state"] == "unsupported"
    ]
    assert lacking
    assert all(body["reason"] for body in lacking)


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


@proves("ME1")
def test_every_method_is_answered(host: Host, matrix: Matrix) -> None:
    lens = Lens(host)
    ends: dict[str, str] = {}
    for call_id, (name, method) in enumerate(METHODS.items(), 1):
        if name == "lens.close":
            continue
        more = {} if method.item is None else {"credit": 1}
        outcome = lens.call(call_id, name, **more)
        ends[name] = outcome.get("error", {}).get("code", outcome["outcome"])
    # It ends the session, so it comes last.
    lens.channel.say(lens.frame(len(METHODS) + 1, "lens.close"))
    ends["lens.close"] = lens.outcome(len(METHODS) + 1)["outcome"]
    matrix.column(host.name).methods = ends
    assert "unknown_method" not in ends.values()
    assert set(ends) == set(METHODS)
    host.renew()
