from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.stock_made import batch

from pierglass.training.export import export_onnx
from pierglass.training.stock.graphs import FirstGraph, SecondGraph
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.vision.rectify import rectify
from pierglass.vision.stock import StockGenerator
from pierglass.vision.weights import Model


def test_the_second_generator_begins_with_photo_and_first_picture() -> None:
    b = batch()
    cloth = b["cloth"].clone()
    cloth[:, :, :, :16] = 0
    with torch.no_grad():
        made = SecondGenerator(width=4)(b["picture"], b["other"], cloth, b["kind"])
    shown = torch.cat([b["other"][..., :16], b["picture"][..., 16:]], 3)
    assert (made - shown).abs().mean() < 0.15


def test_a_generator_keeps_pixels_of_the_photo_alone_where_there_is_cloth() -> None:
    b, net = batch(), FirstGenerator(width=4)
    with torch.no_grad():
        net.body.out.bias[3] = 50.0
    cloth = b["cloth"].clone()
    cloth[:, :, :, :16] = 0
    made = net(b["picture"], cloth, b["kind"])
    same = torch.isclose(made, b["picture"], atol=1e-4).all(1)
    assert same[:, :, 17:].all()
    assert not same[:, :, :15].any()


def test_a_generator_sees_the_kind() -> None:
    torch.manual_seed(0)
    b, net = batch(), FirstGenerator(width=4)
    one = net(b["picture"], b["cloth"], torch.tensor([0, 0]))
    assert not torch.allclose(one, net(b["picture"], b["cloth"], torch.tensor([1, 1])))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@pytest.mark.filterwarnings("ignore:ONNX export mode is set")
def test_the_served_generators_give_what_torch_gives(tmp_path: Path) -> None:
    torch.manual_seed(0)
    first, second = FirstGenerator(width=4).eval(), SecondGenerator(width=4).eval()
    torch.nn.init.normal_(second.body.out.weight, std=0.1)
    graphs = FirstGraph(first), SecondGraph(second)
    picture = torch.zeros(1, 128, 128, 3, dtype=torch.uint8)
    cloth, kind = torch.zeros(1, 128, 128, dtype=torch.uint8), torch.zeros(1).long()
    export_onnx(
        graphs[0],
        (picture, cloth, kind),
        tmp_path / "g1.onnx",
        ["picture", "cloth", "kind"],
        ["stock"],
    )
    export_onnx(
        graphs[1],
        (picture, picture, cloth, kind),
        tmp_path / "g2.onnx",
        ["picture", "first", "cloth", "kind"],
        ["stock"],
    )
    from tests.vision.bodies import HEIGHT, WIDTH, person

    noise = np.random.default_rng(0)
    street = noise.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    found = rectify(street, "top", person=person())
    served = StockGenerator(Model(tmp_path / "g1.onnx"), Model(tmp_path / "g2.onnx"))
    made = served.generate(found)
    given = torch.from_numpy(found.picture)[None], torch.from_numpy(found.cloth)[None]
    with torch.no_grad():
        one = graphs[0](*given, torch.tensor([0]))
        before = torch.from_numpy(made.first)[None]
        two = graphs[1](given[0], before, given[1], torch.tensor([0]))
    for wanted, got in ((one, made.first), (two, made.picture)):
        gap = np.abs(wanted[0].numpy().astype(int) - got)
        assert gap.mean() < 0.5
        assert gap.max() <= 6
