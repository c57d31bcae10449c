from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.garments_made import shirt, store
from torch import Tensor
from torch.nn.functional import normalize

from pierglass.training.embedding.batches import LookAlikes, batches
from pierglass.training.embedding.colours import COLOURS, colour_of
from pierglass.training.embedding.kept import (
    GUIDE,
    JUDGE,
    SERVED,
    Which,
    embed_at_full_size,
    load_embedder,
)
from pierglass.training.embedding.network import (
    NETWORKS,
    DenseEmbedder,
    EmbedGraph,
    LiteEmbedder,
    centred,
    contrast,
    to_train,
)
from pierglass.training.embedding.recipe import EmbeddingTask, export_embedding
from pierglass.training.export import export_onnx
from pierglass.training.garments.store import PairStore
from pierglass.vision.weights import Model

SHADES = {
    "red": (200, 20, 30),
    "green": (20, 140, 40),
    "blue": (30, 60, 180),
    "yellow": (240, 220, 40),
    "pink": (245, 150, 190),
    "brown": (100, 60, 30),
    "purple": (110, 40, 150),
    "orange": (245, 140, 20),
    "black": (12, 12, 14),
    "white": (245, 245, 245),
    "grey": (128, 128, 128),
}


def wardrobe() -> PairStore:
    garments = [shirt(name, colour) for name, colour in SHADES.items()]
    garments += [shirt(f"{n}-2", c, "dress") for n, c in SHADES.items()]
    return store(garments, count=30)


def units(*shape: int) -> Tensor:
    noise = torch.Generator().manual_seed(0)
    return normalize(torch.randn(*shape, generator=noise), dim=-1)


@pytest.mark.parametrize("name", COLOURS)
def test_a_colour_has_its_name(name: str) -> None:
    rgb = np.full((8, 8, 3), SHADES[name], np.uint8)
    assert COLOURS[colour_of(rgb, np.ones((8, 8), np.bool_))] == name


def test_only_what_is_inside_has_a_colour() -> None:
    rgb = np.full((8, 8, 3), 255, np.uint8)
    rgb[2:4, 2:4] = SHADES["red"]
    inside = np.zeros((8, 8), np.bool_)
    inside[2:4, 2:4] = True
    assert COLOURS[colour_of(rgb, inside)] == "red"


@pytest.mark.parametrize("network", NETWORKS)
def test_vectors_have_length_one(network: str) -> None:
    vector, kind, colour = NETWORKS[network]().eval()(torch.rand(2, 3, 32, 32))
    assert torch.allclose(vector.norm(dim=1), torch.ones(2))
    assert kind.shape == (2, 6)
    assert colour.shape == (2, len(COLOURS))


def test_contrast_is_least_where_views_meet_their_stock_picture() -> None:
    stock = units(4, 16)
    right = contrast(stock[:, None], stock, units(4, 16))
    wrong = contrast(stock.roll(1, 0)[:, None], stock, units(4, 16))
    assert right < wrong


def test_a_recoloured_stock_picture_is_pushed_away() -> None:
    stock = units(4, 16)
    apart = contrast(stock[:, None], stock, -stock)
    near = contrast(stock[:, None], stock, stock)
    assert near > apart + 0.3


def test_a_picture_does_not_count_in_its_own_centroid() -> None:
    members = units(3, 2, 16)
    rest = members[:, 1]  # of two, the other one is what is left
    near = members[:, 0] @ normalize(members.sum(1), dim=1).T
    near[range(3), range(3)] = (members[:, 0] * rest).sum(1)
    first = torch.nn.functional.cross_entropy(near / 0.5, torch.arange(3))
    far = members[:, 1] @ normalize(members.sum(1), dim=1).T
    far[range(3), range(3)] = (members[:, 0] * rest).sum(1)
    second = torch.nn.functional.cross_entropy(far / 0.5, torch.arange(3))
    assert torch.allclose(centred(members, heat=0.5), (first + second) / 2)


def test_a_batch_holds_each_garment_once_and_two_views_of_it() -> None:
    found = wardrobe()
    batch = next(batches(found, LookAlikes(found), 0, seed=0))
    assert batch["views"].shape[1:] == (2, 3, 32, 32)
    composed = len(batch["views"]) - (2 if found.worn else 0)
    stocks = batch["stock"][:composed].flatten(1)
    # A mirrored plain shirt is the same shirt: colour and kind tell them apart.
    keys = {
        (int(k), *c.mean((1, 2)).round(decimals=1).tolist())
        for k, c in zip(
            batch["kind"][:composed], batch["stock"][:composed], strict=True
        )
    }
    assert len(keys) == len(stocks)


def test_a_batch_is_said_by_seed_and_step() -> None:
    found = wardrobe()
    alikes = LookAlikes(found)
    later = batches(found, alikes, 0, seed=0)
    next(later)
    one, two = next(later), next(batches(found, alikes, 1, seed=0))
    assert all(torch.equal(value, two[name]) for name, value in one.items())


def test_look_alikes_are_of_the_same_kind() -> None:
    found = wardrobe()
    alikes = LookAlikes(found)
    rng = np.random.default_rng(0)
    for index, garment in enumerate(found.garments):
        for _ in range(5):
            other = alikes.draw(index, rng)
            assert other is not None
            assert other != index
            assert found.garments[other].kind == garment.kind


def task(generated: bool = False) -> EmbeddingTask:
    torch.manual_seed(0)
    found = wardrobe()
    make = (lambda picture, cloth, kind: picture) if generated else None
    return EmbeddingTask(DenseEmbedder(), found, found, 0, make)


def test_the_loss_reaches_every_weight() -> None:
    one = task()
    one.loss(one.model, next(one.batches(0))).backward()
    for name, weight in one.model.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name


def test_a_generated_picture_is_one_more_view() -> None:
    plain, more = task(), task(generated=True)
    batch = next(plain.batches(0))
    assert plain.loss(plain.model, batch) != more.loss(more.model, batch)


def test_steps_lower_the_loss() -> None:
    one = task()
    batch = next(one.batches(0))
    optimiser = torch.optim.AdamW(one.model.parameters(), 1e-3)
    losses = []
    for _ in range(6):
        loss = one.loss(one.model, batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]


def test_validation_and_sheet_show_held_out_pairs(tmp_path: Path) -> None:
    one = task()
    figures = one.validate(one.model.eval(), torch.device("cpu"))
    assert figures["score"] == figures["recall@1"] + figures["recall@5"]
    one.sheet(one.model, torch.device("cpu"), tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize("network", NETWORKS)
def test_the_onnx_graph_gives_what_torch_gives(network: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    graph = EmbedGraph(NETWORKS[network]().eval())
    picture = torch.randint(0, 255, (1, 32, 32, 3), dtype=torch.uint8)
    path = tmp_path / "embedding.onnx"
    export_onnx(graph, (picture,), path, ["picture"], ["vector", "kinds", "colours"])
    wanted = graph(picture)
    found = Model(path)(picture=picture.numpy())
    for one, other in zip(wanted, found, strict=True):
        assert np.allclose(one.detach().numpy(), np.asarray(other), atol=2e-3)


def test_export_without_a_run_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run pierglass train embedding"):
        export_embedding(tmp_path, 128, tmp_path)


def test_every_embedder_has_a_folder_of_its_own(tmp_path: Path) -> None:
    four = [GUIDE, JUDGE, SERVED, Which("lite", 0, generated=True)]
    assert len({which.checkpoint(tmp_path) for which in four}) == 4


def test_a_missing_embedder_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="--network lite --seed 0 --generated"):
        load_embedder(tmp_path, Which("lite", 0, generated=True))


def test_a_kept_embedder_is_loaded_frozen(tmp_path: Path) -> None:
    network = DenseEmbedder()
    path = GUIDE.checkpoint(tmp_path)
    path.parent.mkdir(parents=True)
    torch.save({"average": network.state_dict()}, path)
    found = load_embedder(tmp_path, GUIDE)
    assert not found.training
    assert not any(weight.requires_grad for weight in found.parameters())


def test_the_first_stages_of_lite_are_kept_as_they_are() -> None:
    network = to_train(LiteEmbedder().requires_grad_(False))
    learns = {n: w.requires_grad for n, w in network.named_parameters()}
    assert not any(v for n, v in learns.items() if n.startswith("encoder.stages.1."))
    assert all(v for n, v in learns.items() if n.startswith(("encoder.stages.3.", "h")))


def test_smaller_pictures_are_embedded_at_full_size() -> None:
    network = DenseEmbedder().eval()
    small = torch.rand(1, 3, 16, 16)
    grown = small.repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert torch.allclose(
        embed_at_full_size(network, small, side=32), network(grown)[0], atol=1e-5
    )
