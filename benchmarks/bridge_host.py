"""The headless host that the bridge's benchmarks call: real, without a network."""

from typing import Any

from pierglass.bridge import HandleTable, Limits
from pierglass.client.clock import RealClock
from pierglass.client.host.ledger import Ledger
from pierglass.client.host.session import HostSession
from pierglass.client.host.stage import Stage
from pierglass.client.ids import new_secret
from pierglass.client.launch import Launch
from pierglass.client.testing import FakeApi, FakeViewfinder, fake_lens
from pierglass.client.user import ScriptedUser

__all__ = ["host_session"]

FAST = 1_000_000


def host_session(calls_in_flight: int, api: FakeApi | None = None) -> HostSession:
    """Return the host's end of one open lens.

    Rate and number of open calls are metered as always, against limits that the
    benchmark stays under; no trace is kept, as none is when a user opens a lens.

    Args:
        calls_in_flight: Calls that may be open at once.
        api: The server, answering from memory; a new one when None.
    """
    server: Any = api or FakeApi()
    lens: Any = fake_lens("items.read")
    viewfinder: Any = FakeViewfinder()
    account: Any = {"id": "usr_ana", "username": "ana", "display_name": "Ana"}
    stage = Stage(
        api=server,
        account=account,
        lens=lens,
        launch=Launch(),
        scopes={"items.read"},
        user=ScriptedUser(),
        clock=RealClock(),
        viewfinder=viewfinder,
        handles=HandleTable(new_secret),
        ledger=Ledger(),
        send_card=server.send,
        close=lambda: None,
    )
    limits = Limits(calls_in_flight, frames_per_s=FAST, burst=FAST)
    return HostSession(stage, limits=limits)
