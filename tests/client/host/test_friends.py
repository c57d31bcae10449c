"""A lens and the user's friends, on the headless host."""

import asyncio

import pytest

from pierglass.bridge import CallDeniedError, CallFailedError, CallUnavailableError
from pierglass.client.applet import connect_in_memory
from pierglass.client.errors import api_error
from pierglass.client.testing import FakeApi, fake_lens, open_fake_lens
from pierglass.client.user import ScriptedUser

SCOPE = "user.friends"
NAMES = ["Ben", "Cleo", "Dora", "Emil", "Fay"]


def opened(*, granted: tuple[str, ...] | None = None, **options):
    api = FakeApi(friends=list(NAMES))
    return open_fake_lens(SCOPE, granted=granted, api=api, **options)


async def test_friends_come_with_name_avatar_and_an_id():
    session = opened()
    async with connect_in_memory(session) as lens:
        page = await lens.friends.list()
    assert {one["display_name"] for one in page["friends"]} == set(NAMES)
    assert all(set(one) == {"id", "display_name", "avatar"} for one in page["friends"])
    assert "next_cursor" not in page


async def test_a_page_is_as_long_as_asked_and_all_goes_through_them():
    session = opened()
    async with connect_in_memory(session) as lens:
        page = await lens.friends.list(limit=2)
        more = await lens.friends.list(limit=2, cursor=page["next_cursor"])
        everybody = [one["display_name"] async for one in lens.friends.all()]
    shown = [one["id"] for one in (*page["friends"], *more["friends"])]
    assert len(set(shown)) == 4
    assert sorted(everybody) == NAMES


@pytest.mark.parametrize("limit", [0, 101])
async def test_a_page_out_of_bounds_reaches_no_server(limit: int):
    session = opened()
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.friends.list(limit=limit)
    assert (caught.value.code, caught.value.field) == ("invalid_params", "limit")
    assert session.stage.api.times("lens_friends") == 0


async def test_a_hundred_friends_with_the_longest_names_fit_a_page():
    api = FakeApi(friends=[f"{number:03}" + "\U0001f9e3" * 61 for number in range(100)])
    async with connect_in_memory(open_fake_lens(SCOPE, api=api)) as lens:
        page = await lens.friends.list(limit=100)
    assert len(page["friends"]) == 100


async def test_another_lens_is_given_other_ids():
    ids = []
    for name in ("fitting-room", "street-finder"):
        session = opened(lens=fake_lens(SCOPE) | {"id": name})
        async with connect_in_memory(session) as lens:
            ids.append({one["id"] async for one in lens.friends.all()})
    assert ids[0].isdisjoint(ids[1])


async def test_whoever_was_not_asked_is_asked_with_the_reason():
    user = ScriptedUser()
    session = opened(granted=(), user=user)
    async with connect_in_memory(session) as lens:
        assert lens.capabilities[SCOPE].state == "promptable"
        session.tap()
        assert (await lens.friends.list())["friends"]
        assert lens.capabilities[SCOPE].state == "granted"
    ((kind, sheet),) = user.asked
    (line,) = sheet.scopes
    assert (kind, line.scope, line.reason) == ("consent", SCOPE, "For user.friends.")
    assert "who your friends are" in line.consent


async def test_whoever_says_no_is_denied_and_the_server_not_asked():
    session = opened(granted=(), user=ScriptedUser(refuses=True))
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallDeniedError) as caught:
            await lens.friends.list()
    assert (caught.value.code, caught.value.field) == ("denied", SCOPE)
    assert session.stage.api.times("lens_friends") == 0


async def test_a_lens_whose_manifest_does_not_ask_is_denied():
    session = open_fake_lens("items.read", api=FakeApi(friends=list(NAMES)))
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallDeniedError) as caught:
            await lens.friends.list()
    assert (caught.value.code, caught.value.field) == ("permission_denied", SCOPE)


async def test_a_withdrawn_permission_ends_the_open_call_and_the_next():
    session = opened()
    api = session.stage.api
    api.gate = asyncio.Event()
    async with connect_in_memory(session) as lens:
        open_call = asyncio.create_task(lens.friends.list())
        await api.asked.wait()
        session.revoke([SCOPE])
        for call in (open_call, lens.friends.list()):
            with pytest.raises(CallDeniedError) as caught:
                await call
            assert caught.value.code == "permission_revoked"


async def test_a_permission_that_only_the_server_knows_to_be_gone_is_denied():
    session = opened()
    told = {"code": "permission_denied", "message": "Not granted.", "field": None}
    refused = api_error(403, told, request="GET")
    session.stage.api.refuses["lens_friends"] = refused
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallDeniedError) as caught:
            await lens.friends.list()
    assert caught.value.code == "permission_denied"


async def test_an_older_host_is_unsupported_at_once():
    session = opened(protocol=(1, 1))
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallUnavailableError, match="needs protocol 2") as caught:
            await lens.friends.list()
    assert (caught.value.code, caught.value.field) == ("unsupported", "friends.list")


async def test_a_host_without_friends_says_so():
    session = opened(unsupported={SCOPE: "this client knows nobody"})
    async with connect_in_memory(session) as lens:
        assert not lens.can(SCOPE)
        with pytest.raises(CallUnavailableError) as caught:
            await lens.friends.list()
    assert caught.value.code == "unsupported"
