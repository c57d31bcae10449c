"""The occluder network: camera, item and person in, one map out."""

import torch
from torch import Tensor, nn

from pierglass.training.models.fpn import DenseFPN
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import CHANNELS

__all__ = ["OccluderGraph", "OccluderNet"]

WIDTHS = (20, 32, 48, 80, 128)


class OccluderNet(nn.Module):
    """Logit that the item's pixel replaces the camera's.

    Input is uint8-valued float planes (N, `CHANNELS`, S, S) in [0, 255] and the kind's
    number (N,), 0 when it is not known. Output is (N, 1, S, S).
    """

    def __init__(self) -> None:
        super().__init__()
        self.kind = nn.Embedding(len(KINDS) + 1, CHANNELS)
        self.body = DenseFPN(CHANNELS, WIDTHS, pyramid=32, fine=24)
        self.head = nn.Sequential(nn.Conv2d(24, 4, 1), nn.PixelShuffle(2))
        nn.init.normal_(self.kind.weight, std=0.1)

    def forward(self, planes: Tensor, kind: Tensor) -> Tensor:
        """Return logits."""
        x = planes / 127.5 - 1.0 + self.kind(kind)[:, :, None, None]
        logits: Tensor = self.head(self.body(x))
        return logits


class OccluderGraph(nn.Module):
    """The occluder with its pre- and post-processing, for export.

    Args:
        network: The trained network.
        shifts: What to add to the logit, by the number of the kind.
    """

    shifts: Tensor

    def __init__(self, network: nn.Module, shifts: list[float] | None = None) -> None:
        super().__init__()
        self.network = network
        values = shifts or [0.0] * (len(KINDS) + 1)
        self.register_buffer("shifts", torch.tensor(values))

    def forward(self, planes: Tensor, kind: Tensor) -> Tensor:
        """Take uint8 (1, S, S, C) and int64 (1,); return probabilities (1, S, S)."""
        logits = self.network(planes.permute(0, 3, 1, 2).float(), kind)
        return torch.sigmoid(logits[:, 0] + self.shifts[kind][:, None, None])
