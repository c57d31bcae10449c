"""What a live 640×480 frame costs, from decode to encode.

``python -m benchmarks.live_frame --json`` prints process CPU time on one thread:
``cpu_ms_per_frame`` (median), ``overhead_ratio`` (that over the bare model runs and
codec calls of a frame, made in turn with the frames, so that other work on the machine
slows both), ``stages`` (median CPU ms each) and ``rss_mb``, the most memory that the
process held. With ``--server`` it also starts a server and prints the frames a second
that one client gets through it.
"""

import argparse
import asyncio
import json
import platform
import resource
import statistics
import time
from collections.abc import Callable

import cv2
import numpy as np
from skimage import data

from pierglass.vision import TryOn, decode_image, encode_jpeg, load_item
from pierglass.vision.command import items_folder
from pierglass.vision.occlusion import CHANNELS
from pierglass.vision.wearer import TRACKED_SIDE
from pierglass.vision.weights import load_model

WIDTH, HEIGHT = 640, 480


def camera_frames(count: int) -> list[bytes]:
    """Return JPEG frames of a hand-held camera before scikit-image's portrait."""
    portrait = np.asarray(data.astronaut(), np.uint8)
    frames = []
    for index in range(count):
        turn = 2 * np.pi * index / 30
        scale = 480 / 400 * (1 + 0.01 * np.sin(turn / 2))
        shift = (40 + 6 * np.sin(turn), 6 * np.cos(1.7 * turn))
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)
        frame = cv2.warpAffine(
            portrait, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE
        )
        frames.append(encode_jpeg(np.asarray(frame, np.uint8)))
    return frames


def measure(item_id: str, frames: list[bytes]) -> dict[str, object]:
    """Return the figures for one item over *frames*."""
    cv2.setNumThreads(1)
    item = load_item(items_folder() / item_id)
    stream = TryOn(item, timer=time.process_time, budget_ms=None)
    bare = _bare_calls(frames[0])
    totals: list[float] = []
    spent: dict[str, list[float]] = {}
    for index, jpeg in enumerate(frames):
        start = time.process_time()
        frame = decode_image(jpeg)
        decoded = time.process_time()
        result = stream.step(frame)
        stepped = time.process_time()
        encode_jpeg(result.frame, 85)
        end = time.process_time()
        stages = result.stages_ms | {
            "decode": (decoded - start) * 1e3,
            "encode": (end - stepped) * 1e3,
        }
        stages |= {f"bare {name}": _cost_ms(call) for name, call in bare.items()}
        if index < 5:  # the first frames load, warm up and show the static map
            continue
        totals.append((end - start) * 1e3)
        for name, value in stages.items():
            spent.setdefault(name, []).append(value)
    medians = {name: statistics.median(values) for name, values in spent.items()}
    whole = statistics.median(totals)
    least = statistics.median(
        sum(costs)
        for costs in zip(*(spent[f"bare {name}"] for name in bare), strict=True)
    )
    return {
        "item": item_id,
        "frames": len(totals),
        "cpu_ms_per_frame": round(whole, 2),
        "overhead_ratio": round(whole / least, 3),
        "stages": {name: round(value, 2) for name, value in medians.items()},
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _bare_calls(jpeg: bytes) -> dict[str, Callable[[], object]]:
    """Return the model runs and codec calls of a frame, with nothing around them."""
    buffer = np.frombuffer(jpeg, np.uint8)
    frame = np.asarray(cv2.imdecode(buffer, cv2.IMREAD_COLOR))
    person, occluder = load_model("person"), load_model("occluder")
    noise = np.random.default_rng(0)
    rgb = noise.integers(0, 256, (1, TRACKED_SIDE, TRACKED_SIDE, 3), np.uint8)
    shape = (1, occluder.side, occluder.side, CHANNELS)
    planes = noise.integers(0, 256, shape, np.uint8)
    kind = np.zeros(1, np.int64)
    quality = [cv2.IMWRITE_JPEG_QUALITY, 85]
    return {
        "decode": lambda: cv2.imdecode(buffer, cv2.IMREAD_COLOR),
        "person": lambda: person(rgb=rgb),
        "occluder": lambda: occluder(planes=planes, kind=kind),
        "encode": lambda: cv2.imencode(".jpg", frame, quality),
    }


def _cost_ms(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1e3


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--item", default="glasses-round-gold")
    parser.add_argument("--frames", type=int, default=65)
    parser.add_argument("--server", action="store_true", help="through a real server")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    frames = camera_frames(arguments.frames)
    report = measure(arguments.item, frames) | {"machine": platform.processor()}
    if arguments.server:
        from benchmarks.live_client import measure_server

        report["server"] = asyncio.run(measure_server(frames, arguments.item))
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
