"""The street finder as it is published, and its finder driven in Node."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pierglass.bridge import METHODS, SCOPES
from pierglass.lenses import folder

LENS = Path(str(folder("street-finder")))
PAGE = (LENS / "index.html").read_text("utf-8")
SCRIPTS = {path.name: path.read_text("utf-8") for path in LENS.glob("*.js")}
MANIFEST = json.loads((LENS / "manifest.json").read_text("utf-8"))


def test_the_lens_works_with_the_search_alone():
    required = [one["scope"] for one in MANIFEST["scopes"] if not one["optional"]]
    assert required == ["search"]


def test_the_lens_asks_for_no_network_and_nothing_sensitive():
    assert MANIFEST["network"] == {"connect": []}
    assert not any(SCOPES[one["scope"]].sensitive for one in MANIFEST["scopes"])


def test_scripts_import_the_public_sdk_and_one_another_alone():
    found = {
        source
        for script in SCRIPTS.values()
        for source in re.findall(r'^import .*? from "([^"]+)"', script, re.M)
    }
    own = {f"./{name}" for name in SCRIPTS}
    assert found - own == {"/sdk/v1/pierglass.js"}


def test_no_file_of_the_lens_names_another_host():
    for path in LENS.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, path.name
        assert "https:" not in text, path.name


def test_the_page_has_nothing_inline_that_a_policy_would_stop():
    assert re.findall(r"<script(?![^>]*\bsrc=)", PAGE) == []
    assert re.findall(r"\son\w+=", PAGE) == []
    assert "style=" not in PAGE


def test_every_scope_that_the_script_asks_about_is_in_the_manifest():
    asked = {
        scope
        for text in SCRIPTS.values()
        for scope in re.findall(r'\.can\("([^"]+)"\)', text)
    }
    assert asked == {one["scope"] for one in MANIFEST["scopes"]}


def test_every_element_that_the_script_looks_for_is_on_the_page():
    wanted = set(re.findall(r'\$\("([^"]+)"\)', SCRIPTS["street-finder.js"]))
    there = set(re.findall(r'\bid="([^"]+)"', PAGE))
    assert wanted <= there


def test_the_finder_has_words_for_every_way_its_calls_can_end():
    words = SCRIPTS["words.js"]
    codes = {
        code
        for name in ("search.visual", "tryon.start", "capture.snap", "share.chat")
        for code in METHODS[name].errors
    } - {"handle_kind", "idempotency_mismatch"}  # faults of the lens, not the user's
    assert {code for code in codes if f'"{code}"' not in words} == set()


def test_the_page_has_no_form_which_the_sandbox_would_not_submit():
    assert "<form" not in PAGE


def test_a_generated_picture_is_labelled_on_the_lenss_page_too():
    assert "Made up by Pierglass" in PAGE
    assert "made-up" in SCRIPTS["street-finder.js"]


def test_the_finder_behaves():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = Path(__file__).with_name("street_finder.test.mjs")
    ran = subprocess.run(
        [node, "--test", str(script)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
