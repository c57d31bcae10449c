"""`pierglass train` and `pierglass eval`: one command a model."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pierglass.training.search import command as search
from pierglass.training.settings import DataMissingError, data_folder, runs_folder
from pierglass.training.stock.command import NAMES, add_arguments, run
from pierglass.vision.weights import PRECISIONS, serve_precision

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_command", "add_eval_command"]

_STEPS = {"person": 13000, "occluder": 8400}

_SIDE = {"person": 224, "occluder": 192}

_BATCH = {"person": 12, "occluder": 12}

_EXPORT_SIDE = {"person": 256, "occluder": 192}
"""The person network sees more at a larger size than it was trained at."""


def add_command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register ``pierglass train``."""
    parser = subparsers.add_parser(
        "train",
        help="train a network and write its weights",
        description="Train a network on the photos under --data and write it as ONNX "
        "into the vision package. Stopped runs go on where they were. Train the person "
        "network first: the occluder sees through it.",
    )
    parser.add_argument(
        "name",
        choices=sorted((*_STEPS, *NAMES, "synthetic")),
        help="which network; synthetic: a sheet of the drawn pictures alone",
    )
    add_arguments(parser)
    parser.add_argument(
        "--count", type=int, default=24, help="synthetic: pictures on the sheet"
    )
    parser.add_argument(
        "--data", type=Path, help="default: PIERGLASS_DATA, ../shared/data"
    )
    parser.add_argument("--steps", type=int, help="steps in all")
    parser.add_argument("--side", type=int, help="input size in pixels")
    parser.add_argument("--batch", type=int, help="samples a step")
    parser.add_argument("--threads", type=int, default=2, help="idle CPU cores")
    parser.add_argument(
        "--export-only", action="store_true", help="write the weights of the last run"
    )
    parser.set_defaults(run=run_train)


def add_eval_command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register ``pierglass eval``."""
    parser = subparsers.add_parser(
        "eval",
        help="measure a network on held-out photos, with its baselines",
        description="Measure the networks in the vision package on the test split of "
        "the photos under --data.",
    )
    parser.add_argument(
        "name",
        choices=sorted(("occluder", "person", "tryon", *search.NAMES)),
        help="of what",
    )
    search.add_arguments(parser)
    parser.add_argument(
        "--data", type=Path, help="default: PIERGLASS_DATA, ../shared/data"
    )
    parser.add_argument(
        "--split", default="test", choices=["test", "validation"], help="default: test"
    )
    parser.add_argument(
        "--precision",
        default="auto",
        choices=PRECISIONS,
        help="which networks to measure; default: the faster here",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--sheet", type=Path, metavar="OUT.png", help="write a contact sheet"
    )
    parser.add_argument(
        "--card", action="store_true", help="write the figures into the model's card"
    )
    parser.add_argument(
        "--limit", type=int, metavar="N", help="measure the first N photos alone"
    )
    parser.set_defaults(run=run_eval)


def run_train(arguments: argparse.Namespace) -> int:
    """Run ``pierglass train``; return the exit code."""
    if arguments.name in (*NAMES, "synthetic"):
        try:
            if arguments.name == "synthetic":
                _write_sheet(arguments)
            else:
                run(arguments, arguments.side)
        except (OSError, ValueError) as exc:
            print(f"pierglass train: {exc}", file=sys.stderr)
            return 1
        return 0
    # torch takes a second to import: not before it is needed.
    from pierglass.training.occluder.recipe import export_occluder, train_occluder
    from pierglass.training.person.recipe import export_person, train_person

    recipes: dict[
        str, tuple[Callable[..., None], Callable[[Path, Path, int], None]]
    ] = {
        "person": (train_person, export_person),
        "occluder": (train_occluder, export_occluder),
    }
    learn, export = recipes[arguments.name]
    try:
        data = data_folder(arguments.data)
        if not arguments.export_only:
            learn(
                data,
                runs_folder(),
                steps=arguments.steps or _STEPS[arguments.name],
                side=arguments.side or _SIDE[arguments.name],
                threads=arguments.threads,
                batch=arguments.batch or _BATCH[arguments.name],
            )
        export(data, runs_folder(), _EXPORT_SIDE[arguments.name])
    except FileNotFoundError as exc:
        print(f"pierglass train: {exc}", file=sys.stderr)
        return 1
    return 0


def _refusal(arguments: argparse.Namespace) -> str | None:
    """Return why these options do not go together, or None."""
    tryon, limit = arguments.name == "tryon", arguments.limit
    reasons = (
        (tryon and arguments.card, "tryon has no card: leave --card out"),
        (
            tryon and limit is not None,
            "tryon measures a set number of clips: leave --limit out",
        ),
        (
            arguments.card and limit is not None,
            "a card holds the figures of all photos: leave --card or --limit out",
        ),
        (
            limit is not None and limit < 1,
            f"--limit: found {limit}, expected 1 or more photos",
        ),
    )
    return next((text for applies, text in reasons if applies), None)


def _write_sheet(arguments: argparse.Namespace) -> None:
    from pierglass.training.synthetic.sheet import write_synthetic_sheet

    if arguments.sheet is None:
        raise ValueError("say where the sheet of drawn pictures goes: --sheet OUT.png")
    write_synthetic_sheet(arguments.sheet, arguments.count, arguments.seed)


def run_eval(arguments: argparse.Namespace) -> int:
    """Run ``pierglass eval``; return the exit code."""
    from pierglass.training.cards import write_card
    from pierglass.training.occluder.evaluate import evaluate_occluder
    from pierglass.training.person.evaluate import evaluate_person
    from pierglass.training.tryon.evaluate import evaluate_tryon
    from pierglass.training.tryon.sheet import SheetPlaceError

    refusal = _refusal(arguments)
    if refusal is not None:
        print(f"pierglass eval: {refusal}", file=sys.stderr)
        return 2
    if arguments.name in search.NAMES:
        serve_precision(arguments.precision)
        return search.run(arguments)
    measures: dict[str, Callable[[Path, str, Path | None], dict[str, object]]] = {
        "occluder": partial(evaluate_occluder, limit=arguments.limit),
        "person": partial(evaluate_person, limit=arguments.limit),
        "tryon": evaluate_tryon,
    }
    measure = measures[arguments.name]
    serve_precision(arguments.precision)
    try:
        report = measure(data_folder(arguments.data), arguments.split, arguments.sheet)
    except (DataMissingError, SheetPlaceError) as exc:
        print(f"pierglass eval: {exc}", file=sys.stderr)
        return 1
    if arguments.card:
        write_card(arguments.name, report)
    print(json.dumps(report, indent=None if arguments.json else 2))
    return 0
