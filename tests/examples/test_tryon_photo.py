"""`examples/tryon_photo`: vision from Python."""

from pathlib import Path

import pytest
from tests.examples.conftest import EXAMPLES, PORTRAIT, run

SCRIPT = "tryon_photo/tryon_photo.py"


@pytest.mark.slow
@pytest.mark.usefixtures("trained")
async def test_it_writes_a_picture_with_the_item_on(tmp_path: Path):
    out = tmp_path / "out.jpg"
    code, said = await run(SCRIPT, PORTRAIT, "hat-fedora-charcoal", out)
    assert code == 0, said
    assert "is on" in said
    assert out.read_bytes().startswith(b"\xff\xd8\xff")


async def test_an_unknown_item_is_said_in_a_line(tmp_path: Path):
    out = tmp_path / "out.jpg"
    code, said = await run(SCRIPT, PORTRAIT, "hat-of-the-emperor", out)
    assert code == 1
    assert said.startswith("unknown_item: ")
    assert not out.exists()


def test_it_is_as_short_as_it_says():
    assert len((EXAMPLES / SCRIPT).read_text("utf-8").splitlines()) <= 20
