"""`pierglass eval stock|search|marks`."""

import argparse
import json
import sys
from pathlib import Path

from pierglass.training.settings import data_folder, runs_folder

__all__ = ["NAMES", "add_arguments", "run"]

NAMES = ("marks", "search", "stock")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what these measurements take beyond the others' arguments."""
    parser.add_argument(
        "--marks",
        type=Path,
        metavar="FILE",
        help="marks: read FILE; without it, write sheets to be marked into --sheet",
    )


def run(arguments: argparse.Namespace) -> int:
    """Measure, print the report, and return the exit code."""
    from pierglass.training.search.cards import write_search_card
    from pierglass.training.tryon.sheet import SheetPlaceError

    try:
        report = _report(arguments)
        if arguments.card:
            write_search_card(arguments.name, report)
    except (FileNotFoundError, SheetPlaceError, ValueError) as exc:
        print(f"pierglass eval: {exc}", file=sys.stderr)
        return 1
    print(json.dumps(report, indent=None if arguments.json else 2))
    return 0


def _report(arguments: argparse.Namespace) -> dict[str, object]:
    from pierglass.training.search.evaluate import evaluate_search
    from pierglass.training.search.identity import evaluate_stock
    from pierglass.training.search.marks import precision, write_marking

    if arguments.name == "marks":
        if arguments.marks is not None:
            return precision(arguments.marks)
        if arguments.sheet is None:
            raise ValueError(
                "name a folder to write to, --sheet FOLDER, or --marks FILE"
            )
        return write_marking(
            data_folder(arguments.data),
            runs_folder(),
            arguments.sheet,
            limit=arguments.limit,
        )
    measure = {"search": evaluate_search, "stock": evaluate_stock}[arguments.name]
    return measure(
        data_folder(arguments.data),
        runs_folder(),
        arguments.split,
        arguments.sheet,
        arguments.limit,
    )
