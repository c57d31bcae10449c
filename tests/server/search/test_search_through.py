"""From a photo to listings with the real pieces: networks, index, catalogue, HTTP.

Only the embedding network is a stand-in, of one operation, in an ONNX file of its own:
put a trained one in its place and nothing else changes.
"""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pierglass.server.app import build_app
from pierglass.server.augment.engine import VisionEngine
from pierglass.server.augment.process import item_folders
from pierglass.server.services import catalogue
from pierglass.server.services.augmenter import Look, Photo, Views
from pierglass.server.services.context import Context
from pierglass.server.services.indexing import Indexer
from pierglass.server.testing import ManualClock, Person, error_of
from pierglass.vision import search_model
from pierglass.vision.weights import weights_folder

PORTRAIT = Path(__file__).parents[3] / "client/pierglass/client/demo/portrait.jpg"

pytestmark = pytest.mark.skipif(
    not (weights_folder() / "person.onnx").is_file(),
    reason="the person network's weights are not in vision/…/weights/person.onnx",
)


class InProcess:
    """The engine without its process."""

    def __init__(self, engine: VisionEngine) -> None:
        self._engine = engine

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        return Photo(**self._engine.photo({"image": image, "item_id": item_id}))

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        args = {"image": image, "kind": kind, "model": model, "generate": generate}
        return Look(**self._engine.look(args))

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        return Views(**self._engine.embed({"item_id": item_id, "model": model}))


def network(operation: str) -> bytes:
    """Return a network that gives a picture's mean, largest or smallest colour."""
    onnx = pytest.importorskip("onnx", reason="pip install 'pierglass[train]'")
    kinds, helper = onnx.TensorProto, onnx.helper
    nodes = [
        helper.make_node("Cast", ["picture"], ["n"], to=kinds.FLOAT),
        helper.make_node(operation, ["n"], ["vector"], axes=[1, 2], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "of-one-operation",
        [helper.make_tensor_value_info("picture", kinds.UINT8, [1, 128, 128, 3])],
        [helper.make_tensor_value_info("vector", kinds.FLOAT, [1, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    helper.set_model_props(model, {"side": "128"})
    return bytes(model.SerializeToString())


@pytest.fixture
def real(ctx: Context, weights: Path, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Return a server's parts with the shipped items and the real engine."""
    path = weights / "embedding.onnx"
    monkeypatch.setattr(search_model, "installed_path", lambda: path)
    settings = dataclasses.replace(ctx.settings, items="pierglass.vision:items")
    models = settings.data_dir / "models"
    engine = VisionEngine(item_folders(settings), models)
    made = dataclasses.replace(ctx, settings=settings, augment=InProcess(engine))
    catalogue.load(made)
    return made


@pytest.fixture
def zoe(real: Context) -> Person:
    """Return somebody who is signed in to that server."""
    app = build_app(real)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = "127.0.0.1:8700"
    account = {"username": "zoe", "password": "correct horse", "display_name": "Zoe"}
    body: Any = client.post("/v1/accounts", json=account).json
    return Person(client, body["account"], body["session"])


def index(ctx: Context) -> None:
    indexer = Indexer()
    while indexer.step(ctx):
        pass


def test_a_photo_finds_listings_once_a_network_is_put_into_its_place(
    real: Context, zoe: Person, weights: Path, clock: ManualClock
) -> None:
    uploaded = zoe.upload(PORTRAIT.read_bytes(), "image/jpeg").json
    assert uploaded is not None
    asked = {"media_id": uploaded["media"]["id"], "top": 5}
    reply = zoe.call("POST", "/v1/search", json=asked)
    assert (reply.status_code, error_of(reply)["code"]) == (503, "model_missing")

    (weights / "embedding.onnx").write_bytes(network("ReduceMean"))
    index(real)
    found = zoe.post("/v1/search", asked)
    assert found["outcome"] == "found"
    assert found["garment"]["kind"] in {"top", "jacket", "dress"}
    kinds = {result["item"]["kind"] for result in found["results"]}
    assert kinds <= set(found["garment"]["kinds"])
    assert (found["picture"]["width"], found["picture"]["generated"]) == (128, False)

    (weights / "embedding.onnx").write_bytes(network("ReduceMin"))
    old = [one["score"] for one in zoe.post("/v1/search", asked)["results"]]
    assert old == [one["score"] for one in found["results"]]
    index(real)
    new = [one["score"] for one in zoe.post("/v1/search", asked)["results"]]
    assert new != old
