"""The table of trained models says what serves, twins included."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from pierglass.server.services import trained_models
from pierglass.server.services.context import Context


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is importable as ``weights_of_test``."""
    folder = tmp_path / "importable" / "weights_of_test"
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder.parent))
    return folder


@pytest.fixture
def reading(ctx: Context, weights: Path) -> Context:
    settings = dataclasses.replace(ctx.settings, weights="weights_of_test:")
    return dataclasses.replace(ctx, settings=settings)


def test_a_twin_has_the_name_facts_and_card_of_its_model(
    reading: Context, weights: Path
) -> None:
    (weights / "person.onnx").write_bytes(b"whole numbers of 32 bits")
    (weights / "person.int8.onnx").write_bytes(b"of 8")
    facts = {"version": "2", "metrics": {"iou": 0.8}}
    (weights / "person.json").write_text(json.dumps(facts))
    (weights / "person.md").write_text("# The card")
    assert trained_models.load(reading) == 2
    whole, twin = trained_models.list_all(reading)
    assert twin["sha256"] == hashlib.sha256(b"of 8").hexdigest()
    for model in (whole, twin):
        assert (model["name"], model["version"]) == ("person", "2")
        assert (model["metrics"], model["card"]) == ({"iou": 0.8}, "# The card")


def test_a_model_that_is_gone_no_longer_serves(reading: Context, weights: Path) -> None:
    (weights / "person.onnx").write_bytes(b"one")
    trained_models.load(reading)
    (weights / "person.onnx").unlink()
    assert trained_models.load(reading) == 0
    assert trained_models.list_all(reading) == []
