"""`pierglass search`: from a street photo to the garments of a folder."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import ModelMissingError, VisionError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png, shrunk
from pierglass.vision.kinds import KINDS
from pierglass.vision.rectify import GARMENT_GROUPS
from pierglass.vision.search import NOTES, Look, look, stock_view
from pierglass.vision.search_model import SearchModel, installed_path
from pierglass.vision.search_sheet import draw_sheet
from pierglass.vision.search_shelf import (
    FAMILIES,
    Match,
    Shelf,
    Wanted,
    picture_of,
    read_shelf,
)
from pierglass.vision.search_words import words_of
from pierglass.vision.stock import StockGenerator
from pierglass.vision.weights import model_metrics

__all__ = ["add_command"]

_LONGEST = 832
"""Pixels of a photo's longer side, as in the photos of training."""
_MOST = 50
_NOTHING = "  nothing that these kinds and words leave: take some of them away"
_ITEMS = Path(__file__).parent / "items"
_CACHE = Path.home() / ".cache" / "pierglass"


def add_command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register ``pierglass search``."""
    parser = subparsers.add_parser(
        "search",
        help="find the garments of a folder that look like the one in a photo",
        description="Find the garment that somebody wears in PHOTO, bring it upright "
        "on white, generate its stock picture, and rank the garments of a folder.",
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="JPEG, PNG or WebP")
    parser.add_argument(
        "--items",
        type=Path,
        default=_ITEMS,
        metavar="DIR",
        help="folder of items, or of pictures on white or with transparency; default: "
        "the items that ship with the package",
    )
    parser.add_argument(
        "--kind",
        choices=tuple(GARMENT_GROUPS),
        help="of the garment; default: the largest",
    )
    parser.add_argument(
        "--kinds",
        type=_kinds,
        metavar="KIND,…",
        help="find these kinds alone; default: --kind, or the garment's family",
    )
    parser.add_argument(
        "--keywords",
        type=_words,
        default=(),
        metavar="WORDS",
        help="words of name, kind or maker that give a head start",
    )
    parser.add_argument(
        "--text",
        type=_words,
        default=(),
        metavar="WORDS",
        help="find what has every one of these words alone",
    )
    parser.add_argument("--top", type=_count, default=10, metavar="N", help="1 to 50")
    parser.add_argument(
        "--generated",
        action=argparse.BooleanOptionalAction,
        help="search with a generated picture too (default: where its card says that "
        "it helps)",
    )
    parser.add_argument(
        "--sheet", type=Path, metavar="OUT", help="write a contact sheet, .png or .jpg"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=_CACHE,
        metavar="DIR",
        help="where vectors of folders are kept (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; return its exit code: 0 done, 1 it could not be done."""
    try:
        report = _search(arguments)
    except VisionError as exc:
        return _fail(arguments.json, exc.code, str(exc))
    except OSError as exc:
        named = exc.filename is not None and Path(exc.filename) == arguments.photo
        code = "unreadable" if named else "unwritable"
        return _fail(arguments.json, code, f"{exc.filename}: {exc.strerror}")
    written = json.dumps(report, indent=2) if arguments.json else _told(report)
    sys.stdout.write(written + "\n")
    return 0


def _search(arguments: argparse.Namespace) -> dict[str, Any]:
    photo = shrunk(decode_image(arguments.photo.read_bytes()), _LONGEST)
    model = SearchModel(installed_path())
    generator = _generator(arguments.generated)
    found = look(photo, arguments.kind, generator=generator)
    shelf = read_shelf(arguments.items, model, arguments.cache)
    matches = _matches(found, shelf, model, arguments)
    if arguments.sheet is not None:
        _write(arguments.sheet, _sheet(photo, found, matches, model.side))
    return {
        "outcome": "found" if matches else "filtered_out",
        "kind": found.rectified.kind,
        "pictures": list(found.pictures()),
        "notes": {note: NOTES[note] for note in found.notes},
        "model": model.hash,
        "garments": len(shelf.garments),
        "looked_at": shelf.looked_at,
        "results": [
            {
                "id": match.garment.id,
                "name": match.garment.name,
                "kind": match.garment.kind,
                "score": round(match.score, 4),
                "likeness": {k: round(v, 4) for k, v in match.likeness.items()},
            }
            for match in matches
        ],
    }


def _matches(
    found: Look, shelf: Shelf, model: SearchModel, arguments: argparse.Namespace
) -> list[Match]:
    queries = {name: model.embed(one) for name, one in found.pictures().items()}
    named = (arguments.kind,) if arguments.kind else FAMILIES[found.rectified.kind]
    wanted = Wanted(arguments.kinds or named, arguments.text, arguments.keywords)
    return shelf.search(
        queries, found.weights(), found.colour(), top=arguments.top, wanted=wanted
    )


def _generator(wanted: bool | None) -> StockGenerator | None:
    """Return the generator where it is *wanted*: None leaves that to its card.

    Without its networks the photo searches alone.
    """
    if not (_helps() if wanted is None else wanted):
        return None
    try:
        return StockGenerator()
    except ModelMissingError:
        return None


def _helps() -> bool:
    cards = [model_metrics(name) for name in ("stock_g1", "stock_g2")]
    return all(card.get("in_search", True) is True for card in cards)


def _sheet(
    photo: NDArray[np.uint8], found: Look, matches: list[Match], side: int
) -> NDArray[np.uint8]:
    shown = [("photo", photo), ("as pre-processed", found.rectified.picture)]
    if found.stock is not None:
        shown += [
            ("generated, first", found.stock.first),
            ("generated", found.stock.picture),
        ]
    pictures = [
        (
            f"{place}. {match.garment.id}\n{match.score:.3f}",
            stock_view(picture_of(match.garment), side)[0],
        )
        for place, match in enumerate(matches, start=1)
    ]
    return draw_sheet(shown, pictures)


def _told(report: dict[str, Any]) -> str:
    lines = [
        f"{place:3}. {one['score']:.3f}  {one['id']}  ({one['name']})"
        for place, one in enumerate(report["results"], start=1)
    ]
    generated = "generated" in report["pictures"]
    how = "the photo and a generated picture" if generated else "the photo alone"
    head = f"{report['kind']}, by {how}, among {report['garments']}:"
    notes = [f"note: {text}" for text in report["notes"].values()]
    return "\n".join([head, *(lines or [_NOTHING]), *notes])


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected 1 to {_MOST}")
    return int(text)


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(one.strip() for one in text.split(","))
    if not set(kinds) <= set(KINDS):
        known = ", ".join(KINDS)
        raise argparse.ArgumentTypeError(f"found {text!r}, expected some of {known}")
    return kinds


def _words(text: str) -> tuple[str, ...]:
    try:
        return words_of(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(str(exc)) from exc


def _write(path: Path, picture: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    jpeg = path.suffix.lower() in (".jpg", ".jpeg")
    path.write_bytes(encode_jpeg(picture) if jpeg else encode_png(picture))


def _fail(as_json: bool, code: str, message: str) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "message": message}}))
        sys.stdout.write("\n")
    sys.stderr.write(f"pierglass search: {message}\n")
    return 1
