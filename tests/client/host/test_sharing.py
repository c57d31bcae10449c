"""Cards at a place, drawings over a picture: what the host takes of a lens's share."""

import base64
from typing import Any

import pytest
from tests.client.host.test_handlers import EVERYTHING, KEY

from pierglass.bridge import CallFailedError
from pierglass.client.applet import Applet, connect_in_memory
from pierglass.client.host.session import HostSession
from pierglass.client.launch import Launch
from pierglass.client.testing import FakeApi, open_fake_lens
from pierglass.client.user import ScriptedUser

SHOP = {"name": "Marble Arch shop", "latitude": 51.5131, "longitude": -0.1589}
DRAWN = base64.b64encode(b"\x89PNG\r\n\x1a\n drawn").decode()
PHOTO = b"\xff\xd8\xff photo"


class Drawing(FakeApi):
    """A server that lays drawings over pictures, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[tuple[str, bytes, str]] = []

    async def lay_over(
        self, media_id: str, overlay: bytes, content_type: str
    ) -> dict[str, Any]:
        self.drawn.append((media_id, overlay, content_type))
        return {"id": f"{media_id}_drawn_{len(self.drawn)}"}


def opened(api: FakeApi, launch: Launch | None = None) -> HostSession:
    user = ScriptedUser(chat="cnv_ben", photo=PHOTO)
    session = open_fake_lens(*EVERYTHING, api=api, user=user)
    if launch is not None:
        session.stage.launch = launch
    return session


async def picked(session: HostSession, lens: Applet) -> str:
    session.tap()
    photo = await lens.photo.pick()
    session.tap()
    return photo


async def test_a_card_opens_at_the_place_that_its_sender_chose():
    api = FakeApi()
    session = opened(api)
    async with connect_in_memory(session) as lens:
        session.tap()
        await lens.share.chat(title="Here", place=SHOP, idempotency_key=KEY)
    card = api.messages[0]["body"]["card"]
    assert card["place"] == SHOP
    (proposal,) = [about for _, about in session.stage.user.asked]
    assert proposal.place == SHOP

    there = opened(api, Launch.from_card(card, "conversation"))
    async with connect_in_memory(there) as lens:
        launch = await lens.launch_state()
    assert launch == {"source": "card", "context": "conversation", "place": SHOP}


@pytest.mark.parametrize(
    "changed",
    [
        {"latitude": 90.5},
        {"longitude": -181},
        {"latitude": "51"},
        {"longitude": True},
        {"name": " "},
        {"name": "x" * 121},
        {"accuracy_m": 5},
    ],
)
async def test_a_place_is_a_name_and_a_point_on_earth(changed: dict[str, Any]):
    api = FakeApi()
    session = opened(api)
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.share.chat(
                title="Here", place={**SHOP, **changed}, idempotency_key=KEY
            )
    assert (caught.value.code, caught.value.field) == ("invalid_params", "place")
    assert api.messages == []
    assert session.stage.user.asked == []


async def test_a_card_without_a_place_says_nothing_of_where_its_sender_is():
    api = FakeApi()
    session = opened(api)
    async with connect_in_memory(session) as lens:
        session.tap()
        await lens.share.chat(title="Here", idempotency_key=KEY)
    assert set(api.messages[0]["body"]) == {"card"}
    assert set(api.messages[0]["body"]["card"]) == {"lens_id", "title"}


@pytest.mark.parametrize("context", ["profile", "story"])
async def test_a_lens_learns_where_it_was_opened_and_not_whose(context: str):
    session = opened(FakeApi(), Launch(context=context))
    async with connect_in_memory(session) as lens:
        assert await lens.launch_state() == {"source": "tray", "context": context}


async def test_a_photo_is_shared_with_what_the_lens_drew_over_it():
    api = Drawing()
    session = opened(api)
    async with connect_in_memory(session) as lens:
        photo = await picked(session, lens)
        await lens.share.chat(
            title="Dusk", picture=photo, overlay=DRAWN, idempotency_key=KEY
        )
    ((media_id, drawing, kind),) = api.drawn
    assert (drawing, kind) == (base64.b64decode(DRAWN), "image/png")
    body = api.messages[0]["body"]
    assert body["image_id"] == body["card"]["image_id"] == f"{media_id}_drawn_1"


async def test_the_same_drawing_is_drawn_once_for_chat_and_story():
    api = Drawing()
    session = opened(api)
    async with connect_in_memory(session) as lens:
        photo = await picked(session, lens)
        await lens.share.chat(
            title="Dusk", picture=photo, overlay=DRAWN, idempotency_key=KEY
        )
        session.tap()
        await lens.share.story(
            title="Dusk", picture=photo, overlay=DRAWN, idempotency_key=f"{KEY}2"
        )
    assert len(api.drawn) == 1


@pytest.mark.parametrize("overlay", ["no base64, !!!!!!", "R0lGODlhAQABAAAAACw="])
async def test_what_is_no_drawing_is_refused(overlay: str):
    session = opened(Drawing())
    async with connect_in_memory(session) as lens:
        photo = await picked(session, lens)
        with pytest.raises(CallFailedError) as caught:
            await lens.share.chat(
                title="Dusk", picture=photo, overlay=overlay, idempotency_key=KEY
            )
    assert (caught.value.code, caught.value.field) == ("invalid_params", "overlay")


async def test_a_drawing_needs_a_picture():
    session = opened(Drawing())
    async with connect_in_memory(session) as lens:
        session.tap()
        with pytest.raises(CallFailedError, match="no picture"):
            await lens.share.chat(title="Dusk", overlay=DRAWN, idempotency_key=KEY)
