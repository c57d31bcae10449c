"""The `pierglass` command: what it lists, how it fails, what it returns."""

import argparse
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from pierglass.sdk import cli


def _commands(monkeypatch, *entries: EntryPoint) -> None:
    monkeypatch.setattr(cli, "entry_points", lambda group: list(entries))


def _entry(name: str, module: str) -> EntryPoint:
    return EntryPoint(name, f"{module}:add_command", cli.GROUP)


def add_command(subparsers: Any) -> None:
    """Add a command of this test's own."""
    parser = subparsers.add_parser("greet", help="says hello")
    parser.add_argument("name")
    parser.set_defaults(run=greet)


def greet(arguments: argparse.Namespace) -> int:
    return 0 if arguments.name == "ana" else 1


@pytest.fixture
def greeting(monkeypatch):
    class Here(EntryPoint):
        def load(self):
            return add_command

    _commands(monkeypatch, Here("greet", "pierglass.sdk.tests:add_command", cli.GROUP))


@pytest.mark.parametrize(("name", "code"), [("ana", 0), ("eve", 1)])
def test_a_command_s_exit_code_is_the_program_s(greeting, name, code):
    assert cli.main(["greet", name]) == code


def test_wrong_usage_is_exit_code_2(greeting, capsys):
    assert cli.main(["greet"]) == 2
    assert "usage: pierglass greet" in capsys.readouterr().err


def test_an_unknown_command_is_exit_code_2_and_lists_the_known(greeting, capsys):
    assert cli.main(["dance"]) == 2
    assert "greet" in capsys.readouterr().err


def test_a_command_without_its_extra_says_which_to_install(monkeypatch, capsys):
    _commands(monkeypatch, _entry("tryon", "pierglass.vision.command"))
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["tryon", "me.jpg", "--item", "hat"]) == 1
    assert "pip install 'pierglass[vision]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("pierglass.vision.command", "vision"),
        ("pierglass.training.command", "train"),
        ("pierglass.training.items.command", "train"),
        ("pierglass.server.command", "server"),
        ("pierglass.client.demo.command", "server"),
    ],
)
def test_every_command_names_the_extra_that_it_waits_for(monkeypatch, module, extra):
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    missing = cli.missing_extra(_entry("x", module))
    assert missing is not None
    assert missing.extra == extra


def test_help_lists_a_command_whose_extra_is_absent(monkeypatch, capsys):
    _commands(monkeypatch, _entry("tryon", "pierglass.vision.command"))
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["--help"]) == 0
    assert "needs pip install 'pierglass[vision]'" in capsys.readouterr().out


def test_a_command_that_cannot_be_imported_leaves_the_others_usable(
    monkeypatch, capsys
):
    _commands(monkeypatch, _entry("serve", "pierglass.server.of_tomorrow"))
    assert cli.main(["--help"]) == 0
    assert "serve" in capsys.readouterr().out


def test_only_the_named_command_is_imported(monkeypatch):
    class Never(EntryPoint):
        def load(self):
            raise AssertionError("loaded")

    class Here(EntryPoint):
        def load(self):
            return add_command

    _commands(
        monkeypatch,
        Never("train", "pierglass.sdk.never:add_command", cli.GROUP),
        Here("greet", "pierglass.sdk.tests:add_command", cli.GROUP),
    )
    assert cli.main(["greet", "ana"]) == 0


def test_without_a_command_the_help_is_shown(greeting, capsys):
    assert cli.main([]) == 0
    assert "commands:" in capsys.readouterr().out
