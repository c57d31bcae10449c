"""A lens says how long it needs a picture."""

import pytest

from pierglass.bridge import CallFailedError
from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import open_fake_lens

SCOPES = ("camera.tryon", "chat.share")


async def test_a_picture_goes_with_its_last_release():
    session = open_fake_lens(*SCOPES)
    async with connect_in_memory(session) as lens:
        await lens.try_on.start("hat-straw")
        session.tap()
        picture = (await lens.capture.snap())["picture"]
        assert await lens.retain(picture) == 2
        assert await lens.release(picture) == 1
        assert len(session.stage.handles) == 1
        assert await lens.release(picture) == 0
        assert len(session.stage.handles) == 0
        session.tap()
        with pytest.raises(CallFailedError) as caught:
            await lens.share.chat(
                title="A", picture=picture, idempotency_key="the-first"
            )
    assert caught.value.code == "handle_revoked"
