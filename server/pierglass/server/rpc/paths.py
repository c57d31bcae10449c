"""Where the sockets of one server lie."""

import hashlib
import tempfile
from pathlib import Path

__all__ = ["run_dir", "socket_path"]

_LONGEST = 100
"""A Unix socket's address holds 107 bytes on Linux, 103 on macOS."""


def run_dir(data_dir: Path) -> Path:
    """Name the folder for a server's sockets and make it, private to its user.

    It is ``data_dir/run``; where that path is too long for a socket address, a folder
    beside the system's temporary files that is named after it.

    Raises:
        PermissionError: Another user owns the folder.

    """
    folder = data_dir.resolve() / "run"
    if len(bytes(folder)) + len("/augment.sock") > _LONGEST:
        digest = hashlib.sha256(bytes(folder)).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"pierglass-{digest}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def socket_path(data_dir: Path, name: str) -> Path:
    """Name the socket of the process ``name`` (``api`` or ``augment``)."""
    return run_dir(data_dir) / f"{name}.sock"
