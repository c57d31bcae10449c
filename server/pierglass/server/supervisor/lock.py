"""One server a data folder."""

import fcntl
import os
from pathlib import Path

__all__ = ["DataDirLock", "DataDirLockedError"]


class DataDirLockedError(Exception):
    """Another server works in the data folder."""

    def __init__(self, data_dir: Path, pid: str) -> None:
        super().__init__(
            f"another server (process {pid or 'unknown'}) works in {data_dir}: "
            f"stop it first, or give this one a folder of its own with --data-dir"
        )


class DataDirLock:
    """A lock on a data folder; the operating system drops it with the process.

    Raises:
        DataDirLockedError: Another server holds it.
    """

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = data_dir / "server.lock"
        self._file = self._path.open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            pid = self._file.read(16).strip()
            self._file.close()
            raise DataDirLockedError(data_dir, pid) from None
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let another server in; the file stays, empty."""
        self._file.truncate(0)
        self._file.close()
