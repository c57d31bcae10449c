"""Kill -9 around the commit: what was acknowledged is there, once."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pierglass.server.services import messages
from pierglass.server.services.context import Context, Principal
from pierglass.server.testing import Person

CHILD = """
import os, signal, sys
from pathlib import Path
from pierglass.server.services import messages
from pierglass.server.services.blobs import Blobs
from pierglass.server.services.clock import SystemClock
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.ids import RandomIds
from pierglass.server.services.passwords import Passwords
from pierglass.server.settings import Settings
from pierglass.server.store.database import Store
from pierglass.server.store.index.embedded import EmbeddedIndex

when, folder, account, conversation = sys.argv[1:]
die = lambda *event: os.kill(os.getpid(), signal.SIGKILL)
settings = Settings(data_dir=Path(folder))
store = Store(settings.database())
ctx = Context(
    store=store, vectors=EmbeddedIndex(store), clock=SystemClock(), ids=RandomIds(),
    settings=settings, blobs=Blobs(Path(folder)), key=b"k" * 32,
    passwords=Passwords(1, 8), publish=die,
)
if when == "before":
    messages._deliver = die
principal = Principal(account, device_id="d", scopes=frozenset("*"))
messages.send(ctx, principal, conversation, "k", {"text": "hello"})
"""


@pytest.mark.parametrize(("when", "stored"), [("before", 0), ("after", 1)])
def test_f1_f2_killed_around_the_commit_and_sent_again(
    ctx: Context, chat: str, ana: Person, tmp_path: Path, when: str, stored: int
) -> None:
    child = subprocess.run(
        [sys.executable, "-c", CHILD, when, str(tmp_path), ana.id, chat],
        timeout=100,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    path = f"/v1/conversations/{chat}/messages"
    assert len(ana.get(path)["messages"]) == stored
    principal = Principal(ana.id, device_id="d", scopes=frozenset("*"))
    _, replayed = messages.send(ctx, principal, chat, "k", {"text": "hello"})
    assert replayed == bool(stored)
    assert len(ana.get(path)["messages"]) == 1


def test_f40_id_that_is_taken_overwrites_nothing(
    ctx: Context,
    chat: str,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana.send(chat, "a", text="first")
    taken = ana.get(f"/v1/conversations/{chat}/messages")["messages"][0]["id"]
    monkeypatch.setattr(type(ctx.ids), "new", lambda self, prefix: taken)
    assert ana.send(chat, "b", text="second").status_code >= 500
    listed = ana.get(f"/v1/conversations/{chat}/messages")["messages"]
    assert [one["text"] for one in listed] == ["first"]
