"""`pierglass tryon`: the whole chain on a photo or a video, from the command line."""

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np

from pierglass.vision.appearance import measure_look
from pierglass.vision.drawing import draw_groups, draw_map, draw_points
from pierglass.vision.errors import ExtraMissingError, UnknownItemError, VisionError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png
from pierglass.vision.image_header import read_header
from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.steps import STEP_GROUPS, Steps
from pierglass.vision.tryon import (
    LONGEST,
    Stopwatch,
    TryOnResult,
    paint,
    scaled,
    tryon,
)
from pierglass.vision.wearer import Point

__all__ = ["add_command", "find_item", "items_folder", "write_stages"]

_VIDEOS = (".mp4", ".mov", ".mkv", ".webm")


def add_command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Register ``pierglass tryon``."""
    parser = subparsers.add_parser(
        "tryon",
        help="put an item on the person in a photo or a video",
        description="Find the person in SOURCE, place ITEM, predict what hides it, "
        "match its look and blend. OUT's suffix says what SOURCE is: a photo, or with "
        f"{', '.join(_VIDEOS)} a video (which needs the extra 'video').",
        epilog="Items that ship with the package: " + ", ".join(_shipped()),
    )
    parser.add_argument(
        "source",
        type=Path,
        metavar="SOURCE",
        help="JPEG, PNG or WebP (made smaller if over "
        f"{LONGEST} pixels a side); or MP4, MOV, MKV, WebM or AVI",
    )
    parser.add_argument(
        "--item",
        required=True,
        metavar="ITEM",
        help="id of a shipped item, or a folder with an item.json",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="OUT",
        help=".png or .jpg for a photo; .mp4, .mov, .mkv or .webm for a video",
    )
    parser.add_argument(
        "--at",
        type=_point,
        metavar="X,Y",
        help="a point on the wearer, in pixels from the top left (of a video: of its "
        "first frame); default: the largest person",
    )
    parser.add_argument(
        "--without",
        type=_steps,
        default=Steps(),
        dest="steps",
        metavar="STEP,…",
        help="leave steps of appearance out: "
        + ", ".join((*Steps.names(), *STEP_GROUPS)),
    )
    parser.add_argument(
        "--stages",
        type=Path,
        metavar="DIR",
        help="write label map, key points, overlay, occlusion map and every step of "
        "appearance there; of a video: of its first predicted frame",
    )
    parser.add_argument(
        "--json", action="store_true", help="print what was done as one JSON object"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command; return its exit code: 0 done, 1 it could not be done."""
    video = arguments.out.suffix.lower() in _VIDEOS
    try:
        return (_run_video if video else _run_photo)(arguments)
    except VisionError as exc:
        return _fail(arguments.json, exc.code, str(exc))
    except OSError as exc:
        named = exc.filename is not None and Path(exc.filename) == arguments.source
        code = "unreadable" if named else "unwritable"
        return _fail(arguments.json, code, f"{exc.filename}: {exc.strerror}")


def _run_photo(arguments: argparse.Namespace) -> int:
    data = arguments.source.read_bytes()
    frame = decode_image(data, longest=LONGEST)
    header = read_header(data)
    scale = max(frame.shape) / max(header.width, header.height)
    item = find_item(arguments.item)
    result = tryon(frame, item, at=scaled(arguments.at, scale), steps=arguments.steps)
    _write(arguments.out, result.frame)
    if arguments.stages is not None:
        write_stages(arguments.stages, frame, result)
    report = {
        "item": item.id,
        "kind": item.kind,
        "placement": result.placement,
        "hidden_share": round(result.hidden_share, 4),
        "size": [frame.shape[1], frame.shape[0]],
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


def _run_video(arguments: argparse.Namespace) -> int:
    try:
        from tqdm import tqdm
    except ImportError as exc:
        raise ExtraMissingError("tqdm", "video") from exc
    from pierglass.vision.video import Picture
    from pierglass.vision.video_tryon import tryon_video

    item = find_item(arguments.item)
    stages: list[Path] = [] if arguments.stages is None else [arguments.stages]

    def show(picture: Picture, result: TryOnResult) -> None:
        if stages and result.mask_age is not None:
            write_stages(stages.pop(), picture.rgb, result)

    with tqdm(unit=" frames", disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        report = tryon_video(
            arguments.source,
            item,
            arguments.out,
            at=arguments.at,
            steps=arguments.steps,
            progress=progress,
            show=show,
        )
    if arguments.json:
        about = {"item": item.id, "kind": item.kind, "out": str(arguments.out)}
        print(json.dumps(about | report.as_json(), indent=2))
    else:
        print(
            f"{item.name} is on {report.frames_with_item} of {report.frames} frames; "
            f"sound: {report.sound}; wrote {arguments.out}"
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
    pictures = [
        ("label-map", draw_groups(result.person.label_map())),
        ("key-points", draw_points(frame, result.person.points)),
        ("overlay", overlay),
        (
            "occlusion-map",
            np.repeat((shown * 255).astype(np.uint8)[..., None], 3, 2),
        ),
        ("hidden-and-shown", draw_map(frame, alpha, np.minimum(shown, alpha))),
        *_appearance(frame, result),
        ("result", result.frame),
    ]
    for number, (name, picture) in enumerate(pictures, start=1):
        _write(folder / f"{number:02d}-{name}.png", picture)


def _appearance(
    frame: np.typing.NDArray[np.uint8], result: TryOnResult
) -> list[tuple[str, np.typing.NDArray[np.uint8]]]:
    """Return the picture before any step of appearance, and after each one."""
    look = measure_look(frame, result.placed.box)
    chain = [("as-it-is", Steps.none()), *result.steps.one_by_one()]
    return [
        (
            name,
            paint(
                frame,
                result.placed,
                result.patch_map,
                result.kind,
                Stopwatch(),
                look,
                steps,
            ),
        )
        for name, steps in chain
    ]


def _point(text: str) -> Point:
    """Parse ``X,Y``."""
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = math.nan
    if not (math.isfinite(x) and math.isfinite(y)):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected two numbers X,Y")
    return x, y


def _steps(text: str) -> Steps:
    """Parse the names of steps to leave out."""
    try:
        return Steps().without(*(name.strip() for name in text.split(",")))
    except VisionError as exc:
        raise argparse.ArgumentTypeError(str(exc)) from exc


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
