import errno
import os
from pathlib import Path

import pytest

from pierglass.server.errors import MediaGoneError, StorageFullError
from pierglass.server.services.blobs import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_blob_comes_back(blobs: Blobs) -> None:
    blobs.put("med_abc", b"data")
    assert blobs.get("med_abc") == b"data"


def test_deleting_twice_is_fine(blobs: Blobs) -> None:
    blobs.put("med_abc", b"data")
    blobs.delete("med_abc")
    blobs.delete("med_abc")
    with pytest.raises(MediaGoneError):
        blobs.get("med_abc")


@pytest.mark.parametrize(
    "name", ["../../x", "a/b", "", ".hidden", "med_\x00", "x" * 100, "med_a.b.c"]
)
def test_u11_name_that_is_no_id_is_refused(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="blob name"):
        blobs.put(name, b"data")


def test_f7_full_disk_leaves_nothing_behind(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError):
        blobs.put("med_abc", b"data")
    assert files(tmp_path) == []
