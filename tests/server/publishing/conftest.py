"""A platform on which a person reviews, its staff, and a publisher with a key."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.server.publishing.publisher import Signer

from pierglass.server.services.context import Context
from pierglass.server.testing import Person


@pytest.fixture
def key() -> Signer:
    return Signer(b"a" * 32)


@pytest.fixture
def reviewed(ctx: Context, person: Callable[[str], Person]) -> Person:
    """Let persons review; return one of the staff, whose callers are as before."""
    staff = person("staff")
    settings = replace(ctx.settings, lens_review="person", staff=f" {staff.id} ,")
    # The application holds the context: what it is built on is changed in place.
    object.__setattr__(ctx, "settings", settings)
    return staff


@pytest.fixture
def ana_signs(ana: Person, key: Signer) -> Person:
    assert key.register(ana).status_code == 201
    return ana
