"""``pierglass draw-items``: draw the catalogue's items."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse gives the type of its subparsers no public name.
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["add_command"]


def add_command(subparsers: "Subparsers") -> None:
    """Register ``draw-items``."""
    parser = subparsers.add_parser(
        "draw-items", help="draw the catalogue's items: item.svg, item.png, item.json"
    )
    parser.add_argument(
        "--only", metavar="ID", action="append", help="draw this item alone; repeatable"
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="where the item folders go (default: the vision package's own catalogue)",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    # Imported here, so that the command line starts fast and without the train extra.
    from pierglass.training.items.catalogue import CATALOGUE
    from pierglass.training.items.render import write_item

    wanted = arguments.only or list(CATALOGUE)
    unknown = [item_id for item_id in wanted if item_id not in CATALOGUE]
    if unknown:
        known = ", ".join(CATALOGUE)
        print(f"unknown item {', '.join(unknown)}; known are: {known}")
        return 2
    out = arguments.out or _installed_catalogue()
    for item_id in wanted:
        print(write_item(CATALOGUE[item_id](), out), flush=True)
    return 0


def _installed_catalogue() -> Path:
    import pierglass.vision

    return Path(pierglass.vision.__file__).parent / "items"
