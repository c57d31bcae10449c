"""A lens among people: it invites, answers and tells, and never learns whom."""

from typing import Any

import pytest

from pierglass.bridge.errors import CallCancelledError, CallFailedError
from pierglass.client.applet import connect_in_memory
from pierglass.client.host.chat_calls import chosen_media
from pierglass.client.launch import Launch
from pierglass.client.testing import FakeApi, open_fake_lens
from pierglass.client.user import ScriptedUser

KEY = "the-same-key"
MEDIA = {
    "group": {"item_id": "hat-straw"},
    "direct": {"item_id": "glasses-round-gold", "title": "For you"},
    "default": {},
}


def in_chat(source: str = "activity") -> Launch:
    return Launch(source, conversation_id="cnv_ben")


async def test_an_invitation_is_a_card_that_says_so_and_opens_the_chat():
    api = FakeApi()
    session = open_fake_lens("chat.share", api=api)
    async with connect_in_memory(session) as lens:
        session.tap()
        await lens.chat.invite(title="Vote!", idempotency_key=KEY, state={"look": 2})
        assert await lens.launch_state() == {"source": "tray", "in_chat": True}
    card = api.messages[0]["body"]["card"]
    assert (card["invite"], card["state"]) == (True, {"look": 2})
    await session.close()
    assert api.times("begin_activity") == 1


async def test_an_invitation_is_sent_once():
    api = FakeApi()
    session = open_fake_lens("chat.share", api=api)
    async with connect_in_memory(session) as lens:
        session.tap()
        first = await lens.chat.invite(title="Vote!", idempotency_key=KEY)
        again = await lens.chat.invite(title="Vote!", idempotency_key=KEY)
    await session.close()
    assert (first, len(api.messages)) == (again, 1)


async def test_an_invitation_that_nobody_gets_is_cancelled():
    session = open_fake_lens("chat.share", user=ScriptedUser(chat=None))
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallCancelledError):
            await lens.chat.invite(title="Vote!", idempotency_key=KEY)


async def test_an_answer_goes_to_the_chat_with_what_fits_it():
    api = FakeApi()
    session = open_fake_lens("chat.share", api=api, launch=in_chat())
    async with connect_in_memory(session) as lens:
        session.tap()
        answer = await lens.chat.respond(title="Mine", media=MEDIA, idempotency_key=KEY)
    # The chat with ben is a direct one; the lens hears the message's id alone.
    assert set(answer) == {"message_id"}
    card = api.messages[0]["body"]["card"]
    assert (card["title"], card["item_id"]) == ("For you", "glasses-round-gold")


@pytest.mark.parametrize(
    ("source", "chats", "chosen"),
    [
        ("invite", [{"kind": "group"}], {"item_id": "by-invite"}),
        ("card", [{"kind": "group"}], {"item_id": "by-group"}),
        ("tray", [], {"title": "Anything"}),
    ],
)
def test_media_fit_by_how_and_where_the_lens_is_open(
    source: str, chats: list[Any], chosen: dict[str, Any]
):
    media = {
        "invite": {"item_id": "by-invite"},
        "group": {"item_id": "by-group"},
        "default": {"title": "Anything", "script": "dropped"},
    }
    assert chosen_media(media, source, chats) == chosen


def test_media_of_which_none_fits_are_refused():
    with pytest.raises(CallFailedError, match="add a default"):
        chosen_media({"group": {}}, "tray", [])


async def test_a_notice_goes_to_the_chat_in_which_the_lens_is_open():
    api = FakeApi()
    session = open_fake_lens("notify", api=api, launch=in_chat())
    async with connect_in_memory(session) as lens:
        await lens.chat.notify("Ana voted", item_id="hat-straw")
    assert ("notify", ("fitting-room", "Ana voted")) in api.called


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("chat.notify", {"text": "Hello"}),
        ("chat.respond", {"title": "x", "media": MEDIA, "idempotency_key": KEY}),
    ],
)
async def test_outside_of_a_chat_there_is_nobody_to_tell(
    method: str, params: dict[str, Any]
):
    session = open_fake_lens("chat.share", "notify")
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError) as refused:
            await lens.call(method, params)
    assert refused.value.code == "not_found"
