"""An engine for tests: its pictures are orders to crash, hang or answer."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from pierglass.server.augment.engine import UnavailableError
from pierglass.server.errors import CannotPlaceError


class FakeEngine:
    """Does what the picture says."""

    def __init__(self, weights: str = "") -> None:
        self.weights = weights
        self.streams: dict[str, int] = {}

    def warm_up(self) -> None:
        if self.weights and not Path(self.weights).is_file():
            raise UnavailableError(f"the weights are not at {self.weights}")

    def photo(self, args: dict[str, Any]) -> dict[str, Any]:
        order = args["image"].decode()
        if order == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "hang":
            time.sleep(3600)
        if order == "raise":
            raise ZeroDivisionError("a wrong shape")
        if order == "cannot_place":
            raise CannotPlaceError(reason="the feet are outside the picture")
        if order.startswith("gate:"):
            gate = Path(order.removeprefix("gate:"))
            gate.with_suffix(".entered").touch()
            while not gate.exists():
                time.sleep(0.005)
        return {
            "image": b"jpeg",
            "kind": "glasses",
            "placement": {"box": [0, 0, 1, 1]},
            "hidden_share": 0.5,
            "stages_ms": {"person": float(os.getpid())},
        }

    def frame(self, args: dict[str, Any]) -> dict[str, Any]:
        order = args["image"].decode(errors="ignore")
        if order == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if order.startswith("gate:"):
            gate = Path(order.removeprefix("gate:"))
            gate.with_suffix(".entered").touch()
            while not gate.exists():
                time.sleep(0.005)
        count = self.streams.get(args["stream"], 0) + 1
        self.streams[args["stream"]] = count
        return {
            "n": args["n"],
            "image": f"{args['item_id']} {count} {os.getpid()}".encode(),
            "placed": True,
            "hidden_share": 0.25,
            "mask_age": 0,
            "ms": 1.0,
        }

    def close(self, args: dict[str, Any]) -> dict[str, Any]:
        self.streams.pop(args["stream"], None)
        return {}

    def look(self, args: dict[str, Any]) -> dict[str, Any]:
        return self.photo(args) | {"model": args["model"], "generate": args["generate"]}

    def embed(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"numbers": args["model"].encode(), "colour": args["item_id"].encode()}
