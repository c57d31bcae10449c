from pathlib import Path

import cv2
import pytest

from pierglass.sdk.cli import main
from pierglass.training.synthetic.sheet import write_synthetic_sheet


def test_sheet_shows_three_pictures_a_photo(tmp_path: Path) -> None:
    write_synthetic_sheet(tmp_path / "new" / "sheet.png", count=2)
    sheet = cv2.imread(str(tmp_path / "new" / "sheet.png"))
    assert sheet is not None
    assert sheet.shape == (244, 2 * 3 * 180, 3)


def test_sheet_marks_shown_and_hidden_pixels_of_an_item(tmp_path: Path) -> None:
    write_synthetic_sheet(tmp_path / "sheet.png", count=1)
    sheet = cv2.imread(str(tmp_path / "sheet.png"))
    assert sheet is not None
    _, green, red = (sheet[:, 360:, i].astype(int) for i in range(3))
    assert (green - red > 60).sum() > 100


def test_sheet_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="found a count of 0"):
        write_synthetic_sheet(tmp_path / "sheet.png", count=0)


def test_sheet_without_a_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"expected \.png or \.jpg"):
        write_synthetic_sheet(tmp_path / "sheet.nonsense", count=1)


def test_command_writes_a_sheet(tmp_path: Path) -> None:
    place = tmp_path / "sheet.jpg"
    assert main(["train", "synthetic", "--sheet", str(place), "--count", "1"]) == 0
    assert place.stat().st_size > 1000


def test_command_without_a_place_says_what_to_give(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["train", "synthetic"]) == 1
    assert "--sheet OUT.png" in capsys.readouterr().err
