"""From a trained network to the ONNX file that serves it.

The graph takes bytes as cameras give them (uint8, H×W×C) and gives probabilities, so
that the runtime needs neither means nor softmax.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from pierglass.training.quantise import Feed, quantise
from pierglass.vision.weights import weights_folder

__all__ = ["WEIGHTS", "PersonGraph", "export_onnx", "load_average"]

OPSET = 17

WEIGHTS = weights_folder()
"""Where the networks go: into the vision package."""


class PersonGraph(nn.Module):
    """The person network with its pre- and post-processing."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Take uint8 (1, S, S, 3); return probabilities, heat maps, visibilities."""
        groups, heat, visible, _ = self.network(rgb.permute(0, 3, 1, 2).float())
        # onnxruntime's Softmax over a middle axis transposes twice: these four steps
        # take a third of its time.
        raised = groups.clamp(-40, 40).exp()
        return raised / raised.sum(1, keepdim=True), heat, visible.sigmoid()


def load_average(network: nn.Module, checkpoint: Path) -> nn.Module:
    """Return *network* with the averaged weights of a checkpoint."""
    kept = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network.load_state_dict(kept["average"])
    return network.eval()


def export_onnx(
    graph: nn.Module,
    examples: tuple[Tensor, ...],
    path: Path,
    inputs: list[str],
    outputs: list[str],
    *,
    free: dict[str, dict[int, str]] | None = None,
    feeds: Iterable[Feed] | None = None,
    properties: dict[str, str] | None = None,
) -> None:
    """Write *graph* to *path*, weights inside.

    Args:
        graph: What to write.
        examples: Its inputs; their shapes hold for every run.
        path: The ``.onnx`` file.
        inputs: Names of the inputs.
        outputs: Names of the outputs.
        free: Axes that may have another size, by input or output; the example's size
            is kept as the file's ``side``.
        feeds: Real inputs; with them an int8 twin is written beside the file.
        properties: What the runtime is to know beside the graph.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        graph.eval(),
        examples,
        str(path),
        input_names=inputs,
        output_names=outputs,
        opset_version=OPSET,
        dynamo=False,
        dynamic_axes=free,
    )
    model = onnx.load(str(path))
    known = {"side": str(examples[0].shape[1])} | (properties or {})
    onnx.helper.set_model_props(model, known)
    if feeds is not None:
        quantise(model, feeds, path.with_suffix(".int8.onnx"))
    model = _halve(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Keep the weights as float16, cast back when a session loads: half the file.

    A float16 weight is within 0.05 % of what it was; the sums stay float32.
    """
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < 512:
            continue
        name = tensor.name
        half = onnx.numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(onnx.numpy_helper.from_array(half, f"{name}_half"))
        casts.append(
            onnx.helper.make_node(
                "Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT
            )
        )
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model
