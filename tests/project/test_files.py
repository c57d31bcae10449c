"""What the repository's files may be: short, of no one machine, nobody's photo."""

import re
from pathlib import Path

import pytest
from tests.project.repository import ROOT, files

MOST_LINES = 400

# Folders of one machine, and hosts from which one machine installs. Built from parts,
# so that this file does not hold what it looks for.
MACHINE_FOLDERS = ("work", "home", "root", "Users", "mnt", "srv")
INSTALL_HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org")
MACHINE = re.compile(
    rf"(?<![\w.)}}\]/-])/(?:{'|'.join(MACHINE_FOLDERS)})/[\w.-]"
    rf"|{'|'.join(re.escape(host) for host in INSTALL_HOSTS)}"
    r"|--(?:extra-)?index" + r"-url"
)

PHOTO_ENDINGS = (".jpg", ".jpeg", ".webp", ".heic", ".avif", ".tif", ".tiff", ".bmp")
# The public-domain portrait, and what is made from it.
PHOTOS_BY_PERMISSION = {
    "client/pierglass/client/demo/portrait.jpg",
    "docs/pictures/try-on.jpg",
}
PNG_FOLDERS = ("vision/pierglass/vision/items/", "docs/pictures/")


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found.append((path, content.decode("utf-8")))
    return found


def test_every_text_file_is_utf_8():
    assert len(texts()) > 100


@pytest.mark.parametrize("ending", [".py", ".js", ".mjs"])
def test_no_source_file_is_longer_than_a_reader_likes(ending: str):
    long = {
        str(path): lines
        for path in files(ending)
        if (lines := (ROOT / path).read_text("utf-8").count("\n")) > MOST_LINES
    }
    assert long == {}


def test_no_file_names_a_folder_or_an_install_host_of_one_machine():
    named = [
        f"{path}: {found.group()}"
        for path, text in texts()
        for found in [MACHINE.search(text)]
        if found
    ]
    assert named == []


@pytest.mark.parametrize(
    "text",
    [
        'open("/wo' + 'rk/data/a.jpg")',
        "see /ho" + "me/ana/x",
        "https://py" + "pi.org/simple",
        "pip install --index" + "-url x",
    ],
)
def test_the_search_for_machines_finds_one(text: str):
    assert MACHINE.search(text)


def test_no_photograph_is_in_the_repository_but_the_public_domain_portrait():
    photos = {str(path) for path in files() if path.suffix.lower() in PHOTO_ENDINGS}
    assert photos <= PHOTOS_BY_PERMISSION


def test_every_png_is_artwork_of_an_item_or_a_picture_of_the_documents():
    strangers = [
        str(path)
        for path in files()
        if path.suffix.lower() == ".png" and not str(path).startswith(PNG_FOLDERS)
    ]
    assert strangers == []


def test_no_text_file_carries_a_photograph_inside():
    # The base64 of a JPEG's first bytes, then enough of it to be a picture.
    jpeg = re.compile(r"/9j/[A-Za-z0-9+/\n]{2000}")
    assert [str(path) for path, text in texts() if jpeg.search(text)] == []
