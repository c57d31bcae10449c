"""Bad input of the first day, against a real server: each gets its typed error."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from pierglass.bridge import CallDeniedError, CallFailedError, CallUnavailableError
from pierglass.client.applet import connect_applet, connect_in_memory
from pierglass.client.camera import PhotoCamera
from pierglass.client.demo.seed import Seeded
from pierglass.client.errors import (
    ApiError,
    GatewayError,
    InvalidError,
    LensRefusedError,
    NotFoundError,
    UnauthenticatedError,
)
from pierglass.client.host.listener import LensListener
from pierglass.client.ids import new_id
from pierglass.client.pictures import upload
from pierglass.client.user import ScriptedUser

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

LENS = "fitting-room"


def _blank(size: tuple[int, int] = (480, 640)) -> bytes:
    """A photo of a wall."""
    file = io.BytesIO()
    Image.new("RGB", size, (180, 172, 160)).save(file, "JPEG")
    return file.getvalue()


async def _open(people: Seeded, photo: bytes, user: ScriptedUser | None = None) -> Any:
    camera = await PhotoCamera.of_photo(photo, people.ana.api, people.ana.clock)
    user = user or ScriptedUser(chat=people.chat["id"])
    return await people.ana.lenses.open(LENS, user, camera)


async def test_an_unknown_item_is_not_found_over_the_bridge(
    people: Seeded, portrait: bytes
):
    session = await _open(people, portrait)
    async with connect_in_memory(session) as lens:
        with pytest.raises(CallFailedError) as caught:
            await lens.try_on.start("hat-of-the-emperor")
    assert caught.value.code == "not_found"


async def test_a_photo_of_a_wall_has_no_person(people: Seeded):
    session = await _open(people, _blank())
    async with connect_in_memory(session) as lens:
        answer = await lens.try_on.start("glasses-round-gold")
        assert not answer["placed"]
        assert "no_person" in answer["reason"]
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.capture.snap()
    assert caught.value.code in ("tryon.no_person", "tryon.cannot_place")


async def test_a_shoe_on_a_portrait_cannot_be_placed(people: Seeded, portrait: bytes):
    session = await _open(people, portrait)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("shoe-sneaker-white")
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.capture.snap()
    assert caught.value.code == "tryon.cannot_place"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xd8\xff\xe0 not a JPEG at all", _blank()[:2000], b"<svg onload=x>"],
    ids=["garbage", "truncated", "svg"],
)
async def test_what_is_no_picture_is_refused(people: Seeded, content: bytes):
    with pytest.raises(ApiError) as caught:
        await people.ana.api.upload(content, "image/jpeg")
    assert caught.value.http_status in (415, 422)


async def test_an_image_bomb_is_refused(people: Seeded):
    file = io.BytesIO()
    Image.new("1", (10_000, 9_000)).save(file, "PNG")
    with pytest.raises(InvalidError) as caught:
        await people.ana.api.upload(file.getvalue(), "image/png")
    assert caught.value.code == "media.too_many_pixels"


async def test_a_20_mb_photo_is_refused_before_it_is_sent(people: Seeded):
    with pytest.raises(InvalidError) as caught:
        await upload(people.ana.api, _blank() + bytes(20_000_000))
    assert caught.value.http_status == 413


async def test_a_13_mb_photo_is_refused_by_the_server_as_well(people: Seeded):
    with pytest.raises(InvalidError) as caught:
        await people.ana.api.upload(_blank() + bytes(13_000_000), "image/jpeg")
    assert caught.value.http_status == 413


async def test_a_wrong_password_says_no_more_than_that(people: Seeded):
    with pytest.raises(UnauthenticatedError) as wrong:
        await people.ana.api.sign_in("ben", "looking-glass-eve")
    with pytest.raises(UnauthenticatedError) as unknown:
        await people.ana.api.sign_in("nobody-at-all", "looking-glass-eve")
    assert wrong.value.code == unknown.value.code


async def test_a_message_to_somebody_who_blocked_the_sender_is_refused(
    people: Seeded, stranger: Any
):
    name = new_id("eve")[:12].replace("-", "x").replace("_", "y").lower()
    eve = await stranger(name)
    await eve.people.ask("ben")
    await people.ben.people.accept(name)
    chat = await eve.chats.with_person("ben")
    await people.ben.people.block(name)
    with pytest.raises(GatewayError) as caught:
        await eve.chats.send(chat["id"], "Hello?")
    assert not caught.value.retryable


async def test_a_second_send_with_the_same_key_is_the_same_message(people: Seeded):
    key, chat = new_id("cmi"), people.chat["id"]
    first = await people.ana.chats.send(chat, "Once", client_message_id=key)
    second = await people.ana.chats.send(chat, "Once", client_message_id=key)
    assert second.replayed
    assert first.message["id"] == second.message["id"]
    with pytest.raises(GatewayError) as caught:
        await people.ana.chats.send(chat, "Twice", client_message_id=key)
    assert caught.value.code == "idempotency_mismatch"


async def test_a_scope_that_was_not_granted_is_denied_over_the_bridge(
    people: Seeded, stranger: Any, portrait: bytes
):
    name = new_id("fay")[:12].replace("-", "x").replace("_", "y").lower()
    fay = await stranger(name)
    user = ScriptedUser(allows=frozenset({"items.read"}))
    camera = await PhotoCamera.of_photo(portrait, fay.api, fay.clock)
    session = await fay.lenses.open(LENS, user, camera)
    async with connect_in_memory(session) as lens:
        assert (await lens.items.list(limit=1))["items"]
        for code in ("gesture_required", "denied", "permission_denied"):
            with pytest.raises(CallDeniedError) as caught:
                await lens.try_on.start("glasses-round-gold")
            assert caught.value.code == code
            session.tap()


async def test_a_lens_that_is_refused_stays_closed(stranger: Any, portrait: bytes):
    name = new_id("gus")[:12].replace("-", "x").replace("_", "y").lower()
    gus = await stranger(name)
    camera = await PhotoCamera.of_photo(portrait, gus.api, gus.clock)
    with pytest.raises(LensRefusedError):
        await gus.lenses.open(LENS, ScriptedUser(refuses=True), camera)
    assert (await gus.api.grant(LENS))["state"] == "refused"


async def test_a_revocation_reaches_the_open_lens(stranger: Any, portrait: bytes):
    name = new_id("hal")[:12].replace("-", "x").replace("_", "y").lower()
    hal = await stranger(name)
    camera = await PhotoCamera.of_photo(portrait, hal.api, hal.clock)
    session = await hal.lenses.open(LENS, ScriptedUser(), camera)
    revoked = asyncio.Event()
    async with connect_in_memory(session) as lens:
        lens.on("grant.revoked", lambda _: revoked.set())
        await hal.api.revoke((await hal.api.grants())[0]["id"])
        async with asyncio.timeout(10):
            await revoked.wait()
        with pytest.raises(CallDeniedError):
            await lens.items.list()


async def test_an_unknown_lens_is_not_found(people: Seeded, portrait: bytes):
    camera = await PhotoCamera.of_photo(portrait, people.ana.api, people.ana.clock)
    with pytest.raises(NotFoundError):
        await people.ana.lenses.open("no-such-lens", ScriptedUser(), camera)


async def test_a_lens_that_reloads_in_the_middle_of_a_try_on_starts_anew(
    people: Seeded, portrait: bytes
):
    session = await _open(people, portrait)
    async with LensListener() as listener:
        ticket = listener.admit(session)
        async with connect_applet(listener.url, ticket) as before:
            trying = asyncio.create_task(before.try_on.start("glasses-round-gold"))
            await asyncio.sleep(0)
            async with connect_applet(listener.url, ticket) as after:
                await asyncio.gather(trying, return_exceptions=True)
                answer = await after.try_on.start("glasses-round-gold")
    assert answer["placed"]
    await session.close()


async def test_a_lens_that_floods_is_told_to_wait_and_chat_goes_on(
    people: Seeded, portrait: bytes
):
    session = await _open(people, portrait)
    async with connect_in_memory(session) as lens:
        ended = await asyncio.gather(
            *(lens.items.list(limit=1) for _ in range(200)), return_exceptions=True
        )
        busy = [end for end in ended if isinstance(end, CallUnavailableError)]
        assert busy
        assert len(busy) < 200
        sent = await people.ana.chats.send(people.chat["id"], "Still here")
        assert sent.message["seq"] > 0
