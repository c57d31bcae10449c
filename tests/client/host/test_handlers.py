"""What each method does in the headless host, over a real bridge in memory."""

import asyncio

import pytest

from pierglass.bridge import (
    METHODS,
    CallCancelledError,
    CallDeniedError,
    CallFailedError,
    CallUnavailableError,
)
from pierglass.client.applet import connect_in_memory
from pierglass.client.errors import TransportError, api_error
from pierglass.client.host.handlers import HANDLERS
from pierglass.client.launch import Launch
from pierglass.client.live import LiveFrame
from pierglass.client.testing import FakeApi, ManualClock, open_fake_lens
from pierglass.client.user import ScriptedUser

EVERYTHING = (
    "user.display_name",
    "user.avatar",
    "items.read",
    "camera.tryon",
    "chat.share",
    "story.share",
)
KEY = "a-key-of-the-lens"


def test_every_method_of_the_policy_has_a_handler():
    assert set(HANDLERS) == set(METHODS)


async def test_user_get_returns_only_what_was_asked():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        assert await lens.user.get("display_name") == {"display_name": "Ana"}


async def test_user_get_denies_a_field_whose_scope_was_refused():
    session = open_fake_lens(
        *EVERYTHING, granted=("user.display_name",), refused=("user.avatar",)
    )
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallDeniedError) as caught:
            await lens.user.get("display_name", "avatar")
        assert (caught.value.code, caught.value.field) == (
            "permission_denied",
            "user.avatar",
        )


async def test_items_come_by_kind():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        found = [item["id"] async for item in lens.items.all("hat")]
    assert found == ["hat-straw"]


async def test_the_viewfinder_stands_where_the_lens_laid_it_out():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        await lens.viewfinder.layout(0, 12.5, 390, 520)
    region = session.stage.viewfinder.region
    assert region is not None
    assert (region.y, region.height) == (12.5, 520)


async def test_trying_an_unknown_item_on_fails_as_not_found():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.try_on.start("glasses-of-the-emperor")
    assert caught.value.code == "not_found"


async def test_an_item_that_cannot_be_placed_is_answered_with_the_reason():
    session = open_fake_lens(*EVERYTHING)
    frame = LiveFrame(1, b"", False, "tryon.cannot_place", 0.0, None, "hat-straw")
    session.stage.viewfinder.answers["hat-straw"] = frame  # type: ignore[attr-defined]
    async with connect_in_memory(session) as lens:
        answer = await lens.try_on.start("hat-straw")
    assert answer == {
        "placed": False,
        "hidden_share": 0.0,
        "reason": "tryon.cannot_place",
    }


async def test_a_snap_is_a_handle_and_never_an_address():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        session.tap()
        taken = await lens.capture.snap()
    assert taken["item_id"] == "hat-straw"
    assert taken["picture"].startswith("hdl_")
    assert "med_" not in taken["picture"]


async def test_a_snap_without_a_tap_is_denied():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        with pytest.raises(CallDeniedError) as caught:
            await lens.capture.snap()
    assert caught.value.code == "gesture_required"


async def test_a_tap_is_worth_nothing_five_seconds_later():
    clock = ManualClock()
    session = open_fake_lens(*EVERYTHING, clock=clock)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        session.tap()
        await clock.turn(5.0)
        with pytest.raises(CallDeniedError):
            await lens.capture.snap()


async def test_a_photo_without_a_person_keeps_its_code_on_the_bridge():
    refusal = api_error(422, {"code": "tryon.no_person", "message": "Nobody there."})
    session = open_fake_lens(*EVERYTHING, api=FakeApi(refuses={"try_on": refusal}))
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.capture.snap()
    assert caught.value.code == "tryon.no_person"


async def test_a_server_that_cannot_be_reached_is_unavailable_to_the_lens():
    api = FakeApi(refuses={"items": TransportError("Nobody answers.")})
    session = open_fake_lens(*EVERYTHING, api=api)
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallUnavailableError) as caught:
            await lens.items.list()
    assert caught.value.code == "unavailable"


async def _snapped(session, lens) -> str:
    await lens.try_on.start("hat-straw")
    session.tap()
    return (await lens.capture.snap())["picture"]


async def test_a_shared_card_carries_item_picture_and_state():
    api = FakeApi()
    session = open_fake_lens(*EVERYTHING, api=api)
    async with connect_in_memory(session) as lens:
        picture = await _snapped(session, lens)
        await lens.share.chat(
            title="Straw hat",
            picture=picture,
            state={"item_id": "hat-straw"},
            idempotency_key=KEY,
        )
    card = api.messages[0]["body"]["card"]
    assert (card["lens_id"], card["item_id"], card["state"]) == (
        "fitting-room",
        "hat-straw",
        {"item_id": "hat-straw"},
    )
    assert api.messages[0]["body"]["image_id"] == card["image_id"]


async def test_the_same_key_shares_once_and_asks_once():
    api = FakeApi()
    user = ScriptedUser(chat="cnv_ben")
    session = open_fake_lens(*EVERYTHING, api=api, user=user)
    async with connect_in_memory(session) as lens:
        session.tap()
        first = await lens.share.chat(title="Hat", idempotency_key=KEY)
        second = await lens.share.chat(title="Hat", idempotency_key=KEY)
    assert first == second
    assert len(api.messages) == 1
    assert [what for what, _ in user.asked] == ["choose_chat"]


async def test_the_same_key_with_other_content_is_a_mismatch():
    api = FakeApi()
    session = open_fake_lens(*EVERYTHING, api=api)
    async with connect_in_memory(session) as lens:
        session.tap()
        await lens.share.chat(title="Hat", idempotency_key=KEY)
        with pytest.raises(CallFailedError) as caught:
            await lens.share.chat(title="Other hat", idempotency_key=KEY)
    assert caught.value.code == "idempotency_mismatch"
    assert len(api.messages) == 1


async def test_a_user_who_chooses_no_chat_cancels_and_nothing_is_sent():
    api = FakeApi()
    session = open_fake_lens(*EVERYTHING, api=api, user=ScriptedUser(chat=None))
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallCancelledError):
            await lens.share.chat(title="Hat", idempotency_key=KEY)
    assert api.messages == []


async def test_a_chat_that_blocks_the_user_is_a_failed_share_that_can_be_repeated():
    api = FakeApi(
        refuses={"send": api_error(403, {"code": "blocked", "message": "Blocked."})}
    )
    session = open_fake_lens(*EVERYTHING, api=api)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallDeniedError):
            await lens.share.chat(title="Hat", idempotency_key=KEY)
        api.refuses.clear()
        assert (await lens.share.chat(title="Hat", idempotency_key=KEY))["message_id"]


async def test_a_forged_handle_is_refused():
    session = open_fake_lens(*EVERYTHING)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.share.story(
                title="Hat", picture="hdl_guessed", idempotency_key=KEY
            )
    assert caught.value.code == "handle_unknown"


async def test_a_handle_dies_after_ten_minutes():
    clock = ManualClock()
    session = open_fake_lens(*EVERYTHING, clock=clock)
    async with connect_in_memory(session) as lens:
        picture = await _snapped(session, lens)
        await clock.turn(600)
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.share.chat(title="Hat", picture=picture, idempotency_key=KEY)
    assert caught.value.code == "handle_expired"


async def test_launch_state_says_which_card_was_tapped():
    launch = Launch("card", "hat-straw", {"item_id": "hat-straw"})
    session = open_fake_lens(launch=launch)
    async with connect_in_memory(session) as lens:
        assert await lens.launch_state() == launch.to_map()


async def test_an_open_lens_hears_that_another_card_was_tapped():
    clock = ManualClock()
    session = open_fake_lens(clock=clock)
    heard: list[dict] = []
    async with connect_in_memory(session) as lens:
        lens.on("launch", heard.append)
        session.relaunch(Launch("card", "hat-straw"))
        await clock.settle()
    assert heard == [{"source": "card", "item_id": "hat-straw"}]


async def test_authorize_returns_the_code_over_the_bridge():
    session = open_fake_lens()
    async with connect_in_memory(session) as lens:
        session.tap()
        answer = await lens.authorize(
            client_id="fitting-room",
            redirect_uri="https://lens.example/cb",
            scope="items.read",
            state="unguessable",
            code_challenge="c" * 43,
            code_challenge_method="S256",
        )
    assert answer == {
        "code": "the-code",
        "state": "unguessable",
        "iss": "http://127.0.0.1:8700",
    }


async def test_authorize_refuses_a_code_for_another_client():
    session = open_fake_lens()
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError, match="client_id"):
            await lens.authorize(
                client_id="another-client",
                redirect_uri="https://lens.example/cb",
                scope="items.read",
                state="unguessable",
                code_challenge="c" * 43,
                code_challenge_method="S256",
            )


async def test_picking_no_photo_is_cancelled():
    session = open_fake_lens(user=ScriptedUser(photo=None))
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallCancelledError):
            await lens.photo.pick()


async def test_a_handler_that_breaks_is_a_failed_call_and_not_a_dead_session(caplog):
    api = FakeApi(refuses={"items": ValueError("a bug")})  # type: ignore[dict-item]
    session = open_fake_lens(*EVERYTHING, api=api)
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.items.list()
        assert "a bug" not in str(caught.value)
        assert await lens.user.get("display_name")


async def test_cancelling_the_waiting_task_stops_the_handler():
    clock = ManualClock()
    api = FakeApi(gate=asyncio.Event())
    session = open_fake_lens(*EVERYTHING, api=api, clock=clock)
    async with connect_in_memory(session) as lens:
        asking = asyncio.create_task(lens.items.list())
        await clock.settle()
        assert session.pending == 1
        asking.cancel()
        await clock.settle()
        assert session.pending == 0
