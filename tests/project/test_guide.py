"""The lens of docs/guide-lens.md is one that the platform takes."""

import base64
import json

import pytest
from tests.project.guide import guide_files

from pierglass.bridge.manifest import parse_manifest
from pierglass.server.services.lens_packages import read_package

FILES = guide_files()
MANIFEST = json.loads(FILES["manifest.json"])


def test_the_manifest_is_one_that_may_be_installed():
    assert parse_manifest(MANIFEST).id == "specs"


def test_the_folder_is_one_that_may_be_published():
    contents = {
        path: base64.b64encode(text.encode()).decode()
        for path, text in FILES.items()
        if path != "manifest.json"
    }
    assert {file.path for file in read_package(MANIFEST, contents).files} == {
        "box-art.svg",
        "index.html",
        "specs.css",
        "specs.js",
    }


@pytest.mark.parametrize("scope", ["items.read", "camera.tryon", "chat.share"])
def test_it_asks_for_what_it_uses(scope: str):
    assert scope in {line["scope"] for line in MANIFEST["scopes"]}
