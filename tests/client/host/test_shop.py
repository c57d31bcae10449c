"""A listing handed over to its shop: the catalogue's address, and the user's word."""

import pytest

from pierglass.bridge import CallCancelledError, CallDeniedError, CallFailedError
from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import FakeApi, open_fake_lens
from pierglass.client.user import ScriptedUser

SHOP = "https://shop.example/hats/straw"


def opened(**user: bool):
    api = FakeApi(shops={"hat-straw": SHOP})
    return open_fake_lens("items.read", api=api, user=ScriptedUser(**user))


async def test_the_user_leaves_for_the_shop_that_the_catalogue_names():
    session = opened()
    async with connect_in_memory(session) as lens:
        session.tap()
        await lens.items.open_shop("hat-straw")
    assert session.stage.shops == [SHOP]


async def test_whoever_stays_goes_nowhere():
    session = opened(visits=False)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallCancelledError):
            await lens.items.open_shop("hat-straw")
    assert session.stage.shops == []


async def test_without_a_tap_nobody_is_asked():
    session = opened()
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallDeniedError) as caught:
            await lens.items.open_shop("hat-straw")
    assert caught.value.code == "gesture_required"
    assert session.stage.user.asked == []


async def test_an_item_without_a_shop_is_not_found():
    session = opened()
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.items.open_shop("glasses-round-gold")
    assert (caught.value.code, caught.value.field) == ("not_found", "item_id")
