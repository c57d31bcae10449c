"""The figures of visual search, written into the cards by the command that measures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pierglass.training.cards import fill_card, keep_metrics, table

__all__ = ["write_search_card"]

_Report = Mapping[str, Any]

_ASKED = {
    "colour_histogram": "colour histogram (pixels alone)",
    "raw_photo": "raw photo, embedded",
    "masked_crop": "garment cut out, not aligned, embedded",
    "preprocessed": "pre-processed photo, embedded",
    "g1": "first generated picture, embedded",
    "g2": "second generated picture, embedded",
    "fusion": "fusion of pre-processed and second",
}

_SHOWN = {
    "raw_photo": "raw photo",
    "masked_crop": "garment cut out on white",
    "rectified_crop": "pre-processed photo (rectified crop)",
    "category_mean": "mean picture of the kind",
    "nearest_training": "nearest training picture, copied",
    "l1_only": "L1-only generator",
    "g1": "first generator",
    "g2": "second generator",
}

_DISTANCES = ("l2", "ssim", "edge_f", "colour", "silhouette_iou")


def write_search_card(name: str, report: _Report) -> None:
    """Write the report of ``search``, ``marks`` or ``stock`` into its card."""
    card, tables, metrics = _CARDS[name]
    fill_card(card, name, tables(report))
    for model, facts in metrics(report).items():
        keep_metrics(model, facts)


def _search(report: _Report) -> str:
    methods = {**report["baselines"], **report}
    rows = [
        [label, *(_figure(methods[key], f"recall@{k}") for k in (1, 5, 20))]
        for key, label in _ASKED.items()
    ]
    spent = report["cpu_ms_a_query"]
    times = ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    said = (
        f"{report['queries']} composed street photos of held-out garments among "
        f"{report['listings']} listings ({report['distractors']} of them asked for by "
        f"nobody); {report['not_composed']} garments could not be put on a photo. "
        f"Fusion's share of the generated picture, fitted on validation photos: "
        f"{report['fusion_share_of_generated']}. CPU milliseconds of a query, median: "
        f"{times}."
    )
    heads = ["searched with", "recall@1", "recall@5", "recall@20"]
    return f"{said}\n\n{table(heads, rows)}"


def _marks(report: _Report) -> str:
    rows = [
        [label, _figure(report[key], "precision@10")]
        for key, label in _ASKED.items()
        if key in report
    ]
    said = f"{report['queries']} really worn garments, {report['tiles']} marks."
    return f"{said}\n\n{table(['searched with', 'precision at 10'], rows)}"


def _stock(report: _Report) -> str:
    heads = ["picture", "identity@1", "identity@5", "MRR"]
    rows = [
        [label, *(_identity(report[key], at) for at in ("recall@1", "recall@5", "mrr"))]
        for key, label in _SHOWN.items()
    ]
    known = [name for name in _DISTANCES if name in report["rectified_crop"]]
    gaps = [
        [label, *(_figure(report[key], name) for name in known)]
        for key, label in _SHOWN.items()
    ]
    endings = [
        [run, str(row["step"]), f"{row['score']:.3f}", _accuracies(row)]
        for run, row in report["training"].items()
    ]
    verdict = ", ".join(
        f"{_SHOWN[name]}: {'yes' if won else 'no'}"
        for name, won in (report["beats_rectified_crop"] or {}).items()
    )
    return "\n\n".join(
        [
            f"{report['queries']} composed street photos; judged by {report['judge']}.",
            table(heads, rows),
            f"Better than the rectified crop (MRR)? {verdict}.",
            table(["picture", *(name.replace("_", " ") for name in known)], gaps),
            "How each training ended (score: MRR among the references of 192 "
            "validation pairs, as search's own embedder sees them):",
            table(["run", "steps", "score", "discriminators right"], endings),
            *_ablation(report.get("ablation", {})),
        ]
    )


def _ablation(found: _Report) -> list[str]:
    rows = [
        [
            name,
            str(one.get("steps", "–")),
            _identity(one, "recall@1"),
            _identity(one, "mrr"),
            *(f"{one[gap]:.3f}" if gap in one else "–" for gap in _DISTANCES),
        ]
        for name, one in found.items()
    ]
    if not rows:
        return []
    said = (
        "Ablation: 64×64, one seed each, pictures and references judged at that side."
    )
    heads = ["left out", "steps", "identity@1", "MRR"]
    heads += [name.replace("_", " ") for name in _DISTANCES]
    return [said, table(heads, rows)]


def _accuracies(row: _Report) -> str:
    found = {k.removeprefix("accuracy_"): v for k, v in row.items() if "accuracy" in k}
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items()) or "–"


def _identity(figures: _Report, name: str) -> str:
    return _figure(figures.get("identity", figures), name)


def _figure(figures: _Report, name: str) -> str:
    """Return a figure with its interval, or a dash where the method is absent."""
    if name not in figures:
        return "–"
    low, high = figures[f"{name}_95"]
    return f"{figures[name]:.3f} [{low:.2f}, {high:.2f}]"


def _of_search(report: _Report) -> dict[str, dict[str, float]]:
    kept = report["preprocessed"]
    names: Sequence[str] = ("recall@1", "recall@5", "recall@20")
    return {"embedding": {name: kept[name] for name in names}}


def _of_stock(report: _Report) -> dict[str, dict[str, float | bool]]:
    verdict = report["beats_rectified_crop"] or {}
    return {
        f"stock_{name}": {
            "identity_mrr": report[name]["identity"]["mrr"],
            "in_search": bool(verdict.get("g2")),
        }
        for name in ("g1", "g2")
        if "identity" in report[name]
    }


_CARDS: dict[
    str,
    tuple[
        str,
        Callable[[_Report], str],
        Callable[[_Report], Mapping[str, Mapping[str, float | bool]]],
    ],
] = {
    "search": ("embedding", _search, _of_search),
    "marks": ("embedding", _marks, lambda _: {}),
    "stock": ("stock", _stock, _of_stock),
}
