"""From landing page to grant: threshold, consent, refusal, and what is remembered."""

import asyncio
from typing import Any

import pytest

from pierglass.client.errors import LensRefusedError
from pierglass.client.launch import Launch, ask_consent
from pierglass.client.testing import FakeApi, ManualClock, fake_lens
from pierglass.client.user import ConsentSheet, ScriptedUser

LENS: Any = fake_lens("items.read", "camera.tryon")
OPTIONAL: Any = fake_lens("items.read", optional=True)


def _ask(api: FakeApi, user: ScriptedUser, clock: ManualClock, lens: Any = LENS) -> Any:
    fake: Any = api
    return asyncio.create_task(ask_consent(fake, lens, user, clock, 3000))


async def test_the_sheet_slides_up_after_the_threshold_and_not_before():
    clock, user = ManualClock(), ScriptedUser()
    asking = _ask(FakeApi(), user, clock)
    await clock.turn(2.999)
    assert user.asked == []
    await clock.turn(0.001)
    assert (await asking)["state"] == "granted"


async def test_the_sheet_names_each_data_type_with_the_platform_s_words_and_reason():
    clock, user = ManualClock(), ScriptedUser()
    asking = _ask(FakeApi(), user, clock)
    await clock.turn(3)
    await asking
    sheet = user.asked[0][1]
    assert isinstance(sheet, ConsentSheet)
    assert [line.scope for line in sheet.scopes] == ["items.read", "camera.tryon"]
    assert all(line.consent and line.reason for line in sheet.scopes)


async def test_whoever_accepted_before_is_not_asked_again():
    class Granted(FakeApi):
        async def grant(self, lens_id: str) -> dict[str, Any]:
            return {"state": "granted", "scopes": ["items.read", "camera.tryon"]}

    user = ScriptedUser()
    grant = await _ask(Granted(), user, ManualClock())
    assert user.asked == []
    assert grant["scopes"] == ["items.read", "camera.tryon"]


async def test_a_new_version_asks_for_what_it_needs_and_nothing_else():
    class Granted(FakeApi):
        async def grant(self, lens_id: str) -> dict[str, Any]:
            return {"state": "granted", "scopes": ["items.read"]}

    clock, user = ManualClock(), ScriptedUser()
    asking = _ask(Granted(), user, clock)
    await clock.turn(3)
    await asking
    (asked,) = user.asked
    assert [line.scope for line in asked[1].scopes] == ["camera.tryon"]


async def test_whoever_refused_before_is_asked_again_when_they_open_it_again():
    class Refused(FakeApi):
        async def grant(self, lens_id: str) -> dict[str, Any]:
            return {"state": "refused", "scopes": []}

    clock, user = ManualClock(), ScriptedUser()
    asking = _ask(Refused(), user, clock)
    await clock.turn(3)
    assert (await asking)["state"] == "granted"


async def test_a_refused_sheet_keeps_the_lens_closed_and_is_remembered():
    clock, api = ManualClock(), FakeApi()
    asking = _ask(api, ScriptedUser(refuses=True), clock)
    await clock.turn(3)
    with pytest.raises(LensRefusedError):
        await asking
    assert (api.times("refuse"), api.times("allow")) == (1, 0)


async def test_a_required_scope_that_is_kept_back_keeps_the_lens_closed():
    clock, api = ManualClock(), FakeApi()
    user = ScriptedUser(allows=frozenset({"items.read"}))
    asking = _ask(api, user, clock)
    await clock.turn(3)
    with pytest.raises(LensRefusedError, match=r"camera\.tryon"):
        await asking
    assert api.times("allow") == 0


async def test_an_optional_scope_that_is_kept_back_opens_the_lens_without_it():
    clock = ManualClock()
    user = ScriptedUser(allows=frozenset())
    asking = _ask(FakeApi(), user, clock, OPTIONAL)
    await clock.turn(3)
    assert (await asking)["scopes"] == []


async def test_a_lens_that_asks_for_nothing_opens_at_once():
    user = ScriptedUser()
    await _ask(FakeApi(), user, ManualClock(), fake_lens())
    assert user.asked == []


def test_a_card_opens_its_lens_at_item_and_state():
    card: Any = {"lens_id": "x", "title": "Hat", "item_id": "hat", "state": {"a": 1}}
    assert Launch.from_card(card).to_map() == {
        "source": "card",
        "item_id": "hat",
        "state": {"a": 1},
    }
