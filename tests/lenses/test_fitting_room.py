"""The fitting room as it is published, and its room driven in Node."""

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pierglass.bridge import METHODS, SCOPES
from pierglass.bridge.manifest import check_files, parse_manifest
from pierglass.lenses import FIRST_PARTY, folder, package
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review

LENS = Path(str(folder("fitting-room")))
PAGE = (LENS / "index.html").read_text("utf-8")
SCRIPTS = {path.name: path.read_text("utf-8") for path in LENS.glob("*.js")}


@pytest.mark.parametrize("lens_id", FIRST_PARTY)
def test_manifest_passes_the_platform_s_own_judge(lens_id):
    manifest, contents = package(lens_id)
    parsed = parse_manifest(manifest)
    check_files(parsed, frozenset(contents))
    assert parsed.id == lens_id


@pytest.mark.parametrize("lens_id", FIRST_PARTY)
def test_the_review_that_others_pass_has_nothing_to_say(lens_id):
    assert review(read_folder(Path(str(folder(lens_id))))).findings == ()


def test_package_holds_every_file_but_the_manifest():
    _, contents = package("fitting-room")
    there = {path.name for path in LENS.iterdir()} - {"manifest.json"}
    assert set(contents) == there
    assert base64.b64decode(contents["index.html"]).decode() == PAGE


def test_an_unknown_lens_is_refused_with_those_that_there_are():
    with pytest.raises(LookupError, match="fitting-room"):
        package("fitting-rooms")


def test_the_lens_works_without_all_but_the_catalogue():
    manifest = json.loads((LENS / "manifest.json").read_text("utf-8"))
    required = [one["scope"] for one in manifest["scopes"] if not one["optional"]]
    assert required == ["items.read"]


def test_the_lens_asks_for_no_network_and_nothing_sensitive():
    manifest = json.loads((LENS / "manifest.json").read_text("utf-8"))
    assert manifest["network"] == {"connect": []}
    assert not any(SCOPES[one["scope"]].sensitive for one in manifest["scopes"])


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


def test_the_page_has_no_inline_script_that_a_policy_would_stop():
    assert re.findall(r"<script(?![^>]*\bsrc=)", PAGE) == []
    assert re.findall(r"\son\w+=", PAGE) == []
    assert "style=" not in PAGE


def test_every_scope_that_the_script_asks_about_is_in_the_manifest():
    manifest = json.loads((LENS / "manifest.json").read_text("utf-8"))
    asked = {
        scope
        for text in SCRIPTS.values()
        for scope in re.findall(r'\.can\("([^"]+)"\)', text)
    }
    assert asked <= {one["scope"] for one in manifest["scopes"]}


def test_every_element_that_the_script_looks_for_is_on_the_page():
    wanted = set(re.findall(r'\$\("([^"]+)"\)', SCRIPTS["fitting-room.js"]))
    there = set(re.findall(r'\bid="([^"]+)"', PAGE))
    assert wanted <= there


def test_the_room_has_words_for_every_way_its_calls_can_end():
    words = SCRIPTS["words.js"]
    codes = {
        code
        for name in ("tryon.start", "capture.snap", "share.chat", "share.story")
        for code in METHODS[name].errors
    } - {"handle_kind", "idempotency_mismatch"}  # faults of the lens, not the user's
    assert {code for code in codes if f'"{code}"' not in words} == set()


def test_the_room_behaves():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = Path(__file__).with_name("fitting_room.test.mjs")
    ran = subprocess.run(
        [node, "--test", str(script)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
