from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pierglass.vision import static_map as module
from pierglass.vision.kinds import KINDS
from pierglass.vision.static_map import SIDE, static_map


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in place of the shipped weights, with a map of glasses."""
    left_hidden = np.full((SIDE, SIDE), 255, np.uint8)
    left_hidden[:, : SIDE // 2] = 0
    np.savez_compressed(tmp_path / "static_maps.npz", glasses=left_hidden)
    monkeypatch.setattr(module, "weights_folder", lambda: tmp_path)
    module._maps.cache_clear()
    yield tmp_path
    module._maps.cache_clear()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_shipped_map_is_in_range(kind: str) -> None:
    out = static_map(kind, (0, 0, 60, 40))
    assert 0 <= out.min() <= out.max() <= 1


@pytest.mark.parametrize("box", [(10, 20, 130, 60), (0, 0, 1, 1), (-5, -5, 40, 300)])
def test_map_is_as_large_as_its_box(kept: Path, box: tuple[int, int, int, int]) -> None:
    out = static_map("glasses", box)
    assert out.shape == (box[3] - box[1], box[2] - box[0])
    assert out.dtype == np.float32


def test_map_is_stretched_over_the_box(kept: Path) -> None:
    out = static_map("glasses", (0, 0, 200, 30))
    assert out[15, 20] == 0
    assert out[15, 180] == 1


def test_kind_without_a_map_shows_the_whole_item(kept: Path) -> None:
    assert (static_map("hat", (0, 0, 50, 40)) == 1).all()


def test_package_without_maps_shows_the_whole_item(kept: Path) -> None:
    (kept / "static_maps.npz").unlink()
    assert (static_map("glasses", (0, 0, 50, 40)) == 1).all()
