"""New lenses: review, platform and their own tests accept each template."""

from pathlib import Path
from typing import Any

import pytest

from pierglass.bridge import METHODS, SCOPES
from pierglass.bridge.policy import FEATURES
from pierglass.sdk import cli
from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.sdk.lens.scaffold import TEMPLATES, create
from pierglass.server.services.lens_packages import read_package

EVERY_TEMPLATE = pytest.mark.parametrize("template", TEMPLATES)


@EVERY_TEMPLATE
def test_a_fresh_lens_passes_the_review_without_advice(tmp_path: Path, template: str):
    lens = read_folder(create("my-lens", template, tmp_path))
    assert review(lens).findings == ()


@EVERY_TEMPLATE
def test_a_fresh_lens_is_one_that_the_server_takes(tmp_path: Path, template: str):
    lens = read_folder(create("my-lens", template, tmp_path))
    package = read_package(lens.manifest, lens.encoded())
    assert package.content_hash == lens.content_hash
    assert package.manifest.id == "my-lens"


@EVERY_TEMPLATE
def test_a_template_needs_only_what_hosts_answer(template: str):
    assert set(TEMPLATES[template].needs) <= set(METHODS)


@EVERY_TEMPLATE
def test_a_template_asks_for_what_its_calls_need(tmp_path: Path, template: str):
    lens = read_folder(create("my-lens", template, tmp_path))
    asked = {line["scope"] for line in lens.manifest["scopes"]}
    needed: set[str] = set()
    for name in TEMPLATES[template].needs:
        method = METHODS[name]
        needed |= set(method.by_item[1].values()) & asked if method.by_item else set()
        needed |= set() if method.by_item else {method.capability}
    assert needed - set(FEATURES) == asked
    assert asked <= set(SCOPES)


@EVERY_TEMPLATE
@pytest.mark.slow
def test_a_fresh_lens_passes_its_own_tests(tmp_path: Path, capfd: Any, template: str):
    root = create("my-lens", template, tmp_path)
    assert cli.main(["lens", "test", str(root)]) == 0, capfd.readouterr().out


@EVERY_TEMPLATE
def test_a_lens_with_a_server_passes_the_review_and_publishes_none_of_it(
    tmp_path: Path, template: str
):
    lens = read_folder(create("my-lens", template, tmp_path, "python"))
    assert review(lens).findings == ()
    assert "account.js" in lens.files
    assert [path for path in lens.files if path.endswith((".py", ".md"))] == []
    assert (lens.root / "server/server.py").is_file()
    package = read_package(lens.manifest, lens.encoded())
    assert package.manifest.redirect_uris == ("http://127.0.0.1:9000/callback",)


@pytest.mark.slow
def test_a_lens_with_a_server_passes_its_own_tests(tmp_path: Path, capfd: Any):
    command = ["lens", "new", "my-lens", "--in", str(tmp_path), "--backend", "python"]
    assert cli.main(command) == 0
    ran = cli.main(["lens", "test", str(tmp_path / "my-lens"), "--", "-vv"])
    said = capfd.readouterr().out
    assert ran == 0, said
    assert said.count("test_server.py::") == 5


def test_a_backend_that_there_is_none_of_is_refused(tmp_path: Path):
    with pytest.raises(LensFolderError, match="there are: none, python"):
        create("my-lens", "game", tmp_path, "cobol")


@pytest.mark.parametrize("name", ["A", "My Lens", "x" * 41, "../up", ""])
def test_a_name_that_cannot_be_an_id_is_refused(tmp_path: Path, name: str):
    with pytest.raises(LensFolderError, match="expected 3 to 40"):
        create(name, "game", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "near"), [("My Lens!", "my-lens"), ("a", "my-lens")])
def test_a_refused_name_comes_with_one_that_would_do(
    tmp_path: Path, name: str, near: str
):
    with pytest.raises(LensFolderError, match=f"such as '{near}'"):
        create(name, "game", tmp_path)


def test_an_unknown_template_is_refused_with_those_that_there_are(tmp_path: Path):
    with pytest.raises(LensFolderError, match="tryon-shop, photo-finder, game"):
        create("my-lens", "opera", tmp_path)


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path):
    (tmp_path / "my-lens").mkdir()
    (tmp_path / "my-lens/mine.txt").write_text("mine")
    with pytest.raises(LensFolderError, match="not empty"):
        create("my-lens", "game", tmp_path)
    assert [each.name for each in (tmp_path / "my-lens").iterdir()] == ["mine.txt"]


def test_a_template_s_own_file_wins_over_the_shared_one(tmp_path: Path):
    styles = {
        template: (create("my-lens", template, tmp_path / template) / "style.css")
        for template in TEMPLATES
    }
    texts = {template: path.read_text("utf-8") for template, path in styles.items()}
    assert texts["filter"] == texts["tryon-shop"] == texts["photo-finder"]
    assert texts["game"] != texts["filter"]
