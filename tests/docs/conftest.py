"""What the documents' blocks stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.docs.platform import Platform, run_platform

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A server, for all blocks of the session."""
    with run_platform(tmp_path_factory.mktemp("platform")) as running:
        yield running
