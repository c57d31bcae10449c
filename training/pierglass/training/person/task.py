"""The person network's task: its batches, its loss, its figures and its sheet."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    log_softmax,
)
from torch.utils.data import DataLoader

from pierglass.training.data.streetwear import UNKNOWN, StreetPhoto
from pierglass.training.person.dataset import PersonCrops, cut, draw_window
from pierglass.vision.drawing import draw_groups, draw_points
from pierglass.vision.groups import GROUPS, point_index

__all__ = ["PersonTask"]

SIGMA = 1.1
"""Spread of a key point's target, in heat map cells."""

_SHOWN_PX = 40
"""Pixels of a group from which on the picture counts as showing it."""

_WEIGHTS = [0.6, 1.2, 1.2, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.3, 2.0, 3.0, 2.0, 3.5]
"""Weight of a pixel of each group: small groups and those that occlude count more."""


class PersonTask:
    """Trains a person network on crops of *photos*; watches *held*."""

    def __init__(
        self,
        model: nn.Module,
        photos: list[StreetPhoto],
        held: list[StreetPhoto],
        empties: list[NDArray[np.uint8]],
        *,
        side: int = 192,
        batch: int = 12,
        seed: int = 0,
    ) -> None:
        self.model: nn.Module = model
        self.photos = photos
        self.empties = empties
        self.side = side
        self.batch = batch
        self.seed = seed
        rng = np.random.default_rng(seed)
        modes = ("body", "upper", "selfie")
        self.held = [
            cut(photo, draw_window(photo, rng, modes[i % 3]), side)
            for i, photo in enumerate(held)
            if photo.groups is not None
        ]

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        """Yield batches for ever, the first as of *step*."""
        crops = PersonCrops(
            self.photos, self.empties, self.side, self.seed, step * self.batch
        )
        return iter(
            DataLoader(
                crops, self.batch, num_workers=1, prefetch_factor=6, drop_last=True
            )
        )

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        """Return cross entropy + Dice on groups, on heat maps and on visibility."""
        rgb = batch["rgb"].float().contiguous(memory_format=torch.channels_last)
        groups, heat, visible, present = model(rgb)
        row = int(torch.randint(2, ()))  # neighbours say the same: every other row
        return (
            _group_loss(groups[:, :, row::2].float(), batch["groups"][:, row::2])
            + 0.35 * _heat_loss(heat.float(), batch["points"])
            + 0.2
            * binary_cross_entropy_with_logits(
                visible.float(), (batch["points"][:, :, 2] > 0.5).float()
            )
            + 0.3 * _presence_loss(present.float(), batch["groups"])
        )

    @torch.no_grad()
    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Return mean IoU over the groups, person IoU and the key points' PCK."""
        table = np.zeros((len(GROUPS), len(GROUPS)), np.int64)
        near: list[bool] = []
        for picture, truth, points in self.held:
            groups, heat, *_ = model(_tensor(picture, device))
            guess = groups[0].argmax(0).cpu().numpy()
            table += np.bincount(
                truth.ravel().astype(int) * len(GROUPS) + guess.ravel(),
                minlength=table.size,
            ).reshape(table.shape)
            near += _close(heat[0].float().cpu().numpy(), points)
        iou = table.diagonal() / np.maximum(
            table.sum(0) + table.sum(1) - table.diagonal(), 1
        )
        person = table[1:, 1:].sum() / (table.sum() - table[0, 0])
        figures = {
            "mean_iou": float(iou.mean()),
            "person_iou": float(person),
            "pck": float(np.mean(near)),
        }
        figures["score"] = figures["mean_iou"] + figures["pck"]
        return figures | {
            f"iou_{g}": float(v) for g, v in zip(GROUPS, iou, strict=True)
        }

    @torch.no_grad()
    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        """Write picture, truth and guess of twelve held-out crops."""
        columns = []
        for picture, truth, _ in self.held[:12]:
            groups, heat, visible, _ = model(_tensor(picture, device))
            guess = groups[0].argmax(0).cpu().numpy().astype(np.uint8)
            places = _peaks(heat[0].float().cpu().numpy())
            seen = torch.sigmoid(visible[0].float()).cpu().numpy()
            columns.append(
                np.vstack(
                    [
                        draw_points(picture, np.column_stack([places, seen])),
                        draw_groups(np.where(truth == UNKNOWN, 0, truth)),
                        draw_groups(guess),
                    ]
                )
            )
        cv2.imwrite(str(path), np.hstack(columns)[:, :, ::-1])


def _tensor(picture: NDArray[np.uint8], device: torch.device) -> Tensor:
    return torch.from_numpy(picture.transpose(2, 0, 1).copy())[None].float().to(device)


def _group_loss(logits: Tensor, truth: Tensor) -> Tensor:
    known = (truth != UNKNOWN).float()
    target = torch.where(truth == UNKNOWN, 0, truth)
    log = log_softmax(logits, 1)
    right = log.gather(1, target[:, None])[:, 0]
    weight = torch.tensor(_WEIGHTS, device=logits.device)[target] * known
    entropy = -(right * weight).sum() / weight.sum().clamp(min=1)
    guess = log.exp() * known[:, None]
    mass = torch.zeros(len(GROUPS), device=logits.device)
    both = mass.index_add(0, target.reshape(-1), (right.exp() * known).reshape(-1))
    size = mass.index_add(0, target.reshape(-1), known.reshape(-1))
    dice = 1 - (2 * both + 50) / (guess.sum((0, 2, 3)) + size + 50)
    # Of groups in the batch alone: Dice of an absent one only forbids it, and the rare
    # groups (hats, dresses) then never come up.
    present = (size > 0).float()
    return entropy + 0.8 * (dice * present).sum() / present.sum().clamp(min=1)


def _presence_loss(present: Tensor, truth: Tensor) -> Tensor:
    """Cross entropy of which groups the picture shows, where that is known."""
    known = (truth != UNKNOWN).flatten(1).any(1).float()[:, None]
    seen = [
        (truth == index).flatten(1).sum(1) > _SHOWN_PX for index in range(len(GROUPS))
    ]
    target = torch.stack(seen, 1).float()
    entropy = binary_cross_entropy_with_logits(present, target, reduction="none")
    return (entropy * known).sum() / (known.sum() * len(GROUPS)).clamp(min=1)


def _heat_loss(heat: Tensor, points: Tensor) -> Tensor:
    """Cross entropy between each heat map's spatial softmax and a Gaussian target."""
    n, k, h, w = heat.shape
    ys = torch.arange(h, device=heat.device, dtype=torch.float32)
    xs = torch.arange(w, device=heat.device, dtype=torch.float32)
    cells = (points[:, :, :2] + 0.5) / 4 - 0.5
    gap = (xs - cells[:, :, :1])[:, :, None, :] ** 2 + (ys - cells[:, :, 1:2])[
        :, :, :, None
    ] ** 2
    target = torch.exp(-gap / (2 * SIGMA**2))
    target = target / target.sum((2, 3), keepdim=True).clamp(min=1e-6)
    log = heat.reshape(n, k, -1).log_softmax(2).reshape(heat.shape)
    weight = points[:, :, 3] * points[:, :, 2].clamp(min=0.15)
    return -((target * log).sum((2, 3)) * weight).sum() / weight.sum().clamp(min=1)


def _peaks(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = heat.reshape(len(heat), -1).argmax(1)
    cells = np.stack([flat % heat.shape[2], flat // heat.shape[2]], 1)
    return np.asarray(cells * 4.0 + 1.5, np.float32)


def _close(heat: NDArray[np.float32], points: NDArray[np.float32]) -> list[bool]:
    """Return for each visible point whether it is within 0.1 of the trunk's length."""
    shoulders = points[
        [point_index("left_shoulder"), point_index("right_shoulder")], :2
    ]
    hips = points[[point_index("left_hip"), point_index("right_hip")], :2]
    trunk = np.linalg.norm(shoulders.mean(0) - hips.mean(0))
    off = np.linalg.norm(_peaks(heat) - points[:, :2], axis=1)
    return [
        bool(d < 0.1 * trunk) for d, p in zip(off, points, strict=True) if p[2] > 0.5
    ]
