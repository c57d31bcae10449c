"""The test kit: a lens against the real headless host, without a network.

With Pierglass and pytest installed the fixtures are there by themselves::

    async def test_a_friend_gets_the_item(host, conversation):
        async with host.open() as lens:
            await lens.try_on.start("glasses-round-gold")
            host.tap()
            snapped = await lens.capture.snap()
            host.tap()
            await lens.share.chat(
                title="Which?", picture=snapped["picture"], idempotency_key="the-first"
            )
        assert conversation.cards[0]["title"] == "Which?"

Host, bridge and policy are those of the client; only the server behind them answers
from memory, and time passes when the test says so.
"""

from pierglass.sdk.testing.camera import Camera
from pierglass.sdk.testing.clock import Clock
from pierglass.sdk.testing.faults import FAULTS, Fault, FaultSchedule
from pierglass.sdk.testing.host import Conversation, Grants, Host, Settled
from pierglass.sdk.testing.matchers import a_handle, card, ended, granted
from pierglass.sdk.testing.network import Network

__all__ = [
    "FAULTS",
    "Camera",
    "Clock",
    "Conversation",
    "Fault",
    "FaultSchedule",
    "Grants",
    "Host",
    "Network",
    "Settled",
    "a_handle",
    "card",
    "ended",
    "granted",
]
