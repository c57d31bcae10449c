"""The kit: the fixtures do what they say, on the real host."""

import asyncio
from pathlib import Path

import pytest

from pierglass.bridge import CODES, CallClosedError
from pierglass.client.errors import LensRefusedError
from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.folder import LensFolder, read_folder
from pierglass.sdk.lens.scaffold import create
from pierglass.sdk.testing import FAULTS, Camera, Clock, Fault, FaultSchedule, Host


@pytest.fixture
def lens_folder(tmp_path: Path) -> LensFolder:
    return read_folder(create("my-lens", "tryon-shop", tmp_path))


async def test_what_is_shared_arrives_in_the_conversation(host, conversation):
    async with host.open() as lens:
        host.tap()
        await lens.share.chat(title="Look", idempotency_key="the-only-one")
    assert [card["title"] for card in conversation.cards] == ["Look"]


async def test_a_call_without_a_tap_is_settled_as_denied(host):
    async with host.open() as lens:
        call = lens.share.chat(title="Look", idempotency_key="the-only-one")
        settled = await host.settle(call)
    assert (settled.outcome, settled.error.code) == ("denied", "gesture_required")


async def test_the_tap_is_over_after_five_seconds(host, clock):
    async with host.open() as lens:
        host.tap()
        await clock.turn(6)
        call = lens.share.chat(title="Look", idempotency_key="the-only-one")
        assert (await host.settle(call)).error.code == "gesture_required"


async def test_a_value_that_another_member_keeps_is_told_and_read(host):
    async with host.open(in_chat=True) as lens:
        told = []
        lens.on("storage.changed", told.append)
        host.other_keeps("vote.ben", {"item_id": "hat-straw"})
        found = await lens.storage.get("conversation", "vote.ben")
    assert found == {"value": {"item_id": "hat-straw"}, "version": 1}
    assert told == [{"scope": "conversation", "key": "vote.ben", "version": 1}]


async def test_an_item_that_the_kit_lacks_is_refused_with_those_that_it_has(host):
    async with host.open() as lens:
        settled = await host.settle(lens.try_on.start("glasses-monocle"))
    assert settled.error.code == "not_found"
    assert "catalogue has: glasses-round-gold, hat-straw" in str(settled.error)


async def test_a_refused_sheet_keeps_the_lens_closed(host, grants):
    grants.refuse()
    with pytest.raises(LensRefusedError):
        async with host.open():
            pass


async def test_what_is_switched_off_may_be_asked_for_once(host, user, grants):
    grants.allow("items.read", "camera.tryon")
    share = {"title": "Which?", "idempotency_key": "the-only-one"}
    async with host.open() as lens:
        assert lens.capabilities["chat.share"].state == "promptable"
        untouched = await host.settle(lens.share.chat(**share))
        host.tap()
        asked = await host.settle(lens.share.chat(**share))
        again = await host.settle(lens.share.chat(**share))
        assert not lens.can("chat.share")
    assert [end.error.code for end in (untouched, asked, again)] == [
        "gesture_required",
        "denied",
        "permission_denied",
    ]
    assert [what for what, _ in user.asked] == ["consent", "consent"]


async def test_a_refusal_is_remembered_at_the_next_opening(host, grants):
    grants.allow("items.read", "camera.tryon")
    async with host.open() as lens:
        host.tap()
        await host.settle(lens.share.chat(title="x", idempotency_key="the-only-one"))
    async with host.open() as lens:
        assert lens.capabilities["chat.share"].state == "denied"


async def test_an_optional_permission_may_have_been_refused(host, grants):
    grants.refuse("chat.share")
    async with host.open() as lens:
        assert not lens.can("chat.share")
        assert lens.can("camera.tryon")


@pytest.mark.parametrize("state", ["withdrawn", "blocked"])
async def test_a_lens_that_ends_hears_why_once(host, state):
    async with host.open() as lens:
        ends = []
        lens.on("closed", ends.append)
        host.api.gate = asyncio.Event()
        call = asyncio.create_task(lens.items.list())
        await host.api.asked.wait()
        await host.end(state, "The shop is closed.")
        with pytest.raises(CallClosedError) as caught:
            await call
    assert caught.value.code == f"lens.{state}"
    assert ends == [{"code": f"lens.{state}", "message": "The shop is closed."}]


async def test_a_revocation_bites_while_the_lens_is_open(host, grants):
    async with host.open() as lens:
        heard = []
        lens.on("grant.revoked", heard.append)
        grants.revoke("items.read")
        settled = await host.settle(lens.items.list())
    assert settled.error.code == "permission_revoked"
    assert heard == [{"scopes": ["items.read"]}]


async def test_the_snap_is_what_the_camera_was_shown(host, camera, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(b"\xff\xd8\xff me")
    camera.show(photo)
    async with host.open() as lens:
        await lens.try_on.start("hat-straw")
        host.tap()
        await lens.capture.snap()
    uploads = [args for name, args in host.api.called if name == "upload"]
    assert uploads[0][0] == b"\xff\xd8\xff me"


def test_a_picture_that_is_not_there_is_said_by_name():
    with pytest.raises(LensFolderError, match=r"nowhere\.jpg"):
        Camera().show("nowhere.jpg")


async def test_a_reload_begins_a_new_session_on_the_same_stage(host):
    async with host.open():
        async with host.connect() as again:
            assert (await again.launch_state())["source"] == "tray"
        assert host.session.epochs == 2


class Deafness(FaultSchedule):
    """A schedule in which nothing arrives."""

    def on_frame(self) -> Fault:
        return Fault("loss", 1)


async def test_a_call_that_nobody_answers_ends_at_its_deadline(
    lens_folder, user, clock, camera, conversation, grants
):
    host = Host(lens_folder, user, clock, camera, conversation, grants, Deafness(0))
    async with host.open() as lens:
        settled = await host.settle(lens.items.list())
    assert settled.outcome == "timed_out"


async def _run(host: Host) -> list[str]:
    codes = []
    async with host.open() as lens:
        for _ in range(12):
            settled = await host.settle(lens.items.list())
            codes.append(settled.error.code if settled.error else "ok")
    return codes


async def test_every_call_has_one_outcome_under_every_schedule(host, faults):
    codes = await _run(host)
    assert len(codes) == 12
    assert set(codes) <= {"ok", *CODES}
    assert faults.seed in range(12)


async def test_the_same_number_goes_wrong_in_the_same_way(
    lens_folder, user, camera, grants, conversation
):
    runs = []
    for _ in range(2):
        faults = FaultSchedule(3)
        host = Host(lens_folder, user, Clock(), camera, conversation, grants, faults)
        runs.append((await _run(host), faults.happened))
    assert runs[0] == runs[1]
    assert runs[0][1]


def test_each_fault_happens_in_some_schedule():
    happened = set()
    for seed in range(60):
        faults = FaultSchedule(seed)
        faults.at_opening("denied", ["chat.share"])
        faults.at_opening("old_host", ["photo"])
        for _ in range(40):
            faults.on_frame()
        happened |= {fault.kind for fault in faults.happened}
    assert happened == set(FAULTS)


def test_a_schedule_without_a_fault_has_none_of_it():
    faults = FaultSchedule(5, ["latency"])
    for _ in range(300):
        faults.on_frame()
    assert {fault.kind for fault in faults.happened} == {"latency"}


def test_an_unknown_fault_is_refused_with_those_that_there_are():
    with pytest.raises(ValueError, match="known: latency, loss"):
        FaultSchedule(1, ["earthquake"])


def test_the_review_is_a_fixture(verdict):
    assert verdict.accepted


def test_the_documents_name_every_fault_and_fixture():
    text = (Path(__file__).parents[3] / "docs/test-kit.md").read_text("utf-8")
    names = [*FAULTS, "host", "user", "grants", "conversation", "camera", "clock"]
    names += ["faults", "verdict", "lens_folder", "network"]
    assert [name for name in names if f"| `{name}` |" not in text] == []
