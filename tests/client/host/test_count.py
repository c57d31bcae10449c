"""A lens counts what happens in it."""

from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import FakeApi, open_fake_lens


async def test_an_event_is_counted_for_the_lens_that_is_open():
    api = FakeApi()
    async with connect_in_memory(open_fake_lens("items.read", api=api)) as lens:
        await lens.count("tried-on", 3)
    assert ("count", ("fitting-room", "tried-on", 3)) in api.called
