"""Networks as they are before any training: what they cost is what trained ones cost.

``python -m benchmarks.untrained FOLDER NAME…`` writes them. They need torch, which the
process that is measured must not load.
"""

import sys
import warnings
from pathlib import Path

__all__ = ["write"]


def write(name: str, folder: Path) -> None:
    """Write ``embedding``, ``stock_g1`` or ``stock_g2`` with random weights."""
    import torch

    from pierglass.training.embedding.network import EmbedGraph, LiteEmbedder
    from pierglass.training.export import export_onnx
    from pierglass.training.stock.graphs import FirstGraph, SecondGraph
    from pierglass.training.stock.networks import FirstGenerator, SecondGenerator

    picture = torch.zeros(1, 128, 128, 3, dtype=torch.uint8)
    cloth = torch.zeros(1, 128, 128, dtype=torch.uint8)
    kind = torch.zeros(1, dtype=torch.int64)
    worn = {"picture": picture, "cloth": cloth, "kind": kind}
    made = {
        "embedding": (
            lambda: EmbedGraph(LiteEmbedder().eval()),
            {"picture": picture},
            ["vector", "kinds", "colours"],
        ),
        "stock_g1": (lambda: FirstGraph(FirstGenerator().eval()), worn, ["stock"]),
        "stock_g2": (
            lambda: SecondGraph(SecondGenerator().eval()),
            {"picture": picture, "first": picture, "cloth": cloth, "kind": kind},
            ["stock"],
        ),
    }
    graph, inputs, outputs = made[name]
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, about constants
        path = folder / f"{name}.onnx"
        export_onnx(graph(), tuple(inputs.values()), path, list(inputs), outputs)


if __name__ == "__main__":
    for wanted in sys.argv[2:]:
        write(wanted, Path(sys.argv[1]))
