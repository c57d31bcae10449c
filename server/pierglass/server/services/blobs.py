"""Files under random names: written whole and durable, or not at all.

Source: temporary file, fsync, rename, fsync of the folder; a reader never meets
half a file, and what was acknowledged survives a power cut.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from pierglass.server.errors import MediaGoneError, StorageFullError

__all__ = ["Blobs"]

_NAME = re.compile(r"[A-Za-z0-9_-]{3,80}(\.[a-z0-9]{1,8})?")
_PART = re.compile(r"\.(.+)\.part")
"""A file that is being written."""


class Blobs:
    """A directory of blobs.

    Args:
        folder: Where they lie; made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        """Store *data* as *name*; durable on return.

        Raises:
            StorageFullError: If the disk is full; nothing is left behind.
        """
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.part")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as exc:
            temporary.unlink(missing_ok=True)
            if exc.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise StorageFullError(retry_after=30) from exc
            raise
        _sync(path.parent)

    def get(self, name: str) -> bytes:
        """Return the bytes of *name*.

        Raises:
            MediaGoneError: If the file is not there.
        """
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as exc:
            raise MediaGoneError from exc

    def delete(self, name: str) -> None:
        """Remove *name*; removing it twice is fine."""
        self._path(name).unlink(missing_ok=True)

    def files(self) -> Iterator[tuple[str, int]]:
        """Give every file's name and when it was written, in milliseconds.

        What an interrupted write left is among them; :meth:`discard` removes it too.
        """
        for path in self._folder.glob("*/*"):
            try:
                written = path.stat()
            except FileNotFoundError:
                continue  # deleted meanwhile
            if stat.S_ISREG(written.st_mode):
                yield path.name, written.st_mtime_ns // 1_000_000

    def discard(self, name: str) -> None:
        """Remove a file that :meth:`files` gave; removing it twice is fine."""
        part = _PART.fullmatch(name)
        path = self._path(part[1] if part else name).with_name(name)
        path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a blob name")
        # Folders by the last random characters: no folder holds everything.
        stem = name.partition(".")[0]
        return self._folder / stem[-2:].lower() / name


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
