"""Every call has one outcome, whatever goes wrong: thousands here, a million by soak.

``make soak`` runs the long one; what it prints is what docs/soak.md quotes. A round
that fails names its seed; to repeat it alone: ``PIERGLASS_SOAK_SEED=<its seed>
PIERGLASS_SOAK_CALLS=1000``.
"""

import asyncio
import sys
import time
from collections import Counter

import pytest
from tests.soak import settings
from tests.soak.bridge_round import Round, Tally

from pierglass.bridge.codes import Outcome
from pierglass.sdk.testing import FAULTS

SEEDS = (1, 2, 5, 6, 9, 13, 15)
"""Calm ones, two in which everything goes wrong, and a hurried one."""
CALLS = 500
ROUND = 1_000
TOLD_EVERY = 50


async def run(seed: int, calls: int) -> Tally:
    """Run a round and hold it against what every round promises."""
    played = Round(seed, calls)
    tally = await played.run()
    wrong = [*tally.faulty(), *(f"lost share {key}" for key in played.lost_shares())]
    assert (tally.calls, wrong) == (calls, []), f"seed {seed}"
    return tally


@pytest.fixture(scope="module")
def tallies() -> list[Tally]:
    return [asyncio.run(run(seed, CALLS)) for seed in SEEDS]


def test_outcomes_equal_calls_none_twice_none_missing(tallies: list[Tally]):
    assert sum(tally.outcomes.total() for tally in tallies) == len(SEEDS) * CALLS


def test_every_fault_and_every_outcome_happened(tallies: list[Tally]):
    faults: Counter[str] = sum((tally.faults for tally in tallies), Counter())
    outcomes: Counter[str] = sum((tally.outcomes for tally in tallies), Counter())
    assert set(faults) == set(FAULTS)
    assert set(outcomes) == {str(outcome) for outcome in Outcome}


async def test_a_round_repeats_from_its_number():
    first, second = [await run(SEEDS[2], 300) for _ in range(2)]
    assert (first.outcomes, first.faults) == (second.outcomes, second.faults)


def test_a_tally_knows_a_call_that_ended_twice_from_one_that_never_did():
    tally = Tally()
    tally.asked["launch.get"] = 2
    tally.made = {(1, 1), (1, 2)}
    tally.settled[1, 1] = 2
    tally.outcomes["ok"] = 2
    tally.told["ok"] = 2
    assert tally.faulty() == ["1 calls without an outcome", "1 calls with two outcomes"]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@pytest.mark.soak
@pytest.mark.timeout(0)
async def test_a_million_calls_have_a_million_outcomes():
    outcomes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    calls = rounds = 0
    began_s = time.process_time()
    while calls < settings.CALLS:
        tally = await run(
            settings.FIRST_SEED + rounds, min(ROUND, settings.CALLS - calls)
        )
        outcomes += tally.outcomes
        faults += tally.faults
        calls, rounds = calls + tally.calls, rounds + 1
        if rounds % TOLD_EVERY == 0:
            say(f"{calls} calls, {outcomes.total()} outcomes")
    took_s = time.process_time() - began_s
    say(f"faults: {', '.join(f'{n} {kind}' for kind, n in faults.most_common())}")
    say(f"outcomes: {', '.join(f'{n} {kind}' for kind, n in outcomes.most_common())}")
    say(
        f"{rounds} rounds, {calls} calls, {outcomes.total()} outcomes: "
        f"0 twice, 0 missing, {took_s:.0f} s of CPU"
    )
    assert outcomes.total() == calls
