"""The hosts under test, and what a run finds out about each."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import (
    ARGUMENTS,
    CHROMIUM,
    LENSES,
    PHONE,
    manifest,
    sign_in,
)
from tests.browser.fake_platform import BEN, Platform
from tests.browser.fake_servers import RunningPlatform
from tests.conformance.binding import proved_by
from tests.conformance.hosts import LISTENER, SCOPES, HeadlessHost, WebHost
from tests.conformance.matrix import MATRIX, Matrix

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Page
    from tests.conformance.hosts import Host

ITEM = {
    "id": "hat-straw",
    "kind": "hat",
    "name": "Straw hat",
    "maker": "Atelier Lune",
    "image_url": "",
    "listing": None,
}


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    """What the run finds out."""
    return MATRIX


@pytest.fixture(scope="session")
def headless(matrix: Matrix) -> Iterator[HeadlessHost]:
    """The host in Python."""
    matrix.column("headless").about = f"pierglass.client {version('pierglass')}, Python"
    host = HeadlessHost()
    yield host
    host.stop()


@pytest.fixture(scope="session")
def web(request: pytest.FixtureRequest, matrix: Matrix) -> Iterator[WebHost]:
    """The page's host, in Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not here: the web host needs it")
    playwright = request.getfixturevalue("playwright")
    browser = playwright.chromium.launch(
        executable_path=str(CHROMIUM), args=list(ARGUMENTS)
    )
    about = f"pierglass.client {version('pierglass')}, Chromium {browser.version}"
    matrix.column("web").about = about
    state = Platform(LENSES / "raw", manifest("raw", SCOPES))
    state.items.append(ITEM)
    state.friends += [{**BEN, "id": f"usr_{name}"} for name in ("cleo", "dora")]
    with RunningPlatform(state) as running:

        def open_page(off: tuple[str, ...]) -> Page:
            running.grant = {"state": "never_asked", "scopes": []}
            running.ended = ""
            running.sockets.clear()
            context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
            context.set_default_timeout(40_000)
            context.grant_permissions(["camera"], origin=running.page)
            context.add_init_script(LISTENER)
            page = context.new_page()
            page.goto(running.page + "/")
            sign_in(page)
            page.get_by_test_id("tab-camera").click()
            page.get_by_test_id("lens-raw").click()
            for scope in off:
                page.get_by_test_id(f"switch-{scope}").click()
            page.get_by_test_id("consent-accept").click()
            return page

        host = WebHost(open_page, running)
        yield host
        host.page.context.close()
    browser.close()


_FAILED = {"so far": 0}


@pytest.fixture(
    params=["headless", pytest.param("web", marks=pytest.mark.browser)],
)
def host(request: pytest.FixtureRequest) -> Host:
    """Each host in turn."""
    made: Host = request.getfixturevalue(request.param)
    # What a failed test left behind is no matter of the next.
    if request.session.testsfailed != _FAILED["so far"]:
        _FAILED["so far"] = request.session.testsfailed
        made.renew()
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note in the matrix how each test went."""
    report = yield
    name = getattr(item, "callspec", None)
    host_name = name.params.get("host") if name else None
    if host_name and (call.when == "call" or report.failed):
        for requirement in proved_by(getattr(item, "function", None)):
            MATRIX.note(str(host_name), requirement, report.passed)
    return report
