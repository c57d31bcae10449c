"""Where the training data and the runs live."""

import os
from pathlib import Path

__all__ = ["DataMissingError", "data_folder", "runs_folder"]


class DataMissingError(FileNotFoundError):
    """The training photos are not where they were looked for."""


def data_folder(given: Path | None = None) -> Path:
    """Return the folder that holds ``streetwear`` and ``items``.

    Args:
        given: A folder named by the caller; else ``PIERGLASS_DATA``, else
            ``../shared/data``.

    Raises:
        DataMissingError: If the folder has no ``streetwear/poses.json``.
    """
    folder = given or Path(os.environ.get("PIERGLASS_DATA", "../shared/data"))
    if not (folder / "streetwear" / "poses.json").is_file():
        raise DataMissingError(
            f"no streetwear/poses.json under {folder}: expected a folder laid out as "
            "the data README says; name it with --data DIR or PIERGLASS_DATA"
        )
    return folder


def runs_folder() -> Path:
    """Return the ignored folder for checkpoints, curves and contact sheets."""
    return Path("runs")
