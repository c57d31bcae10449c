"""Handshake, calls, permissions: what a host must do, said to each by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.conformance.binding import proves
from tests.conformance.hosts import hello
from tests.conformance.lens import Lens, code

from pierglass.bridge import FEATURES, METHODS, SCOPES

if TYPE_CHECKING:
    from tests.conformance.hosts import Host
    from tests.conformance.matrix import Matrix

STATES = {"granted", "promptable", "denied", "unsupported"}


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


@proves("FR1", "FR2")
def test_friends_come_in_pages_with_name_and_avatar_alone(host: Host) -> None:
    lens = Lens(host)
    first = lens.call(1, "friends.list", {"limit": 2})["value"]
    assert len(first["friends"]) == 2
    rest = {"limit": 2, "cursor": first["next_cursor"]}
    last = lens.call(2, "friends.list", rest)["value"]
    assert "next_cursor" not in last
    friends = [*first["friends"], *last["friends"]]
    assert len({one["id"] for one in friends}) == 3
    for one in friends:
        assert set(one) == {"id", "display_name", "avatar"}
        assert set(one["avatar"]) <= {"style", "colour"}


@proves("FR3")
def test_friends_are_not_told_once_the_permission_is_gone(host: Host) -> None:
    lens = Lens(host)
    assert lens.call(1, "friends.list")["outcome"] == "ok"
    host.revoke()
    assert code(lens.call(2, "friends.list")) == ("denied", "permission_revoked")
    host.renew()


@proves("FR4")
def test_a_lens_of_protocol_1_knows_no_friends(host: Host) -> None:
    outcome = Lens(host, 1, 1).call(1, "friends.list")
    assert code(outcome) == ("unavailable", "unsupported")


OFF = "user.display_name"
NAME = {"fields": ["display_name"]}


@proves("PE7", "PE8", "PE10", "PE11")
def test_what_was_switched_off_is_asked_for_after_a_tap(host: Host) -> None:
    host.renew(OFF)
    lens = Lens(host)
    assert lens.welcome["capabilities"][OFF]["state"] == "promptable"
    untapped = lens.call(1, "user.get", NAME)
    assert code(untapped) == ("denied", "gesture_required")
    assert untapped["error"]["field"] == OFF
    host.tap()
    lens.channel.say(lens.frame(2, "user.get", NAME))
    lens.channel.wait(kind="pause", id=2)
    lens.channel.say({"kind": "cancel", "epoch": lens.epoch, "id": 2})
    lens.works(3)
    # Nobody answered, and so nothing was decided.
    assert not [f for f in lens.channel.heard() if f["kind"] == "capability"]
    host.tap()
    lens.channel.say(lens.frame(4, "user.get", NAME))
    lens.channel.wait(kind="pause", id=4)
    host.decide(True)
    assert "display_name" in lens.outcome(4)["value"]
    told = lens.channel.wait(kind="capability", name=OFF)
    assert told["capability"]["state"] == "granted"
    host.renew()


@proves("PE9")
def test_a_no_is_final_until_the_person_changes_it(host: Host) -> None:
    host.renew(OFF)
    lens = Lens(host)
    host.tap()
    lens.channel.say(lens.frame(1, "user.get", NAME))
    lens.channel.wait(kind="pause", id=1)
    host.decide(False)
    assert code(lens.outcome(1)) == ("denied", "denied")
    told = lens.channel.wait(kind="capability", name=OFF)
    assert told["capability"]["state"] == "denied"
    assert code(lens.call(2, "user.get", NAME)) == ("denied", "permission_denied")
    host.reopen()
    again = Lens(host)
    assert again.welcome["capabilities"][OFF]["state"] == "denied"
    host.renew()


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
