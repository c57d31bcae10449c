"""Runs the suite and writes the matrix: `python -m tests.conformance FILE`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.conformance.matrix import MATRIX

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Run every check against every host; write and print the matrix."""
    code = pytest.main(["-q", "-p", "no:cacheprovider", str(HERE)])
    text = MATRIX.text(datetime.now(UTC).date().isoformat())
    if arguments:
        Path(arguments[0]).write_text(text, "utf-8")
    sys.stdout.write(text)
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
