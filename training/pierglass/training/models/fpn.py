"""The additive decoder of both networks, and the occluder's dense encoder.

A stride-2 stem, residual pairs of dense 3×3 convolutions at strides 2 to 32, and an
additive top-down decoder: of five shapes tried at equal cost it learned fastest, and
int8 quantisation speeds dense convolutions up most.

Source: Lin et al., "Feature Pyramid Networks for Object Detection", CVPR 2017.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

__all__ = ["Decoder", "DenseFPN", "conv"]


def conv(inputs: int, outputs: int, *, kernel: int = 3, stride: int = 1) -> nn.Module:
    """Return convolution, batch norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.second(self.first(x)))


class Decoder(nn.Module):
    """Adds the levels of an encoder from the coarsest to the finest.

    Args:
        widths: The encoder's channels at strides 2, 4, 8, 16, 32.
        pyramid: Channels of the decoder at strides 4 to 32.
        fine: Channels of the decoder at stride 2.
    """

    def __init__(self, widths: tuple[int, ...], pyramid: int, fine: int) -> None:
        super().__init__()
        self.laterals = nn.ModuleList(
            nn.Conv2d(width, pyramid, 1) for width in widths[1:]
        )
        self.smooths = nn.ModuleList(conv(pyramid, pyramid) for _ in widths[1:-1])
        self.fine_down = nn.Conv2d(pyramid, fine, 1)
        self.fine_lateral = nn.Conv2d(widths[0], fine, 1)
        self.fine_smooth = conv(fine, fine)

    def forward(self, levels: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Return features at strides 2 and 4 of *levels*, finest first."""
        top = self.laterals[-1](levels[-1])
        for index in range(len(self.smooths) - 1, -1, -1):
            top = interpolate(top, scale_factor=2.0, mode="nearest")
            top = self.smooths[index](top + self.laterals[index](levels[index + 1]))
        fine = interpolate(self.fine_down(top), scale_factor=2.0, mode="nearest")
        return self.fine_smooth(fine + self.fine_lateral(levels[0])), top


class DenseFPN(nn.Module):
    """Dense residual encoder and additive decoder.

    Args:
        inputs: Input channels.
        widths: Channels at strides 2, 4, 8, 16, 32.
        pyramid: Channels of the decoder at strides 4 to 32.
        fine: Channels of the decoder at stride 2.
    """

    def __init__(
        self, inputs: int, widths: tuple[int, ...], pyramid: int, fine: int
    ) -> None:
        super().__init__()
        stages = []
        previous = inputs
        for level, width in enumerate(widths):
            blocks = [conv(previous, width, stride=2), _Residual(width)]
            if level == len(widths) - 1:
                blocks.append(_Residual(width))
            stages.append(nn.Sequential(*blocks))
            previous = width
        self.stages = nn.ModuleList(stages)
        self.decoder = Decoder(widths, pyramid, fine)

    def forward(self, x: Tensor) -> Tensor:
        """Return features (N, fine, H/2, W/2); H and W are multiples of 32."""
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        finest: Tensor = self.decoder(levels)[0]
        return finest
