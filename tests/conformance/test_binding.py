"""Every requirement has its tests, and every test its requirement."""

from __future__ import annotations

from tests.conformance import test_faults, test_hosts, test_streams
from tests.conformance.binding import REQUIREMENTS, proved_by

TESTS = {
    name: proved_by(test)
    for module in (test_hosts, test_streams, test_faults)
    for name, test in vars(module).items()
    if name.startswith("test_")
}


def test_every_requirement_is_proved() -> None:
    proved = {each for bound in TESTS.values() for each in bound}
    assert set(REQUIREMENTS) - proved == set()


def test_every_test_proves_a_requirement_that_there_is() -> None:
    assert [name for name, bound in TESTS.items() if not bound] == []
    assert {each for bound in TESTS.values() for each in bound} <= set(REQUIREMENTS)
