"""`search.visual` in the headless host, over a real bridge in memory."""

import pytest

from pierglass.bridge import CallDeniedError, CallFailedError, CallUnavailableError
from pierglass.client.applet import connect_in_memory
from pierglass.client.errors import api_error
from pierglass.client.testing import open_fake_lens
from pierglass.client.user import ScriptedUser

PHOTO = b"\xff\xd8\xff street"


async def picked(session, lens) -> str:
    session.tap()
    return await lens.photo.pick()


async def test_a_photo_is_searched_with_by_its_handle():
    session = open_fake_lens("search", user=ScriptedUser(photo=PHOTO))
    async with connect_in_memory(session) as lens:
        photo = await picked(session, lens)
        found = await lens.search.visual(photo=photo, top=1)
    assert (found["outcome"], found["generated"]) == ("found", True)
    assert found["picture"].startswith("hdl_")
    assert len(found["results"]) == 1
    assert "stages_ms" not in found


async def test_words_alone_make_no_picture():
    session = open_fake_lens("search")
    async with connect_in_memory(session) as lens:
        found = await lens.search.visual(keywords="linen")
    assert not found["generated"]
    assert found.keys().isdisjoint({"picture", "garment"})


async def test_filters_reach_the_server_as_it_takes_them(monkeypatch):
    asked = {}
    session = open_fake_lens("search")
    real = session.stage.api.search

    async def search(**given):
        asked.update(given)
        return await real(**given)

    monkeypatch.setattr(session.stage.api, "search", search, raising=False)
    async with connect_in_memory(session) as lens:
        await lens.search.visual(
            keywords="linen", currency="EUR", most_minor=5000, in_stock=True
        )
    assert asked["filters"] == {
        "in_stock": True,
        "price": {"currency": "EUR", "most_minor": 5000},
    }


async def test_the_picture_can_be_shared_by_its_handle():
    user = ScriptedUser(photo=PHOTO, chat="cnv_ben")
    session = open_fake_lens("search", "chat.share", user=user)
    async with connect_in_memory(session) as lens:
        photo = await picked(session, lens)
        found = await lens.search.visual(photo=photo)
        session.tap()
        await lens.share.chat(
            title="A find",
            picture=found["picture"],
            idempotency_key="a-key-of-the-lens",
        )
    (message,) = session.stage.messages
    assert message["body"]["image_id"].startswith("med_")


async def test_without_the_permission_nothing_is_asked():
    session = open_fake_lens("search", granted=())
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallDeniedError):
            await lens.search.visual(keywords="linen")
    assert session.stage.api.times("search") == 0


async def test_a_photo_of_nothing_is_no_handle():
    session = open_fake_lens("search")
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.search.visual(photo="hdl_of_yesterday")
    assert caught.value.code == "handle_unknown"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (422, "search.no_person", CallFailedError),
        (422, "search.no_garment", CallFailedError),
        (503, "model_missing", CallUnavailableError),
        (503, "search.not_ready", CallUnavailableError),
    ],
)
async def test_each_refusal_reaches_the_lens_by_its_own_code(status, code, kind):
    session = open_fake_lens("search")
    refusal = api_error(status, {"code": code, "message": "No."}, request="POST")
    session.stage.api.refuses["search"] = refusal
    async with connect_in_memory(session) as lens:
        with pytest.raises(kind) as caught:
            await lens.search.visual(keywords="linen")
    assert caught.value.code == code


@pytest.mark.parametrize("query", [{"keywords": "w" * 201}, {"kind": ""}, {"top": 51}])
async def test_what_the_declaration_refuses_never_leaves(query):
    session = open_fake_lens("search")
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.search.visual(**query)
    assert caught.value.code == "invalid_params"
    assert session.stage.api.times("search") == 0
