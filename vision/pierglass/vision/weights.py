"""The trained networks: where they lie, what they are, how they run.

Sessions use one thread and do not spin: a spinning worker keeps a core busy after every
run, and two of them on one core double each other's latency.
"""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import onnxruntime

from pierglass.vision.errors import ModelMissingError

__all__ = ["Model", "load_model", "model_hash", "weights_folder"]


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
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        properties = self._session.get_modelmeta().custom_metadata_map
        self.side = int(properties["side"])
        """Height and width of the input in pixels, or the best of them."""

    def __call__(self, **inputs: object) -> list[object]:
        """Return the network's outputs."""
        outputs: list[object] = self._session.run(None, inputs)
        return outputs


def weights_folder() -> Path:
    """Return the folder of the networks that ship with the package."""
    return Path(str(files("pierglass.vision"))) / "weights"


@cache
def load_model(name: str) -> Model:
    """Return the network *name*, loaded once a process.

    Raises:
        ModelMissingError: If its file is absent or cannot be loaded.
    """
    path = weights_folder() / f"{name}.onnx"
    if not path.is_file():
        raise ModelMissingError(name, str(path))
    try:
        return Model(path)
    except Exception as exc:  # onnxruntime's errors have no common public class
        raise ModelMissingError(name, str(path)) from exc


def model_hash(name: str) -> str:
    """Return the SHA-256 of the network's file, in hex."""
    return hashlib.sha256((weights_folder() / f"{name}.onnx").read_bytes()).hexdigest()
