"""The figures of the model cards, written by the command that measures them.

A card is prose with one block between two marks; `write_card` renders a report into
that block, so that no figure is ever copied by hand.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pierglass.training.export import WEIGHTS
from pierglass.vision.groups import GROUPS

__all__ = [
    "CARDS",
    "fill_card",
    "keep_metrics",
    "occluder_tables",
    "person_tables",
    "table",
    "write_card",
]

CARDS = Path("vision/cards")
"""Where the cards are, from the repository's root."""

_BEGIN, _END = "<!-- {} -->", "<!-- end of {} -->"

_PERSON_ROWS = {
    "mean_iou": "mean IoU over the groups present",
    "person_iou": "person against background, IoU",
    "torso_pck@0.1": "torso key points, PCK@0.1 of the torso",
    "torso_pck@0.05": "torso key points, PCK@0.05",
    "head_pck@0.05": "head key points, PCK@0.05",
    "all_pck@0.1": "all key points, PCK@0.1",
}

_MEASURES = {
    "hidden_iou": "hidden IoU",
    "visible_iou": "visible IoU",
    "boundary_f": "boundary F at 2 px",
    "false_occlusion": "false occlusion",
    "calibration_error": "calibration error",
}

_METHODS = {
    "item_on_top": "item on top",
    "static_map": "static map",
    "pose_mean_map": "mean by pose",
    "label_map_rule": "rule",
    "grabcut": "GrabCut",
    "occluder_without_hints": "without hints",
}

_PERCENT = frozenset({"false_occlusion"})
"""Measures that are printed as percents."""

_MARKS = {"better": "", "tie": " =", "worse": " !"}
"""What stands beside a baseline's figure: how the occluder stands against it."""

_YES = {True: "yes", False: "no"}

_Figures = Mapping[str, Any]


def write_card(name: str, report: dict[str, Any]) -> None:
    """Write *report* into the card of *name*, and its headline beside the weights.

    Raises:
        ValueError: If the card has no place for the figures.
    """
    tables, rows = {
        "person": (person_tables, _PERSON_ROWS),
        "occluder": (occluder_tables, _MEASURES),
    }[name]
    whole = report["whole_body"] if name == "person" else report["occluder"]["overall"]
    fill_card(name, "figures", tables(report))
    keep_metrics(name, {key: whole[key] for key in rows})


def fill_card(card: str, block: str, figures: str) -> None:
    """Write *figures* between the marks of *block* in a card.

    Raises:
        ValueError: If the card has no such marks.
    """
    path = CARDS / f"{card}.md"
    begin, end = _BEGIN.format(block), _END.format(block)
    text = path.read_text()
    if begin not in text or end not in text:
        raise ValueError(f"{path}: expected the marks {begin} and {end}")
    before, rest = text.split(begin, 1)
    after = rest.split(end, 1)[1]
    path.write_text(f"{before}{begin}\n\n{figures}\n\n{end}{after}")


def keep_metrics(model: str, metrics: Mapping[str, float | bool]) -> None:
    """Keep what a network reached beside its weights."""
    facts = WEIGHTS / f"{model}.json"
    kept = json.loads(facts.read_text()) if facts.exists() else {"version": "1"}
    facts.write_text(json.dumps(kept | {"metrics": dict(metrics)}, indent=1) + "\n")


def person_tables(report: dict[str, Any]) -> str:
    """Return the person network's figures as Markdown."""
    whole, webcam = report["whole_body"], report["webcam"]
    mean = report["baseline_mean_of_training"]
    figures = [
        [label, _shown(whole, key), _shown(webcam, key), _value(mean, key)]
        for key, label in _PERSON_ROWS.items()
    ]
    groups = [
        [group, *(f"{one['iou'][group]:.3f}" for one in (whole, webcam, mean))]
        for group in GROUPS
    ]
    columns = ["whole body", "webcam", "baseline, whole body"]
    return "\n\n".join(
        [
            table(["", *columns], figures),
            table(["IoU of a group", *columns], groups),
            "### By bucket, whole body",
            _buckets(report["buckets"], ("mean_iou", "person_iou", "torso_pck@0.1")),
        ]
    )


def occluder_tables(report: dict[str, Any]) -> str:
    """Return the occluder's figures as Markdown: a table a measure, buckets, cap."""
    webcam = report["webcam"]
    parts = [
        f"{report['cases']} cases on whole photos. In the first three tables `=` by a "
        "baseline's figure says that the occluder ties with it within the interval, "
        "`!` that it is worse."
    ]
    for measure, label in _MEASURES.items():
        parts += [f"### {label[0].upper()}{label[1:]}", _by_kind(report, measure)]
    parts += ["### Bars", _bars(report["bars"])]
    parts.append(f"### At webcam scale: {webcam['cases']} cases")
    for measure, label in _MEASURES.items():
        parts += [f"{label[0].upper()}{label[1:]}:", _by_kind(webcam, measure)]
    parts += [
        "### By bucket",
        _buckets(report["buckets"], ("hidden_iou", "visible_iou", "false_occlusion")),
        "### Cap by the truth's own noise",
        _cap(report),
    ]
    return "\n\n".join(parts)


def _by_kind(report: _Figures, measure: str) -> str:
    """Return one measure as a table: kinds down, methods across."""
    ours = report["occluder"]
    named = [
        name for name in _METHODS if measure in report["baselines"][name]["overall"]
    ]
    rows = []
    for kind, figures in ours.items():
        row = [kind, f"{figures['samples']:.0f}", _shown(figures, measure, bold=True)]
        for name in named:
            verdicts = report["against_baselines"][name].get(kind, {})
            mark = _MARKS[verdicts.get(measure, {}).get("verdict", "better")]
            row.append(_value(report["baselines"][name][kind], measure) + mark)
        rows.append(row)
    heads = ["kind", "cases", "occluder", *(_METHODS[name] for name in named)]
    return table(heads, rows)


def _bars(kinds: _Figures) -> str:
    """Return which kinds reach the bars, and what they do not beat."""
    rows = []
    for kind, found in kinds.items():
        reached = [
            f"{found[measure]['bar']:g}: {_YES[found[measure]['reached']]}"
            for measure in ("hidden_iou", "false_occlusion")
        ]
        others = ", ".join(_METHODS[name] for name in found["not_beaten"])
        rows.append([kind, *reached, others or "–"])
    heads = ["kind", "hidden IoU at least", "false occlusion at most", "not beaten"]
    return table(heads, rows)


def _buckets(axes: _Figures, measures: Sequence[str]) -> str:
    """Return the buckets of every axis, the worst of each in bold."""
    rows = []
    for axis, found in axes.items():
        worst = found.get("worst", {}).get("bucket")
        for name, figures in found["buckets"].items():
            shown = f"**{name}**" if name == worst else name
            cells = [_shown(figures, measure) for measure in measures]
            rows.append([axis.replace("_", " "), shown, str(figures["photos"]), *cells])
    labels = [(_MEASURES | _PERSON_ROWS)[measure] for measure in measures]
    return table(["axis", "bucket, **worst**", "photos", *labels], rows)


def _cap(report: _Figures) -> str:
    """Return what the truth, made twice, scores against itself."""
    rows = [
        [
            kind,
            _shown(figures, "hidden_iou"),
            f"{figures['label_map_alone']:.3f}",
            f"{figures['key_points_alone']:.3f}",
            _value(figures, "visible_iou"),
            _value(figures, "boundary_f"),
            _value(report["occluder"][kind], "hidden_iou"),
        ]
        for kind, figures in report["noise_cap"].items()
    ]
    heads = [
        "kind",
        "hidden IoU",
        "label map's error alone",
        "key points' error alone",
        "visible IoU",
        "boundary F",
        "occluder's hidden IoU",
    ]
    error = report["teacher_error"]
    said = (
        "Teacher's error, a coordinate: "
        f"limbs {error['limbs']:.3f} of the trunk ({error['forearms']} bare forearms), "
        f"head {error['head']:.3f} of the eyes' distance ({error['eyewear']} glasses)."
    )
    return f"{table(heads, rows)}\n\n{said}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _value(figures: _Figures, measure: str) -> str:
    value = figures[measure]
    return f"{100 * value:.1f} %" if measure in _PERCENT else f"{value:.3f}"


def _shown(figures: _Figures, measure: str, *, bold: bool = False) -> str:
    """Return a figure with its interval, where it has one."""
    text = _value(figures, measure)
    text = f"**{text}**" if bold else text
    bounds = figures.get(f"{measure}_95")
    if bounds is None:
        return text
    scale, digits = (100, 1) if measure in _PERCENT else (1, 2)
    low, high = (f"{scale * bound:.{digits}f}" for bound in bounds)
    return f"{text} [{low}, {high}]"
