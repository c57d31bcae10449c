import argparse
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")

from pierglass.training.command import add_command


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place without photos or runs that passes for one with photos."""
    where = "pierglass.training.stock.command"
    monkeypatch.setattr(f"{where}.data_folder", lambda _: tmp_path)
    monkeypatch.setattr(f"{where}.runs_folder", lambda: tmp_path)
    return tmp_path


def trained(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers())
    given = parser.parse_args(["train", *arguments])
    code: int = given.run(given)
    return code


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (
            ("embedding", "--export-only"),
            "run pierglass train embedding --network lite",
        ),
        (("stock", "--export-only"), "run pierglass train stock first"),
        (("stock", "--stage", "2"), "run pierglass train stock --stage 1"),
        (("stock", "--stage", "1"), "run pierglass train embedding --network dense"),
        (("embedding", "--network", "dense"), "make them with pierglass train pairs"),
        (("stock", "--without", "l3"), "has no term 'l3'"),
        (("embedding", "--seed", "1", "--export-only"), "expected none with --export"),
        (("stock", "--side", "64", "--export-only"), "expected none with --export"),
        (("pairs", "--side", "64"), "pairs are kept at 128 pixels"),
    ],
)
def test_what_is_missing_is_an_error_with_the_cure(
    arguments: tuple[str, ...], cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(*arguments) == 1
    assert cure in capsys.readouterr().err


@pytest.mark.usefixtures("empty")
def test_a_sheet_of_pairs_stays_out_of_the_repository(
    capsys: pytest.CaptureFixture[str],
) -> None:
    inside = Path(__file__).parent / "pairs.png"
    assert trained("pairs", "--sheet", str(inside)) == 1
    assert "inside of a git repository" in capsys.readouterr().err
