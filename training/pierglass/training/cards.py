"""The figures of the model cards, written by the command that measures them.

A card is prose with one block between two marks; `write_card` renders a report into
that block, so that no figure is ever copied by hand.
"""

import json
from pathlib import Path
from typing import Any

from pierglass.training.export import WEIGHTS
from pierglass.vision.groups import GROUPS

__all__ = ["CARDS", "occluder_tables", "person_tables", "write_card"]

CARDS = Path("vision/cards")
"""Where the cards are, from the repository's root."""

_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"

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
    "boundary_f": "boundary F, 2 px",
    "false_occlusion": "false occlusion",
}

_METHODS = {
    "occluder": "occluder",
    "label_map_rule": "rule",
    "static_map": "static",
}


def write_card(name: str, report: dict[str, Any]) -> None:
    """Write *report* into the card of *name*, and its headline beside the weights.

    Raises:
        ValueError: If the card has no place for the figures.
    """
    path = CARDS / f"{name}.md"
    text = path.read_text()
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{path}: expected the marks {_BEGIN} and {_END}")
    before, rest = text.split(_BEGIN, 1)
    after = rest.split(_END, 1)[1]
    tables, rows = {
        "person": (person_tables, _PERSON_ROWS),
        "occluder": (occluder_tables, _MEASURES),
    }[name]
    whole = report["whole_body"] if name == "person" else report["occluder"]["overall"]
    path.write_text(f"{before}{_BEGIN}\n\n{tables(report)}\n\n{_END}{after}")
    facts = WEIGHTS / f"{name}.json"
    kept = json.loads(facts.read_text())
    metrics = {key: whole[key] for key in rows}
    facts.write_text(json.dumps(kept | {"metrics": metrics}, indent=1) + "\n")


def person_tables(report: dict[str, Any]) -> str:
    """Return the person network's figures as Markdown."""
    whole, selfie = report["whole_body"], report["selfie_640x480"]
    mean = report["baseline_mean_of_training"]
    rows = [
        "| | whole body | selfie | baseline, whole body |",
        "|---|---|---|---|",
    ]
    for key, label in _PERSON_ROWS.items():
        cells = [_with_interval(one, key) for one in (whole, selfie)]
        rows.append(f"| {label} | {cells[0]} | {cells[1]} | {mean[key]:.3f} |")
    rows += ["", "| IoU of a group | whole body | selfie | baseline |", rows[1]]
    for group in GROUPS:
        values = [f"{one['iou'][group]:.3f}" for one in (whole, selfie, mean)]
        rows.append(f"| {group} | " + " | ".join(values) + " |")
    return "\n".join(rows)


def occluder_tables(report: dict[str, Any]) -> str:
    """Return the occluder's figures as Markdown: whole photos, then webcam scale."""
    parts = [f"{report['cases']} cases.", _occluder_table(report)]
    parts += ["### At webcam scale", _occluder_table(report["selfie_640x480"])]
    return "\n\n".join(parts)


def _occluder_table(report: dict[str, Any]) -> str:
    heads = [f"{m}: {label}" for m in _MEASURES.values() for label in _METHODS.values()]
    rows = [
        "| kind | cases | " + " | ".join(heads) + " |",
        "|---" * (len(heads) + 2) + "|",
    ]
    for kind, ours in report["occluder"].items():
        cells = [kind, f"{ours['samples']:.0f}"]
        cells += [
            _cell(report[method][kind], measure, method)
            for measure in _MEASURES
            for method in _METHODS
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(figures: dict[str, Any], measure: str, method: str) -> str:
    value = figures[measure]
    percent = measure == "false_occlusion"
    text = f"{100 * value:.1f} %" if percent else f"{value:.3f}"
    if method != "occluder":
        return text
    bounds = figures.get(f"{measure}_95")
    scale = 100 if percent else 1
    shown = f" [{scale * bounds[0]:.2f}, {scale * bounds[1]:.2f}]" if bounds else ""
    return f"**{text}**{shown}"


def _with_interval(figures: dict[str, Any], key: str) -> str:
    low, high = figures[f"{key}_95"]
    return f"{figures[key]:.3f} [{low:.3f}, {high:.3f}]"
