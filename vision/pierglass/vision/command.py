"""`pierglass tryon`: the whole chain on one photo, from the command line."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from pierglass.vision.drawing import draw_groups, draw_map, draw_points
from pierglass.vision.errors import UnknownItemError, VisionError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png
from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.tryon import TryOnResult, tryon

__all__ = ["add_command", "items_folder"]


def add_command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register ``pierglass tryon``."""
    parser = subparsers.add_parser(
        "tryon",
        help="put an item on the person in a photo",
        description="Find the person in PHOTO, place ITEM, predict what hides it, "
        "match its look and blend.",
        epilog="Items that ship with the package: " + ", ".join(_shipped()),
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="JPEG, PNG or WebP")
    parser.add_argument(
        "--item",
        required=True,
        metavar="ITEM",
        help="id of a shipped item, or a folder with an item.json",
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="OUT.png", help=".png or .jpg"
    )
    parser.add_argument(
        "--stages",
        type=Path,
        metavar="DIR",
        help="write label map, key points, overlay, occlusion map and result there",
    )
    parser.add_argument(
        "--json", action="store_true", help="print what was done as one JSON object"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; return its exit code: 0 done, 1 it could not be done."""
    try:
        data = arguments.photo.read_bytes()
    except OSError as exc:
        return _fail(arguments.json, "unreadable", f"{arguments.photo}: {exc.strerror}")
    try:
        frame = decode_image(data)
        item = find_item(arguments.item)
        result = tryon(frame, item)
    except VisionError as exc:
        return _fail(arguments.json, exc.code, str(exc))
    try:
        _write(arguments.out, result.frame)
        if arguments.stages is not None:
            write_stages(arguments.stages, frame, result)
    except OSError as exc:
        reason = f"{exc.filename}: {exc.strerror}"
        return _fail(arguments.json, "unwritable", reason)
    report = {
        "item": item.id,
        "kind": item.kind,
        "placement": result.placement,
        "hidden_share": round(result.hidden_share, 4),
        "stages_ms": result.stages_ms,
        "out": str(arguments.out),
    }
    if arguments.json:
        print(json.dumps(report, indent=2))
    else:
        print(
            f"{item.name} is on; {100 * result.hidden_share:.0f} % of it is hidden; "
            f"{sum(result.stages_ms.values()):.0f} ms; wrote {arguments.out}"
        )
    return 0


def items_folder() -> Path:
    """Return the folder of the items that ship with the package."""
    return Path(__file__).parent / "items"


def find_item(name: str) -> Item:
    """Return the item in folder *name*, else the shipped item of that id.

    Raises:
        UnknownItemError: If there is neither; it names those that there are.
        InvalidItemError: If the item's folder breaks the format.
    """
    folder = Path(name)
    if (folder / "item.json").is_file():
        return load_item(folder)
    if name in _shipped():
        return load_item(items_folder() / name)
    raise UnknownItemError(name)


def write_stages(
    folder: Path, frame: np.typing.NDArray[np.uint8], result: TryOnResult
) -> None:
    """Write what each stage saw into *folder*, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    overlay, shown = result.overlay, result.occlusion_map
    alpha = np.asarray(overlay[..., 3] / 255, np.float32)
    pictures = {
        "1-label-map.png": draw_groups(result.person.label_map()),
        "2-key-points.png": draw_points(frame, result.person.points),
        "3-overlay.png": overlay,
        "4-occlusion-map.png": np.repeat(
            (shown * 255).astype(np.uint8)[..., None], 3, 2
        ),
        "5-hidden-and-shown.png": draw_map(frame, alpha, np.minimum(shown, alpha)),
        "6-result.png": result.frame,
    }
    for name, picture in pictures.items():
        _write(folder / name, picture)


def _write(path: Path, picture: np.typing.NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    jpeg = path.suffix.lower() in (".jpg", ".jpeg")
    path.write_bytes(encode_jpeg(picture) if jpeg else encode_png(picture))


def _shipped() -> list[str]:
    return [summary.id for summary in list_items(items_folder())]


def _fail(as_json: bool, code: str, message: str) -> int:
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}))
    print(f"pierglass tryon: {message}", file=sys.stderr)
    return 1
