"""docs/guide-lens.md, step by step, as its reader takes it: shell, editor, browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.guide.reader import reader
from tests.guide.script import GUIDE, pictures, read_steps

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(1800)]


def test_every_step_does_what_it_says_and_every_picture_is_taken(
    playwright: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "docs"
    with reader(playwright, tmp_path, keep=kept) as walk:
        for step in read_steps(GUIDE):
            walk.take(step)
        assert walk.windows.faults == []
    taken = [path for path in kept.rglob("*.*") if path.is_file()]
    assert {f"docs/{path.relative_to(kept)}" for path in taken} == {
        str(path) for path in pictures()
    }
