"""Which file of a network serves."""

from pathlib import Path

import pytest

from pierglass.vision import weights
from pierglass.vision.errors import ModelMissingError
from pierglass.vision.weights import Model, load_model, serve_precision, weights_folder

pytestmark = pytest.mark.skipif(
    not (weights_folder() / "person.int8.onnx").is_file(),
    reason="the person network has no int8 twin here",
)


@pytest.fixture(autouse=True)
def _auto_again() -> object:
    yield
    serve_precision("auto")


@pytest.mark.parametrize(
    ("precision", "name"), [("fp32", "person.onnx"), ("int8", "person.int8.onnx")]
)
def test_wanted_precision_serves(precision: str, name: str) -> None:
    serve_precision(precision)
    assert load_model("person").path.name == name


@pytest.mark.parametrize(
    ("slow", "name"),
    [("person.onnx", "person.int8.onnx"), ("person.int8.onnx", "person.onnx")],
)
def test_faster_of_the_two_serves(
    slow: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "cost", lambda self: float(self.path.name == slow))
    serve_precision("auto")
    assert load_model("person").path.name == name


def test_cost_is_of_the_size_that_serves() -> None:
    serve_precision("fp32")
    assert load_model("person").cost() > 0


def test_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="found 'int4', expected one of auto, fp32"):
        serve_precision("int4")


def test_broken_twin_is_a_missing_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (weights_folder() / "person.onnx").read_bytes()
    (tmp_path / "person.onnx").write_bytes(whole)
    (tmp_path / "person.int8.onnx").write_bytes(b"not a network")
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    serve_precision("auto")
    with pytest.raises(ModelMissingError):
        load_model("person")
