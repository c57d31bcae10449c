"""The networks of visual search, as `pierglass train` runs them."""

import argparse
from pathlib import Path

from pierglass.training.settings import data_folder, runs_folder

__all__ = ["NAMES", "add_arguments", "run"]

NAMES = ("embedding", "pairs", "stock")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what these networks take beyond the others' arguments."""
    parser.add_argument(
        "--stage", type=int, choices=[1, 2], default=1, help="stock: which GAN"
    )
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="TERM", help="stock: an ablation"
    )
    parser.add_argument(
        "--network",
        default="lite",
        choices=["dense", "lite"],
        help="embedding: lite with seed 0 serves and with seed 1 judges, dense with "
        "seed 0 guides the generator",
    )
    parser.add_argument(
        "--generated",
        action="store_true",
        help="embedding: go on with pictures that the generators make",
    )
    parser.add_argument(
        "--sheet", type=Path, help="pairs: write a sheet of some, keep none"
    )
    parser.add_argument("--seed", type=int, default=0, help="stock, embedding")
    parser.add_argument(
        "--limit", type=int, help="stock, embedding, pairs: a trial on this many photos"
    )


def run(arguments: argparse.Namespace, side: int | None) -> None:
    """Train, or write the sheet; *side* is None unless the caller named one."""
    data, runs = data_folder(arguments.data), runs_folder()
    _RUNS[arguments.name](arguments, data, runs, side or 128)


def _stock(arguments: argparse.Namespace, data: Path, runs: Path, side: int) -> None:
    from pierglass.training.stock.graphs import export_stock
    from pierglass.training.stock.kept import Plan
    from pierglass.training.stock.recipe import train_stock

    if not arguments.export_only:
        plan = Plan(
            stage=arguments.stage,
            side=side,
            steps=arguments.steps,
            threads=arguments.threads,
            seed=arguments.seed,
            dropped=tuple(arguments.without),
            limit=arguments.limit,
        )
        verdict = train_stock(data, runs, plan)
        print(f"stopped after {verdict.step} steps: {verdict.reason}")
    # Ablations and trials leave what serves alone.
    served = not arguments.without and arguments.limit is None and side == 128
    _check_export(arguments, served=served)
    if served:
        print("wrote " + ", ".join(export_stock(runs, side)))


def _embedding(
    arguments: argparse.Namespace, data: Path, runs: Path, side: int
) -> None:
    from pierglass.training.embedding.kept import SERVED, Which
    from pierglass.training.embedding.recipe import export_embedding, train_embedding

    which = Which(arguments.network, arguments.seed, arguments.generated)
    if not arguments.export_only:
        train_embedding(
            data,
            runs,
            side=side,
            steps=arguments.steps,
            threads=arguments.threads,
            limit=arguments.limit,
            which=which,
        )
    # Trials, the guide and the judge leave what serves alone.
    served = (which.network, which.seed) == (SERVED.network, SERVED.seed)
    served = served and arguments.limit is None
    _check_export(arguments, served=served)
    if served:
        export_embedding(runs, side)
        print("wrote embedding")


def _check_export(arguments: argparse.Namespace, *, served: bool) -> None:
    if arguments.export_only and not served:
        raise ValueError(
            "found options of a run that does not serve (an ablation, a trial, a "
            "guide, a judge, another size); expected none with --export-only"
        )


def _pairs(arguments: argparse.Namespace, data: Path, runs: Path, side: int) -> None:
    from pierglass.training.garments.sheet import write_pairs_sheet
    from pierglass.training.garments.sources import COUNTS, composer, make_store
    from pierglass.training.tryon.sheet import check_place

    if side != 128:
        raise ValueError("pairs are kept at 128 pixels; smaller ones are made of them")
    if arguments.sheet is not None:
        check_place(arguments.sheet)
        write_pairs_sheet(
            composer(data, runs, "train", arguments.limit), arguments.sheet
        )
        return
    for split in COUNTS:
        make_store(data, runs, split, count=arguments.limit, workers=arguments.threads)


_RUNS = {"embedding": _embedding, "pairs": _pairs, "stock": _stock}
