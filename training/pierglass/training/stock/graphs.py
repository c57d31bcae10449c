"""The generators as they are served: from bytes to bytes, in ONNX."""

import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from pierglass.training.export import WEIGHTS, export_onnx, load_average
from pierglass.training.stock.kept import BEST, Plan, run_folder
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator

__all__ = ["FirstGraph", "SecondGraph", "export_stock"]


class FirstGraph(nn.Module):
    """G1 from bytes to bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor, cloth: Tensor, kind: Tensor) -> Tensor:
        """Take and return uint8 (1, S, S, 3); cloth uint8 (1, S, S); kind (1,)."""
        made = self.network(_float(picture), cloth[:, None].float() / 255, kind)
        return _bytes(made)


class SecondGraph(nn.Module):
    """G2 from bytes to bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, picture: Tensor, first: Tensor, cloth: Tensor, kind: Tensor
    ) -> Tensor:
        """Take and return uint8 (1, S, S, 3); as `FirstGraph` otherwise."""
        covered = cloth[:, None].float() / 255
        return _bytes(self.network(_float(picture), _float(first), covered, kind))


def export_stock(runs: Path, side: int, folder: Path = WEIGHTS) -> list[str]:
    """Write the stages that have a checkpoint as ONNX; return their names.

    Raises:
        FileNotFoundError: If none has.
    """
    picture = torch.zeros(1, side, side, 3, dtype=torch.uint8)
    cloth = torch.zeros(1, side, side, dtype=torch.uint8)
    kind = torch.zeros(1, dtype=torch.int64)
    wanted: tuple[tuple[str, int, nn.Module, type[nn.Module], dict[str, Tensor]], ...]
    wanted = (
        (
            "stock_g1",
            1,
            FirstGenerator(),
            FirstGraph,
            {"picture": picture, "cloth": cloth, "kind": kind},
        ),
        (
            "stock_g2",
            2,
            SecondGenerator(),
            SecondGraph,
            {"picture": picture, "first": picture, "cloth": cloth, "kind": kind},
        ),
    )
    done = []
    for name, stage, network, graph, inputs in wanted:
        path = run_folder(runs, Plan(stage, side)) / BEST
        if path.exists():
            whole = graph(load_average(network, path))
            with warnings.catch_warnings():
                # Instance norm takes its own statistics at run time too: meant so.
                warnings.filterwarnings("ignore", message="ONNX export mode is set")
                export_onnx(
                    whole,
                    tuple(inputs.values()),
                    folder / f"{name}.onnx",
                    list(inputs),
                    ["stock"],
                )
            done.append(name)
    if not done:
        raise FileNotFoundError(
            f"no checkpoint of either stage under {runs / 'stock'}: run pierglass "
            "train stock first"
        )
    return done


def _float(picture: Tensor) -> Tensor:
    return picture.permute(0, 3, 1, 2).float() / 127.5 - 1


def _bytes(made: Tensor) -> Tensor:
    grown = ((made + 1) * 127.5 + 0.5).clamp(0, 255)
    return grown.permute(0, 2, 3, 1).to(torch.uint8)
