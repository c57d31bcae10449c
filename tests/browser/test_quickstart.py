"""docs/quickstart-lens.md, as its reader takes it, and what `lens dev` does then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.guide.reader import reader
from tests.guide.script import QUICKSTART, read_steps
from tests.guide.timed import Timed, to_a_try_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Route
    from tests.guide.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def begun(
    playwright: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Walk, Timed]]:
    """Somebody who has come as far as the first try-on, and how long it took."""
    with reader(playwright, tmp_path_factory.mktemp("beginner")) as walk:
        yield walk, to_a_try_on(walk)
        assert walk.windows.faults == []


@pytest.fixture
def walk(begun: tuple[Walk, Timed]) -> Walk:
    return begun[0]


def test_from_an_empty_folder_to_a_try_on(
    begun: tuple[Walk, Timed], capsys: pytest.CaptureFixture[str]
) -> None:
    timed = begun[1]
    with capsys.disabled():
        print(f"\n{timed.line()}")  # noqa: T201 - what docs/benchmarks.md quotes
    assert [command.split()[:3] for command in timed.commands] == [
        ["pierglass", "lens", "doctor"],
        ["pierglass", "lens", "new"],
        ["pierglass", "lens", "dev"],
    ]


def test_a_friend_who_is_not_chosen_is_no_fault(walk: Walk) -> None:
    walk.windows.tap("Snap")
    walk.windows.see("Nice. Ask a friend?")
    walk.windows.tap("Ask a friend")
    walk.windows.see("Send to")
    walk.windows.page.keyboard.press("Escape")
    walk.windows.until(lambda: walk.windows.status() == "", "a lens that is quiet")


def test_a_page_that_was_loading_when_the_platform_went_begins_anew(walk: Walk) -> None:
    page, looks = walk.windows.page, []

    def gone_at_the_second_look(route: Route) -> None:
        looks.append(route)
        if len(looks) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/web/app.js", lambda route: route.abort(), times=1)
    page.route("**/web/dev/state.json", gone_at_the_second_look)
    page.reload()
    walk.windows.see("Gold aviator sunglasses, by Maison Vive")
    page.unroute_all()
    assert len(looks) > 2


def test_the_page_follows_each_save(walk: Walk) -> None:
    walk.save("my-lens/shop.js", lambda text: text.replace("Nice. Ask", "Lovely! Ask"))
    walk.windows.tap("Snap")
    walk.windows.see("Lovely! Ask a friend?")


def test_the_page_says_what_the_reviewer_would_refuse(walk: Walk) -> None:
    page, spoken = "my-lens/index.html", ' lang="en"'
    walk.save(page, lambda text: text.replace(spoken, ""))
    walk.windows.see("<html> has no lang")
    walk.save(page, lambda text: text.replace("<html", f"<html{spoken}"))
    walk.windows.see("Gold aviator sunglasses, by")


def test_the_steps_after_it_succeed(walk: Walk) -> None:
    for step in read_steps(QUICKSTART)[3:]:
        walk.take(step)
