"""Rows F1 to F3 for as long as one likes: `make soak`.

Rounds of the kill -9 scenario, each with a seed and a victim of its own, until the time
is over. What it prints is what docs/soak.md quotes. To repeat a round that failed:
``PIERGLASS_SOAK_SEED=<its seed> PIERGLASS_SOAK_MINUTES=0``.
"""

import asyncio
import sys
import time
from pathlib import Path

import pytest
from tests.scenarios import test_kill
from tests.soak.settings import FIRST_SEED, MINUTES, SENDS

# A process that dies five times in a row within a second of being ready makes the
# supervisor give up, as it should; a round stays below that. The whole server may die
# as often as we like.
KILLS = {"api": 4, "gateway": 4, "server": 6}
ROUND_S = 600

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(0),
    test_kill.pytestmark[-1],  # Linux alone: it finds processes in /proc.
]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def test_kills_for_a_long_time_lose_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(test_kill, "SENDS", SENDS)
    began_s = time.monotonic()
    sends = deaths = rounds = 0
    while rounds == 0 or time.monotonic() - began_s < MINUTES * 60:
        seed = FIRST_SEED + rounds
        victim = list(KILLS)[seed % len(KILLS)]
        kills = KILLS[victim]
        monkeypatch.setattr(test_kill, "SEED", seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        round_began_s = time.monotonic()
        say(f"seed {seed}: {SENDS} sends, {kills} kills of {victim} …")
        async with asyncio.timeout(ROUND_S):
            await test_kill.test_no_acknowledged_message_is_lost_or_doubled(
                folder, victim, kills
            )
        took_s = time.monotonic() - round_began_s
        say(f"seed {seed}: 0 lost, 0 doubled, {took_s:.0f} s")
        rounds, sends, deaths = rounds + 1, sends + SENDS, deaths + kills
    say(f"{rounds} rounds, {sends} sends, {deaths} kills: 0 lost, 0 doubled")
