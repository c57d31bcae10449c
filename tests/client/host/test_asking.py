"""What an open lens asks for: after a tap, one sheet at a time, and each thing once."""

import asyncio
from typing import Any

import pytest

from pierglass.bridge import CallDeniedError, CallUnavailableError
from pierglass.client.applet import connect_in_memory
from pierglass.client.errors import TransportError
from pierglass.client.host.session import HostSession
from pierglass.client.testing import FakeApi, open_fake_lens
from pierglass.client.user import ConsentSheet, ScriptedUser

NAME, AVATAR = "user.display_name", "user.avatar"


def opened(user: ScriptedUser, api: FakeApi | None = None) -> HostSession:
    """Open a lens whose two permissions were switched off on the sheet."""
    return open_fake_lens(NAME, AVATAR, granted=(), user=user, api=api)


def sheets(user: ScriptedUser) -> list[list[str]]:
    """Return what each sheet asked for."""
    return [[line.scope for line in sheet.scopes] for _, sheet in user.asked]


async def test_of_two_things_one_may_be_given():
    user = ScriptedUser(allows=frozenset({NAME}))
    session = opened(user)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallDeniedError) as caught:
            await lens.user.get("display_name", "avatar")
        assert (caught.value.code, caught.value.field) == ("denied", AVATAR)
        assert await lens.user.get("display_name") == {"display_name": "Ana"}
        assert lens.capabilities[AVATAR].state == "denied"
    grant = session.stage.api.grants.get("fitting-room")  # type: ignore[attr-defined]
    assert (grant["scopes"], grant["refused"]) == ([NAME], [AVATAR])


async def test_calls_that_need_the_same_ask_once():
    user = ScriptedUser()
    session = opened(user)
    async with connect_in_memory(session) as lens:
        session.tap()
        await asyncio.gather(*(lens.user.get("display_name") for _ in range(3)))
    assert sheets(user) == [[NAME]]


async def test_a_call_that_is_given_up_takes_its_sheet_along():
    class Slow(ScriptedUser):
        up = asyncio.Event()

        async def consent(self, sheet: ConsentSheet) -> Any:
            answer = await super().consent(sheet)
            if len(self.asked) == 1:
                self.up.set()
                await asyncio.Event().wait()
            return answer

    user = Slow()
    session = opened(user)
    async with connect_in_memory(session) as lens:
        session.tap()
        call = asyncio.create_task(lens.user.get("display_name"))
        await user.up.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert lens.capabilities[NAME].state == "promptable"
        assert await lens.user.get("display_name") == {"display_name": "Ana"}


async def test_what_is_given_and_cannot_be_kept_is_not_given():
    api = FakeApi(refuses={"allow": TransportError("Nobody answers.")})
    session = opened(ScriptedUser(), api)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallUnavailableError):
            await lens.user.get("display_name")
        assert lens.capabilities[NAME].state == "promptable"


async def test_a_no_holds_while_the_lens_is_open_even_if_it_cannot_be_kept():
    api = FakeApi(refuses={"allow": TransportError("Nobody answers.")})
    user = ScriptedUser(refuses=True)
    session = opened(user, api)
    async with connect_in_memory(session) as lens:
        session.tap()
        for code in ("denied", "permission_denied"):
            with pytest.raises(CallDeniedError) as caught:
                await lens.user.get("display_name")
            assert caught.value.code == code
    assert sheets(user) == [[NAME]]


async def test_what_was_withdrawn_is_not_asked_for_after_a_reload():
    session = open_fake_lens(NAME)
    async with connect_in_memory(session):
        session.revoke([NAME])
    async with connect_in_memory(session) as lens:
        assert lens.capabilities[NAME].state == "denied"
