"""A model process's searches, with a network of one operation in its place."""

import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pierglass.server.augment.engine import VisionEngine
from pierglass.server.augment.process import item_folders
from pierglass.server.errors import (
    MediaError,
    ModelMissingError,
    NoGarmentError,
    NotFoundError,
    SearchNoPersonError,
)
from pierglass.server.settings import Settings
from pierglass.vision import encode_jpeg, search_model, weights

PORTRAIT = Path(__file__).parents[3] / "client/pierglass/client/demo/portrait.jpg"

pytestmark = pytest.mark.skipif(
    not (weights.weights_folder() / "person.onnx").is_file(),
    reason="the person network's weights are not in vision/…/weights/person.onnx",
)


@pytest.fixture
def network() -> bytes:
    """Return a network that gives a picture's mean colour; the normalizing is ours."""
    onnx = pytest.importorskip("onnx", reason="pip install 'pierglass[train]'")
    kinds, helper = onnx.TensorProto, onnx.helper
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["picture"], ["numbers"], to=kinds.FLOAT),
            helper.make_node(
                "ReduceMean", ["numbers"], ["vector"], axes=[1, 2], keepdims=0
            ),
        ],
        "mean",
        [helper.make_tensor_value_info("picture", kinds.UINT8, [1, 128, 128, 3])],
        [helper.make_tensor_value_info("vector", kinds.FLOAT, [1, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    helper.set_model_props(model, {"side": "128"})
    return bytes(model.SerializeToString())


@pytest.fixture
def installed(network: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the hash of the network, in the place of the one that ships."""
    path = tmp_path / "embedding.onnx"
    path.write_bytes(network)
    monkeypatch.setattr(search_model, "installed_path", lambda: path)
    return hashlib.sha256(network).hexdigest()


@pytest.fixture
def vision(tmp_path: Path) -> VisionEngine:
    return VisionEngine(item_folders(Settings(data_dir=tmp_path)), tmp_path / "models")


def photo(model: str, **changes: Any) -> dict[str, Any]:
    given = {"image": PORTRAIT.read_bytes(), "kind": "", "model": model}
    return {**given, "generate": False, **changes}


def test_a_photo_becomes_what_is_looked_for(
    vision: VisionEngine, installed: str
) -> None:
    reply = vision.look(photo(installed))
    vector = np.frombuffer(reply["vectors"]["photo"], np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert list(reply["vectors"]) == list(reply["weights"]) == ["photo"]
    assert reply["kind"] in {"top", "jacket", "dress"}
    assert reply["generated"] is False
    shown = cv2.imdecode(np.frombuffer(reply["picture"], np.uint8), cv2.IMREAD_COLOR)
    assert shown.shape == (128, 128, 3)
    assert {"decode", "look", "embed"} == set(reply["stages_ms"])


def test_an_item_becomes_what_it_is_found_by(
    vision: VisionEngine, installed: str
) -> None:
    reply = vision.embed({"item_id": "dress-midi-teal", "model": installed})
    assert len(np.frombuffer(reply["numbers"], np.float32)) == 3
    colours = np.frombuffer(reply["colour"], np.float32)
    assert np.linalg.norm(colours) == pytest.approx(1, abs=1e-5)


def test_a_network_that_served_before_is_found_by_its_hash(
    vision: VisionEngine, network: bytes, tmp_path: Path
) -> None:
    digest = hashlib.sha256(network).hexdigest()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"embedding-{digest}.onnx").write_bytes(network)
    assert vision.embed({"item_id": "dress-midi-teal", "model": digest})["numbers"]


def test_a_network_that_is_not_here_is_named_without_its_path(
    vision: VisionEngine, tmp_path: Path
) -> None:
    for call in (
        lambda: vision.look(photo("0" * 64)),
        lambda: vision.embed({"item_id": "dress-midi-teal", "model": "0" * 64}),
    ):
        with pytest.raises(
            ModelMissingError, match="pierglass train embedding"
        ) as raised:
            call()
        assert "/" not in raised.value.message


def test_a_generator_that_is_asked_for_and_not_here_is_named(
    vision: VisionEngine,
    installed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    weights.load_model.cache_clear()  # an earlier test may have loaded what ships
    with pytest.raises(ModelMissingError, match="stock_g1"):
        vision.look(photo(installed, generate=True))


def test_a_photo_of_nobody_is_typed(vision: VisionEngine, installed: str) -> None:
    grey = encode_jpeg(np.full((240, 320, 3), 127, np.uint8))
    with pytest.raises(SearchNoPersonError):
        vision.look(photo(installed, image=grey))


def test_a_garment_that_is_not_worn_is_typed_with_what_is(
    vision: VisionEngine, installed: str
) -> None:
    with pytest.raises(NoGarmentError, match="Found no hat on the person, but"):
        vision.look(photo(installed, kind="hat"))


@pytest.mark.parametrize("image", [b"", b"not an image"])
def test_bytes_that_are_no_picture_are_refused(
    vision: VisionEngine, installed: str, image: bytes
) -> None:
    with pytest.raises(MediaError):
        vision.look(photo(installed, image=image))


@pytest.mark.parametrize("item_id", ["no-such-item", "../items", "/etc"])
def test_an_item_that_is_none_is_not_found(
    vision: VisionEngine, installed: str, item_id: str
) -> None:
    with pytest.raises(NotFoundError):
        vision.embed({"item_id": item_id, "model": installed})
