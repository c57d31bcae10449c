"""The order of the suite."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what drives a browser last.

    Playwright's synchronous interface keeps an event loop running in the main thread
    until the session ends, and no coroutine test can start one beside it.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
