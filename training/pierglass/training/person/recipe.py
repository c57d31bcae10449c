"""`pierglass train person`: reads the photos, trains, keeps the checkpoint."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.split import load_split
from pierglass.training.data.streetwear import StreetPhoto, Streetwear
from pierglass.training.export import WEIGHTS, PersonGraph, export_onnx, load_average
from pierglass.training.loop import train
from pierglass.training.models.lite import load_imagenet
from pierglass.training.models.person import PersonNet
from pierglass.training.person.task import PersonTask
from pierglass.vision.geometry import Window
from pierglass.vision.person import PADDING

__all__ = ["SPLIT", "empty_pictures", "export_person", "read_sides", "train_person"]

SPLIT = Path("training/recipes/splits/streetwear.json")

_FROZEN_STAGES = 2
"""Of the encoder's six: strides 2 and 4."""


def read_sides(data: Path, *sides: str) -> list[list[StreetPhoto]]:
    """Return the photos of each of *sides* of the split."""
    street = Streetwear(data / "streetwear")
    split = load_split(SPLIT, street.numbers, street.folder / "photos")
    return [
        [
            street.read(n)
            for n in tqdm(split[side], desc=f"read {side}", leave=False, disable=None)
        ]
        for side in sides
    ]


def empty_pictures(data: Path, limit: int = 300) -> list[NDArray[np.uint8]]:
    """Return pictures without a person: garments on floors and hangers."""
    paths = sorted((data / "items" / "images").glob("*.jpg"))[: limit * 4 : 4]
    return [
        np.asarray(cv2.imread(str(path)), np.uint8)[:, :, ::-1].copy() for path in paths
    ]


def train_person(
    data: Path, runs: Path, *, steps: int, side: int, threads: int, batch: int
) -> None:
    """Train the person network; go on from ``runs/person/last.pt``."""
    cv2.setNumThreads(1)  # OpenCV's own threads do not survive the loader's fork
    photos, held = read_sides(data, "train", "validation")
    network = PersonNet()
    if not (runs / "person" / "last.pt").exists():
        load_imagenet(network.encoder)
    network.encoder.freeze(_FROZEN_STAGES)
    empties = empty_pictures(data)
    task = PersonTask(network, photos, held, empties, side=side, batch=batch)
    train(task, runs / "person", steps=steps, threads=threads, pretrained="encoder")


def export_person(data: Path, runs: Path, side: int) -> None:
    """Write the averaged weights of the last run as ``person.onnx``, and in int8."""
    (held,) = read_sides(data, "validation")
    network = load_average(PersonNet(), runs / "person" / "last.pt")
    export_onnx(
        PersonGraph(network),
        (torch.zeros(1, side, side, 3, dtype=torch.uint8),),
        WEIGHTS / "person.onnx",
        ["rgb"],
        ["groups", "heat", "visible"],
        free={
            "rgb": {1: "side", 2: "side"},
            "groups": {2: "side", 3: "side"},
            "heat": {2: "quarter", 3: "quarter"},
        },
        feeds=[
            {"rgb": view.cut(photo.rgb, side, PADDING)[None]}
            for photo in held[:60]
            for view in _views(photo)
        ],
    )


def _views(photo: StreetPhoto) -> list[Window]:
    """Return the whole photo and its upper half."""
    height, width = photo.rgb.shape[:2]
    return [
        Window.around(0, 0, width, height),
        Window.around(0, 0, width, height // 2),
    ]
