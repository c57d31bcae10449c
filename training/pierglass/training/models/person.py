"""The person network: a label map and key points in one pass."""

import torch
from torch import Tensor, nn

from pierglass.training.models.fpn import Decoder
from pierglass.training.models.lite import WIDTHS, LiteEncoder
from pierglass.vision.groups import GROUPS, KEY_POINTS

__all__ = ["PersonNet"]

PYRAMID = 48
FINE = 24


class PersonNet(nn.Module):
    """Label groups at full size, key point heat maps at stride 4, visibilities.

    Input is uint8-valued float RGB, (N, 3, S, S) in [0, 255], S a multiple of 32.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = LiteEncoder()
        self.decoder = Decoder(WIDTHS, PYRAMID, FINE)
        self.groups = nn.Conv2d(FINE, len(GROUPS) * 4, 1)
        self.shuffle = nn.PixelShuffle(2)
        self.heat = nn.Sequential(
            nn.Conv2d(PYRAMID, PYRAMID, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(PYRAMID, len(KEY_POINTS), 1),
        )
        self.visible = nn.Linear(2 * WIDTHS[-1], len(KEY_POINTS))
        self.present = nn.Linear(2 * WIDTHS[-1], len(GROUPS))
        # A dress and a skirt look alike from near: what the whole picture shows leans
        # every pixel's choice.
        self.prior = nn.Linear(len(GROUPS), len(GROUPS))
        nn.init.zeros_(self.prior.weight)
        nn.init.zeros_(self.prior.bias)

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return logits: groups, heat maps, visibilities, groups in the picture.

        Shapes: (N, 14, S, S), (N, 23, S/4, S/4), (N, 23) and (N, 14).
        """
        levels = self.encoder(rgb / 127.5 - 1.0)
        fine, middle = self.decoder(levels)
        deep = levels[-1]
        pooled = torch.cat([deep.mean((2, 3)), deep.amax((2, 3))], 1)
        present = self.present(pooled)
        lean = self.prior(present).repeat_interleave(4, 1)[:, :, None, None]
        groups = self.shuffle(self.groups(fine) + lean)
        return groups, self.heat(middle), self.visible(pooled), present
