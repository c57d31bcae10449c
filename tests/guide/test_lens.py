"""The lens of docs/guide-lens.md is one that the platform takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.guide.folder import write_lens
from tests.guide.script import GUIDE

from pierglass.sdk.lens.folder import LensFolder, read_folder
from pierglass.sdk.lens.lint import review
from pierglass.server.services.lens_packages import read_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lens(tmp_path: Path) -> LensFolder:
    return read_folder(write_lens(GUIDE, tmp_path))


def test_the_reviewer_has_nothing_to_say_about_it(lens: LensFolder):
    assert review(lens).findings == ()


def test_it_is_one_that_may_be_published(lens: LensFolder):
    package = read_package(lens.manifest, lens.encoded())
    assert {file.path for file in package.files} == {
        "box-art.svg",
        "index.html",
        "lens.js",
        "style.css",
    }
