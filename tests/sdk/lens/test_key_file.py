"""The publisher's key on the disk: who reads it, and what is refused."""

from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pierglass.client.errors import PierglassError
from pierglass.sdk.cli import main
from pierglass.sdk.lens.publishing.key_file import make_key, read_key


def test_a_key_is_its_owners_to_read(tmp_path: Path):
    key = make_key(tmp_path / "deep" / "key.pem", b"k" * 32)
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert read_key(key.path) == key


def test_other_tools_read_the_key_too(tmp_path: Path):
    key = make_key(tmp_path / "key.pem", b"k" * 32)
    theirs = serialization.load_pem_private_key(key.path.read_bytes(), None)
    assert isinstance(theirs, Ed25519PrivateKey)
    assert b64encode(theirs.sign(b"text")).decode() == key.sign(b"text")


def test_a_key_is_never_written_over(tmp_path: Path):
    make_key(tmp_path / "key.pem", b"k" * 32)
    with pytest.raises(PierglassError, match="rotate"):
        make_key(tmp_path / "key.pem", b"n" * 32)


@pytest.mark.parametrize("text", ["", "-----BEGIN-----\nAAAA\n", "MC4=", "ü"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str):
    (tmp_path / "key.pem").write_text(text, "utf-8")
    with pytest.raises(PierglassError):
        read_key(tmp_path / "key.pem")


def test_a_key_that_is_not_there_comes_with_the_cure(tmp_path: Path):
    with pytest.raises(PierglassError, match="lens key new"):
        read_key(tmp_path / "none.pem")


def test_the_command_makes_a_key_and_shows_it(tmp_path: Path, capsys):
    path = str(tmp_path / "key.pem")
    assert main(["lens", "key", "new", "--key", path]) == 0
    assert main(["lens", "key", "show", "--key", path]) == 0
    assert read_key(tmp_path / "key.pem").id in capsys.readouterr().out.splitlines()[-1]
    assert main(["lens", "key", "new", "--key", path]) == 1
