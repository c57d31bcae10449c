"""`pierglass eval stock`: does a generated picture show *this* garment?

An independent embedder (another seed, never shown a generated picture) ranks each
method's picture against all held-out stock pictures. Where the generator does not beat
the rectified crop, search is better off without it.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.embedding.kept import JUDGE, load_embedder
from pierglass.training.garments.pack import Garment, load_garments
from pierglass.training.search.ablation import ablation
from pierglass.training.search.cases import Query, queries
from pierglass.training.search.pictures import compare
from pierglass.training.search.ranking import interval, place_of, recalls
from pierglass.training.search.seen import (
    Models,
    Seen,
    look,
    masked_crop,
    whole_photo,
)
from pierglass.training.search.sheet import write_sheet
from pierglass.training.stock.batches import pixels, planes
from pierglass.training.stock.kept import Plan, load_first, run_folder
from pierglass.training.tryon.sheet import check_place
from pierglass.vision.rectify import SIDE
from pierglass.vision.rectify_pose import POSES

__all__ = ["L1_ONLY", "METHODS", "evaluate_stock"]

L1_ONLY = (
    "association",
    "coarse",
    "embedding",
    "features",
    "moments",
    "painted",
    "real",
)
"""Terms that the L1-only generator was trained without."""

METHODS = (
    "raw_photo",
    "masked_crop",
    "rectified_crop",
    "category_mean",
    "nearest_training",
    "l1_only",
    "g1",
    "g2",
)

_AT = (1, 5, 10)

Picture = NDArray[np.uint8]
Embed = Callable[[Picture], NDArray[np.float32]]
Make = Callable[[Query, Seen], Picture | None]


def evaluate_stock(
    data: Path,
    runs: Path,
    split: str = "test",
    sheet: Path | None = None,
    limit: int | None = None,
) -> dict[str, object]:
    """Return identity and distances by method, and how the training ended.

    Args:
        data: A folder laid out as the data README says.
        runs: Where cut-outs and the judge's checkpoint are.
        split: ``test`` or ``validation``.
        sheet: Where to write 48 of the queries; outside of a repository.
        limit: Queries at most; for a trial.
    """
    cv2.setNumThreads(1)
    if sheet is not None:
        check_place(sheet)
    models = Models.installed()
    judge, absent = _judge(runs)
    asked, lost = queries(data, runs, split, limit=limit)
    trained = load_garments(data, runs, "train", limit=limit)
    make, missing = _makers(models, runs, trained)
    gallery = None
    if judge is not None:
        gallery = np.stack([judge(_shown(query)) for query in asked])
    places, gaps, everything = _ranked(asked, models, make, judge, gallery)
    report: dict[str, object] = {
        "split": split,
        "models": models.hashes(),
        "queries": len(asked),
        "not_composed": lost,
        "judge": absent or f"the {JUDGE.network} embedder of seed {JUDGE.seed}",
    }
    for name in METHODS:
        if name in missing:
            report[name] = {"absent": missing[name]}
            continue
        identity = recalls(places[name], _AT) if judge is not None else {}
        report[name] = {"identity": identity} | _means(gaps[name])
    report["beats_rectified_crop"] = _verdict(places)
    report["training"] = _endings(runs)
    if judge is not None:
        report["ablation"] = ablation(runs, asked, everything)
    if sheet is not None:
        near = [_nearest(asked, gallery, judge, one) for one in everything]
        report["sheet"] = write_sheet(data, runs, asked, everything, near, sheet)
    return report


def _ranked(
    asked: list[Query],
    models: Models,
    make: Mapping[str, Make],
    judge: Embed | None,
    gallery: NDArray[np.float32] | None,
) -> tuple[dict[str, list[int | None]], dict[str, list[dict[str, float]]], list[Seen]]:
    """Return the reference's place and the distances by method, and what was seen."""
    places: dict[str, list[int | None]] = {name: [] for name in make}
    gaps: dict[str, list[dict[str, float]]] = {name: [] for name in make}
    everything: list[Seen] = []
    for own, query in enumerate(tqdm(asked, desc="stock", unit="query", leave=False)):
        seen = look(query.rgb, query.kind, models)
        everything.append(seen)
        for name, method in make.items():
            picture = method(query, seen)
            if picture is not None:
                gaps[name].append(compare(picture, query.stock))
            if judge is None or gallery is None:
                continue
            scores = None if picture is None else gallery @ judge(picture)
            places[name].append(None if scores is None else place_of(scores, own))
    return places, gaps, everything


def _judge(runs: Path) -> tuple[Embed | None, str | None]:
    try:
        network = load_embedder(runs, JUDGE)
    except FileNotFoundError as exc:
        return None, f"absent: {exc}"

    @torch.no_grad()
    def judge(picture: Picture) -> NDArray[np.float32]:
        return np.asarray(network(planes(picture)[None])[0][0].numpy(), np.float32)

    return judge, None


def _makers(
    models: Models, runs: Path, trained: list[Garment]
) -> tuple[
    dict[str, Make],
    dict[str, str],
]:
    """Return how each method makes its picture, and why the others cannot."""
    means = {kind: _mean(trained, kind) for kind in POSES}
    stock = {
        kind: [one.stock(SIDE)[..., :3] for one in trained if one.kind == kind]
        for kind in POSES
    }
    thumbs = {
        kind: [_thumb(one) for one in pictures] for kind, pictures in stock.items()
    }

    def nearest(query: Query, seen: Seen) -> Picture | None:
        if seen.rectified is None or not stock[query.kind]:
            return None
        gaps = np.stack(thumbs[query.kind]) - _thumb(seen.rectified.picture)
        best = int((gaps**2).mean((1, 2, 3)).argmin())
        return np.ascontiguousarray(stock[query.kind][best])

    make: dict[str, Make] = {
        "raw_photo": lambda query, _: whole_photo(query.rgb),
        "masked_crop": lambda query, seen: (
            None
            if seen.rectified is None
            else masked_crop(query.rgb, seen.rectified.garment)
        ),
        "rectified_crop": lambda _, seen: (
            None if seen.rectified is None else seen.rectified.picture
        ),
        "category_mean": lambda query, _: means[query.kind],
        "nearest_training": nearest,
        "g1": lambda _, seen: seen.g1,
        "g2": lambda _, seen: seen.g2,
    }
    missing = {}
    if models.generator is None:
        for name in ("g1", "g2"):
            del make[name]
            missing[name] = models.absent["generator"]
    try:
        make["l1_only"] = _plain(runs)
    except FileNotFoundError as exc:
        missing["l1_only"] = str(exc)
    return make, missing


def _plain(runs: Path) -> Make:
    """Return the L1-only generator."""
    network = load_first(runs, Plan(1, SIDE, dropped=L1_ONLY))

    @torch.no_grad()
    def make(query: Query, seen: Seen) -> Picture | None:
        if seen.rectified is None:
            return None
        cloth = torch.from_numpy(seen.rectified.cloth)[None, None].float() / 255
        kind = torch.tensor([tuple(POSES).index(query.kind)])
        made = network(planes(seen.rectified.picture)[None], cloth, kind)
        return pixels(made[0])

    return make


def _mean(trained: list[Garment], kind: str) -> Picture:
    pictures = [one.stock(SIDE)[..., :3] for one in trained if one.kind == kind]
    if not pictures:
        return np.full((SIDE, SIDE, 3), 255, np.uint8)
    return np.asarray(np.mean(pictures, axis=0), np.uint8)


def _thumb(picture: Picture) -> NDArray[np.float32]:
    return cv2.resize(picture, (16, 16), interpolation=cv2.INTER_AREA).astype(
        np.float32
    )


def _shown(query: Query) -> Picture:
    return np.ascontiguousarray(query.stock[..., :3])


def _means(gaps: list[dict[str, float]]) -> dict[str, object]:
    out: dict[str, object] = {"pictures": len(gaps)}
    for name in gaps[0] if gaps else ():
        values = np.array([one[name] for one in gaps])
        out[name] = round(float(values.mean()), 4)
        out[f"{name}_95"] = interval(values)
    return out


def _verdict(places: dict[str, list[int | None]]) -> dict[str, bool] | None:
    """Return whether each generator's MRR is above the rectified crop's."""
    if not places["rectified_crop"]:
        return None

    def mrr(name: str) -> float:
        return float(np.mean([0.0 if p is None else 1 / p for p in places[name]]))

    bar = mrr("rectified_crop")
    return {name: mrr(name) > bar for name in ("l1_only", "g1", "g2") if name in places}


def _endings(runs: Path) -> dict[str, dict[str, float]]:
    """Return the last row of each stage's curve, ablations and trials included."""
    out = {}
    for path in sorted(run_folder(runs, Plan(1)).parent.glob("*/curve.jsonl")):
        rows = path.read_text().splitlines()
        if rows:
            out[path.parent.name] = json.loads(rows[-1])
    return out


def _nearest(
    asked: list[Query],
    gallery: NDArray[np.float32] | None,
    judge: Embed | None,
    seen: Seen,
) -> list[str]:
    """Return the five nearest held-out garments, as the judge sees them."""
    picture = seen.g2
    if picture is None and seen.rectified is not None:
        picture = seen.rectified.picture
    if picture is None or judge is None or gallery is None:
        return []
    order = np.argsort(-(gallery @ judge(picture)))
    return [asked[i].name for i in order[:5]]
