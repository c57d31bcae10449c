"""The occluder's task: its batches, its loss, its figures and its sheet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, max_pool2d
from torch.utils.data import DataLoader

from pierglass.training.models.occluder import OccluderNet
from pierglass.training.occluder.cases import Case, case_planes
from pierglass.training.occluder.dataset import Composites, Seen
from pierglass.training.occluder.metrics import Counts, count
from pierglass.vision.drawing import draw_map
from pierglass.vision.item import Item
from pierglass.vision.occlusion import grown_box, kind_index, narrowed

__all__ = ["OccluderTask"]

_HIDDEN_WEIGHT = 2.2
"""Weight of a hidden pixel. The hidden region is small, and plain cross entropy learns
"the item is always on top"; far above this the map punches holes."""

_EDGE_WEIGHT = 2.0


class OccluderTask:
    """Trains `OccluderNet` on composites; watches *cases* of held-out photos."""

    def __init__(
        self,
        seen: list[Seen],
        drawn: dict[str, list[Item]],
        cases: list[Case],
        *,
        side: int = 192,
        batch: int = 12,
        seed: int = 0,
        synthetic: Callable[[int], Seen] | None = None,
    ) -> None:
        self.model: nn.Module = OccluderNet()
        self.synthetic = synthetic
        self.seen, self.drawn = seen, drawn
        self.cases = cases
        self.side, self.batch, self.seed = side, batch, seed

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        """Yield batches for ever, the first as of *step*."""
        stream = Composites(
            self.seen,
            self.drawn,
            self.side,
            self.seed,
            step * self.batch,
            self.synthetic,
        )
        return iter(DataLoader(stream, self.batch, num_workers=1, prefetch_factor=8))

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        """Return weighted cross entropy and Dice of the hidden region, in the item."""
        planes = batch["planes"].float().contiguous(memory_format=torch.channels_last)
        logits = model(planes, batch["kind"]).float()[:, 0]
        inside = batch["inside"]
        hide = (1 - batch["truth"]) * inside
        weight = inside * (1 + (_HIDDEN_WEIGHT - 1) * (1 - batch["truth"]))
        weight = weight * (1 + (_EDGE_WEIGHT - 1) * _edges(batch["truth"], inside))
        entropy = binary_cross_entropy_with_logits(
            logits, batch["truth"], reduction="none"
        )
        per_sample = (entropy * weight).sum((1, 2)) / weight.sum((1, 2)).clamp(min=1)
        guess = torch.sigmoid(-logits) * inside
        both = (guess * hide).sum((1, 2))
        dice = 1 - (2 * both + 20) / (guess.sum((1, 2)) + hide.sum((1, 2)) + 20)
        # Where nothing is hidden Dice would only forbid; cross entropy does that.
        some = (hide.sum((1, 2)) > 10).float()
        return per_sample.mean() + 0.5 * (dice * some).sum() / some.sum().clamp(min=1)

    @torch.no_grad()
    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Return the figures over the held-out cases, and hidden IoU by kind."""
        by_kind: dict[str, Counts] = {}
        for case in self.cases:
            shown = self.predict(model, device, case)
            counted = count(shown, case.hidden, case.inside)
            by_kind[case.kind] = by_kind.get(case.kind, Counts()) + counted
        whole = sum(by_kind.values(), Counts()).figures()
        ious = {f"iou_{k}": c.figures()["hidden_iou"] for k, c in by_kind.items()}
        return whole | {"score": float(np.mean(list(ious.values())))} | ious

    @torch.no_grad()
    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        """Write guess above truth for held-out cases."""
        tiles = []
        for case in self.cases[:: max(1, len(self.cases) // 24)][:24]:
            shown = self.predict(model, device, case)
            left, top, right, bottom = case.placed.box
            part = case.photo.rgb[top:bottom, left:right]
            alpha = np.asarray(case.placed.patch[..., 3] / 255, np.float32)
            truth = np.where(case.hidden, 0, alpha).astype(np.float32)
            pair = [
                cv2.resize(draw_map(part, alpha, np.minimum(m, alpha)), (150, 190))
                for m in (shown, truth)
            ]
            tiles.append(np.vstack(pair))
        rows = [np.hstack(tiles[i : i + 12]) for i in range(0, len(tiles) - 11, 12)]
        cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])

    def predict(
        self, model: nn.Module, device: torch.device, case: Case
    ) -> NDArray[np.float32]:
        """Return the network's map of *case*, float32 (h, w) in the placement's box."""
        wide = grown_box(case.placed.box, case.photo.rgb.shape[:2])
        planes = case_planes(case, self.side)
        x = torch.from_numpy(planes.transpose(2, 0, 1).copy())[None].float().to(device)
        kind = torch.tensor([kind_index(case.kind)], device=device)
        guess = torch.sigmoid(model(x, kind))[0, 0].float().cpu().numpy()
        return narrowed(guess, wide, case.placed.box)


def _edges(truth: Tensor, inside: Tensor) -> Tensor:
    """Return 1 within two pixels of the line between shown and hidden."""
    grown = max_pool2d(truth[:, None], 5, 1, 2)[:, 0]
    shrunk = -max_pool2d(-truth[:, None], 5, 1, 2)[:, 0]
    return (grown - shrunk) * (inside > 0.5)
