"""The int8 twin of an exported network, for processors with the instructions for it.

Static quantisation in QDQ form, weights a channel each: dense convolutions run about
twice as fast where the processor has VNNI, and slower where it has not, so that the
runtime times both when it starts and takes the faster.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

__all__ = ["Feed", "quantise"]

Feed = dict[str, NDArray[np.generic]]
"""One run's inputs by name."""


class _Reader(CalibrationDataReader):
    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Feed | None:
        return next(self._feeds, None)


def quantise(
    model: onnx.ModelProto,
    feeds: Iterable[Feed],
    path: Path,
    *,
    keep: tuple[str, ...] = (),
) -> None:
    """Write the int8 twin of *model*, whose weights are float32, to *path*.

    Args:
        model: As torch exports it.
        feeds: A hundred or so real inputs, to learn the ranges from.
        path: Where to write.
        keep: Beginnings of the names of nodes that stay in float32.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole, ready = Path(folder) / "whole.onnx", Path(folder) / "ready.onnx"
        onnx.save(model, str(whole))
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        names = [node.name for node in onnx.load(str(ready)).graph.node]
        quantize_static(
            str(ready),
            str(path),
            _Reader(feeds),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            calibrate_method=CalibrationMethod.MinMax,
            op_types_to_quantize=["Conv", "Add", "Clip", "Relu"],
            nodes_to_exclude=[name for name in names if name.startswith(keep)]
            if keep
            else [],
        )
