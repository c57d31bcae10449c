import argparse
from pathlib import Path

import pytest

from pierglass.training.command import add_eval_command


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_eval_command(parser.add_subparsers())
    arguments = parser.parse_args(["eval", *words])
    code: int = arguments.run(arguments)
    return code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tryon", "--card"), "tryon has no card"),
        (("tryon", "--limit", "3"), "set number of clips"),
        (("occluder", "--card", "--limit", "3"), "leave --card or --limit out"),
        (("person", "--limit", "0"), "found 0, expected 1 or more"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    assert said in capsys.readouterr().err


def test_missing_data_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("occluder", "--data", str(tmp_path)) == 1
    assert "poses.json" in capsys.readouterr().err
