"""The trained networks: where they lie, what they are, how they run.

Sessions use one thread and do not spin: a spinning worker keeps a core busy after every
run, and two of them on one core double each other's latency.

A network may have an int8 twin, ``NAME.int8.onnx``: about half the time where the
processor has the instructions for it, and more where it has not. Both are timed when
the network is first loaded, and the faster one serves.
"""

import hashlib
import json
import time
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime

from pierglass.vision.errors import ModelMissingError

__all__ = [
    "PRECISIONS",
    "Model",
    "load_model",
    "model_hash",
    "model_metrics",
    "serve_precision",
    "weights_folder",
]


PRECISIONS = ("auto", "fp32", "int8")

_SERVING = {"precision": "auto"}

_TYPES = {"tensor(uint8)": np.uint8, "tensor(int64)": np.int64}


class Model:
    """One ONNX network, ready to run.

    Args:
        path: An ``.onnx`` file, the size of its input among its properties.
    """

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.path = path
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        properties = self._session.get_modelmeta().custom_metadata_map
        self.side = int(properties["side"])
        """Height and width of the input in pixels, or the best of them."""

        self.leans: dict[str, list[float]] = json.loads(properties.get("leans", "{}"))
        """What the label-map rule adds to the occluder's logit, by kind: where it shows
        the item, and where it hides it."""

    def cost(self, runs: int = 3) -> float:
        """Return the least CPU seconds of *runs* runs on an empty picture."""
        empty = {
            one.name: np.zeros(
                [n if isinstance(n, int) else self.side for n in one.shape],
                _TYPES[one.type],
            )
            for one in self._session.get_inputs()
        }
        times = []
        for _ in range(runs + 1):
            start = time.process_time()
            self._session.run(None, empty)
            times.append(time.process_time() - start)
        return min(times[1:])

    def __call__(self, **inputs: object) -> list[object]:
        """Return the network's outputs."""
        outputs: list[object] = self._session.run(None, inputs)
        return outputs


def weights_folder() -> Path:
    """Return the folder of the networks that ship with the package."""
    return Path(str(files("pierglass.vision"))) / "weights"


@cache
def load_model(name: str) -> Model:
    """Return the network *name*, loaded once a process, in the faster precision.

    Raises:
        ModelMissingError: If its file is absent or cannot be loaded.
    """
    path = weights_folder() / f"{name}.onnx"
    twin = path.with_name(f"{name}.int8.onnx")
    wanted = _SERVING["precision"]
    if not path.is_file():
        raise ModelMissingError(name, str(path))
    try:
        if wanted == "fp32" or not twin.is_file():
            return Model(path)
        if wanted == "int8":
            return Model(twin)
        return min(Model(twin), Model(path), key=Model.cost)
    except Exception as exc:  # onnxruntime's errors have no common public class
        raise ModelMissingError(name, str(path)) from exc


def serve_precision(precision: str) -> None:
    """Let ``fp32``, ``int8`` or the faster of them (``auto``) serve from now on."""
    if precision not in PRECISIONS:
        raise ValueError(
            f"precision: found {precision!r}, expected one of {', '.join(PRECISIONS)}"
        )
    _SERVING["precision"] = precision
    load_model.cache_clear()


def model_hash(name: str) -> str:
    """Return the SHA-256 of the file of the network that serves as *name*, in hex."""
    return hashlib.sha256(load_model(name).path.read_bytes()).hexdigest()


def model_metrics(name: str) -> dict[str, float | bool]:
    """Return what the card says that the network *name* reached; empty without one."""
    path = weights_folder() / f"{name}.json"
    if not path.is_file():
        return {}
    metrics: dict[str, float | bool] = json.loads(path.read_text("utf-8"))["metrics"]
    return metrics
