"""`pierglass lens` as it is typed: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from pierglass.sdk import cli
from pierglass.sdk.lens.dev import build_page, next_version
from pierglass.sdk.lens.doctor import examine
from pierglass.sdk.lens.scaffold import TEMPLATES


def lens(*words: object) -> int:
    return cli.main(["lens", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert lens("new", "my-lens", "--template", "game", "--in", tmp_path) == 0
    capsys.readouterr()
    return tmp_path / "my-lens"


def test_without_a_command_the_usage_is_shown(capsys):
    assert lens() == 2
    assert "publish" in capsys.readouterr().out


def test_the_help_of_new_has_a_line_for_each_template(capsys):
    assert lens("new", "--help") == 0
    lines = capsys.readouterr().out.rstrip().splitlines()
    shown = [line.split()[0] for line in lines[lines.index("templates:") + 1 :]]
    assert shown == list(TEMPLATES)


def test_lint_accepts_with_0(folder, capsys):
    assert lens("lint", folder) == 0
    assert capsys.readouterr().out.endswith("my-lens: accepted\n")


def test_lint_refuses_with_1(folder, capsys):
    (folder / "style.css").unlink()
    assert lens("lint", folder) == 1
    assert "the lens has no style.css" in capsys.readouterr().out


def test_lint_prints_its_verdict_as_data(folder, capsys):
    (folder / "style.css").unlink()
    assert lens("lint", folder, "--json") == 1
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["accepted"] is False
    assert verdict["findings"][0]["rule"] == "files"


def test_a_folder_without_a_manifest_is_no_lens(tmp_path, capsys):
    assert lens("lint", tmp_path) == 1
    assert "holds no manifest.json" in capsys.readouterr().err


def test_the_folder_that_one_is_in_is_the_lens_where_none_is_named(
    folder, capsys, monkeypatch
):
    monkeypatch.chdir(folder)
    assert lens("lint") == 0
    assert capsys.readouterr().out.endswith("my-lens: accepted\n")


def test_what_stands_behind_the_dashes_is_pytest_s(folder, monkeypatch):
    monkeypatch.chdir(folder)
    given = []
    monkeypatch.setattr(
        "pierglass.sdk.lens.testing.run_tests", lambda *each: given.append(each) or 0
    )
    assert lens("test", "--", "-k", "one") == 0
    assert given == [(Path(), ["-k", "one"], None)]


def test_a_folder_that_is_no_lens_is_named_in_full(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert lens("lint") == 1
    assert f"{tmp_path} holds no manifest.json" in capsys.readouterr().err


def test_a_manifest_that_is_no_json_is_said_with_its_place(folder, capsys):
    (folder / "manifest.json").write_text("{,}")
    assert lens("lint", folder) == 1
    assert "line 1" in capsys.readouterr().err


def test_a_dry_run_lists_what_would_be_sent_and_sends_nothing(folder, capsys):
    assert lens("publish", folder, "--dry-run", "--origin", "http://nobody.test") == 0
    said = capsys.readouterr().out
    assert "rounds.js" in said
    assert "tests/" not in said
    assert "Nothing was sent" in said


def test_what_the_review_refuses_is_not_published(folder, capsys):
    (folder / "game.js").unlink()
    assert lens("publish", folder, "--username", "me") == 1
    assert "refused" in capsys.readouterr().out


def test_a_server_on_this_machine_is_not_published(folder, capsys):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["network"]["connect"] = ["http://127.0.0.1:9000"]
    path.write_text(json.dumps(manifest), "utf-8")
    for command in (["lint"], ["publish", "--dry-run"], ["publish", "--username", "a"]):
        assert lens(command[0], folder, *command[1:]) == 1
        assert "'pierglass lens dev' alone" in capsys.readouterr().out


def test_publishing_needs_a_publisher(folder, capsys):
    assert lens("publish", folder) == 1
    assert "--username" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "published", "expected"),
    [
        ("1.2.0", None, "1.2.0"),
        ("1.2.0", "1.1.9", "1.2.0"),
        ("1.2.0", "1.2.0", "1.2.1"),
        ("1.2.0", "1.2.7", "1.2.8"),
        ("1.10.0", "1.9.3", "1.10.0"),
    ],
)
def test_a_save_is_published_under_a_version_that_rises(written, published, expected):
    assert next_version(written, published) == expected


def test_the_page_of_development_starts_by_its_own_script(tmp_path):
    page = build_page(tmp_path / "page")
    html = (page / "index.html").read_text("utf-8")
    assert '"/web/dev/start.js"' in html
    assert '"/web/app.js"' not in html
    assert set(json.loads((page / "dev/people.json").read_text())) == {"ana", "ben"}


def nothing(_: str) -> None:
    return None


def test_the_doctor_names_a_cure_for_everything_that_is_missing():
    found = examine(
        find_module=nothing, find_program=nothing, is_free=lambda port: False
    )
    missing = [symptom for symptom in found if not symptom.is_well]
    assert {s.name for s in missing} == {
        "extra server",
        "extra vision",
        "pytest",
        "browser",
        "Node",
        "ports",
    }
    assert all("cure: " in symptom.line() for symptom in missing)


def test_the_doctor_forgives_what_a_lens_can_be_built_without():
    found = examine(
        find_module=lambda name: name, find_program=nothing, is_free=lambda port: False
    )
    assert [s.name for s in found if s.required and not s.is_well] == []


def test_the_doctor_s_exit_code_says_whether_something_is_missing(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", nothing)
    found = examine(find_module=nothing)
    monkeypatch.undo()
    monkeypatch.setattr("pierglass.sdk.lens.doctor.examine", lambda: found)
    assert lens("doctor") == 1
    assert "are missing" in capsys.readouterr().out
