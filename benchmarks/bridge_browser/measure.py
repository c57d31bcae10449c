"""What is measured on one open page, and what comes of several."""

from __future__ import annotations

import statistics
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from benchmarks.bridge_browser.peers import FLOOR, NAMES, OURS, PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import FilePayload, Frame, Page

__all__ = ["Round", "round_trips", "summary", "way_of_pictures"]

Round = dict[str, dict[str, dict[str, float]]]
"""What is measured, of which bridge, and the facts."""

WIDTHS = {"sequential": 1, "in_flight_64": 64}
WARM_UP = 2000
SLICE = 1000
"""Calls of one bridge before it is the next one's turn: what else the machine does then
falls on all of them."""

MEBIBYTE = 2**20
BATCH = 20
TRANSFER = ("comlink", "penpal", FLOOR)
"""post-robot speaks JSON: it transfers nothing."""

RUN = "([calls, width]) => bench.run(calls, width)"
MOVE = "([count, bytes]) => moveAll(count, bytes)"


def round_trips(frames: dict[str, Frame], calls: int) -> Round:
    """Return calls a second, p50 and p99 in ms, by width and by name.

    Args:
        frames: Each bridge's frame, ready.
        calls: How many of each.
    """
    for frame in frames.values():
        frame.evaluate(RUN, [min(calls, WARM_UP), 64])
    measured = {}
    for title, width in WIDTHS.items():
        spent_ms = dict.fromkeys(frames, 0.0)
        times_ms: dict[str, list[float]] = {name: [] for name in frames}
        for begun in range(0, calls, SLICE):
            for name, frame in frames.items():
                told = frame.evaluate(RUN, [min(SLICE, calls - begun), width])
                spent_ms[name] += told["ms"]
                times_ms[name] += told["times"]
        measured[title] = {
            name: {"per_s": calls / spent_ms[name] * 1e3, **_percentiles(times)}
            for name, times in times_ms.items()
        }
    return measured


def way_of_pictures(
    page: Page, frames: dict[str, Frame], count: int
) -> dict[str, dict[str, float]]:
    """Return p50 and p99 in ms of naming, and of transferring, 1 MiB.

    Args:
        page: The page with the open lens.
        frames: Each bridge's frame, ready.
        count: How often, each.
    """
    lens = frames[OURS]
    lens.locator("#pick").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("photo-sheet-open").click()
    photo: FilePayload = {
        "name": "photo.jpg",
        "mimeType": "image/jpeg",
        "buffer": _photo(),
    }
    chooser.value.set_files(photo)
    lens.wait_for_function("() => Boolean(globalThis.photo)", polling=50)
    times_ms: dict[str, list[float]] = {}
    for _ in range(0, count, BATCH):
        # Sharing must follow a tap, of the last few seconds.
        lens.locator("#tap").click()
        named = lens.evaluate("(count) => nameAll(count)", BATCH)
        times_ms.setdefault(f"{OURS}, by handle", []).extend(named)
        for name in TRANSFER:
            moved = frames[name].evaluate(MOVE, [BATCH, MEBIBYTE])
            times_ms.setdefault(f"{name}, transferred", []).extend(moved)
    return {name: _percentiles(times) for name, times in times_ms.items()}


def summary(rounds: Sequence[Round]) -> dict[str, dict[str, Any]]:
    """Return the medians over *rounds*, with each bridge's ratio to the fastest peer.

    The fastest peer is the one with the most calls a second over all rounds; the ratio
    is the median of the rounds' ratios, so that a slow round counts for both sides.
    """
    told: dict[str, dict[str, Any]] = {}
    for title, first in rounds[0].items():
        told[title] = {
            name: {
                fact: round(
                    statistics.median(one[title][name][fact] for one in rounds), 2
                )
                for fact in facts
            }
            for name, facts in first.items()
        }
    for title in WIDTHS:
        medians = told[title]
        fastest = max(PEERS, key=lambda name: float(medians[name]["per_s"]))
        for name in NAMES:
            ratios = [
                one[title][name]["per_s"] / one[title][fastest]["per_s"]
                for one in rounds
            ]
            medians[name]["of_fastest"] = round(statistics.median(ratios), 3)
            medians[name]["per_s"] = round(medians[name]["per_s"])
        medians["fastest_peer"] = fastest
    return told


def _percentiles(times_ms: list[float]) -> dict[str, float]:
    times = sorted(times_ms)
    return {
        "p50_ms": times[len(times) // 2],
        "p99_ms": times[int(0.99 * (len(times) - 1))],
    }


def _photo() -> bytes:
    """Return a photo of 1 MiB: after a JPEG's end, decoders read no further."""
    jpeg = (files("pierglass.client") / "demo/portrait.jpg").read_bytes()
    return jpeg.ljust(MEBIBYTE, b"\0")
