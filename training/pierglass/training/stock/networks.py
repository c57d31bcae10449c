"""Generators and discriminators of both stages.

Pictures are float in [-1, 1], cloth masks in [0, 1], kinds one-hot planes. Instance
norm, not batch norm: a batch's statistics are not those of one photo at run time.
Nearest-neighbour growth and a convolution, not a transposed one: no checkerboard.

Pixels of the worn garment are near, but not at, their places in the stock picture. So
skips of features end at a quarter of the side, and the skip of the whole side is one
that moves: a generator says for each place where in the photo to look, and how much of
what is there to keep; the rest it paints.

Source: US 10,552,714, claims 1, 4, 10 and 11; the moving skip: Zhou et al., "View
Synthesis by Appearance Flow", ECCV 2016.
"""

import itertools

import torch
from torch import Tensor, nn
from torch.nn.functional import grid_sample, interpolate, max_pool2d, one_hot
from torch.nn.utils import spectral_norm

from pierglass.training.garments.pairs import KINDS

__all__ = [
    "Discriminator",
    "FirstGenerator",
    "Generator",
    "SecondGenerator",
    "kind_planes",
]


_FLOW_AT = 0
"""The growth after which it is said where to look: at a sixteenth of the side. A finer
net of points follows every fold, and straight seams run like marble."""

_FARTHEST = 0.2
"""In halves of the side."""


def kind_planes(kind: Tensor, side: int) -> Tensor:
    """Return one-hot planes (N, 6, side, side) of kind numbers (N,)."""
    hot = one_hot(kind, len(KINDS)).float()
    return hot[:, :, None, None].expand(-1, -1, side, side)


def _down(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 4, 2, 1),
        nn.InstanceNorm2d(outputs, affine=True),
        nn.LeakyReLU(0.2),
    )


class _Up(nn.Module):
    """Grows by two, takes a skip, and is coloured by the garment's code (FiLM)."""

    def __init__(self, inputs: int, skip: int, outputs: int, code: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs + skip, outputs, 3, 1, 1)
        self.norm = nn.InstanceNorm2d(outputs)
        self.film = nn.Linear(code, 2 * outputs)

    def forward(self, x: Tensor, skip: Tensor | None, code: Tensor) -> Tensor:
        x = interpolate(x, scale_factor=2.0, mode="nearest")
        if skip is not None:
            x = torch.cat([x, skip], 1)
        gain, bias = self.film(code)[:, :, None, None].chunk(2, 1)
        return torch.relu(self.norm(self.conv(x)) * (1 + gain) + bias)


class _EncoderDecoder(nn.Module):
    """Five halvings, five growths, skips at strides 4, 8 and 16.

    Args:
        inputs: Planes that it sees.
        outputs: Planes that it makes.
        width: Channels at half of the side.
        code: Numbers of the garment's code.
    """

    def __init__(self, inputs: int, outputs: int, width: int, code: int = 64) -> None:
        super().__init__()
        w = (width, 2 * width, 4 * width, 8 * width, 8 * width)
        self.stem = nn.Sequential(nn.Conv2d(inputs, w[0], 4, 2, 1), nn.LeakyReLU(0.2))
        self.downs = nn.ModuleList(_down(w[i], w[i + 1]) for i in range(3))
        self.last = nn.Sequential(nn.Conv2d(w[3], w[4], 4, 2, 1), nn.LeakyReLU(0.2))
        self.raw = nn.Conv2d(w[0], w[1], 4, 2, 1)
        self.code = nn.Linear(2 * w[1] + len(KINDS), code)
        self.ups = nn.ModuleList(
            [
                _Up(w[4], w[3], w[3], code),
                _Up(w[3], w[2], w[2], code),
                _Up(w[2], w[1], w[1], code),
                _Up(w[1], 0, w[0], code),
                _Up(w[0], 0, w[0], code),
            ]
        )
        self.flow = nn.Conv2d(w[3], 2, 3, 1, 1)
        nn.init.zeros_(self.flow.weight)
        _fill(self.flow, [0.0, 0.0])
        self.out = nn.Conv2d(w[0], outputs, 3, 1, 1)

    def forward(self, planes: Tensor, cloth: Tensor) -> tuple[Tensor, Tensor]:
        """Return planes (N, outputs, S, S), and how far to look (N, 2, S/16, S/16)."""
        x = self.stem(planes)
        code = self._code(x, planes, cloth)
        levels = []
        for down in self.downs:
            x = down(x)
            levels.append(x)
        x = self.last(x)
        skips = [levels[2], levels[1], levels[0], None, None]
        for place, (up, skip) in enumerate(zip(self.ups, skips, strict=True)):
            x = up(x, skip, code)
            if place == _FLOW_AT:
                far = _FARTHEST * torch.tanh(self.flow(x).float())
        return self.out(x), far

    def _code(self, stem: Tensor, planes: Tensor, cloth: Tensor) -> Tensor:
        """Return the garment's colour and texture code, before any normalising."""
        features = self.raw(stem).float()
        where = interpolate(cloth, size=features.shape[2:], mode="area")
        mass = where.sum((2, 3)) + 1e-3
        mean = (features * where).sum((2, 3)) / mass
        gap = (features - mean[:, :, None, None]) ** 2 * where
        spread = (gap.sum((2, 3)) / mass + 1e-4).sqrt()
        kind = planes[:, -len(KINDS) :, 0, 0]
        return torch.relu(self.code(torch.cat([mean, spread, kind], 1)))


class Generator(nn.Module):
    """What both generators are.

    While training they keep what the last batch's pictures were mixed from.
    """

    body: _EncoderDecoder
    bend: Tensor
    """How unevenly the photo was looked at: ()."""

    painted: Tensor
    """What was painted, also where it is not seen: (N, 3, S, S) in [-1, 1]."""

    def parts(self, planes: Tensor, cloth: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return a painted picture, planes to mix by, and how far to look."""
        out, far = self.body(planes, cloth)
        painted = torch.tanh(out[:, :3].float())
        if self.training:
            self.painted = painted
            across, down = (far.diff(dim=axis).square().mean() for axis in (2, 3))
            self.bend = across + down
        whole = interpolate(far, size=planes.shape[2:], mode="bilinear")
        return painted, out[:, 3:].float(), whole


class FirstGenerator(Generator):
    """G1: from the pre-processed photo to a stock picture.

    Each pixel is a mixture of the photo's, moved, and of a painted one.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.body = _EncoderDecoder(4 + len(KINDS), 4, width)
        _fill(self.body.out, [0.0, 0.0, 0.0, 2.0])

    def forward(self, picture: Tensor, cloth: Tensor, kind: Tensor) -> Tensor:
        """Return (N, 3, S, S) in [-1, 1]."""
        planes = torch.cat([picture, cloth, kind_planes(kind, picture.shape[2])], 1)
        painted, mix, far = self.parts(planes, cloth)
        moved, covered = _moved(picture, cloth, far)
        keep = torch.sigmoid(mix) * covered
        return keep * moved + (1 - keep) * painted


class SecondGenerator(Generator):
    """G2: from photo and first picture, concatenated, to a better one.

    Each pixel is a mixture of the first picture's, the photo's, moved, and of a painted
    one. At the start it is the photo's where that shows cloth and the first picture's
    elsewhere: what the first stage mixed in there had cost identity.
    """

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        self.body = _EncoderDecoder(7 + len(KINDS), 6, width)
        with torch.no_grad():
            self.body.out.weight[3:] *= 0.1
        _fill(self.body.out, [0.0, 0.0, 0.0, 0.0, 3.0, -2.0])

    def forward(
        self, picture: Tensor, first: Tensor, cloth: Tensor, kind: Tensor
    ) -> Tensor:
        """Return (N, 3, S, S) in [-1, 1]."""
        side = picture.shape[2]
        planes = torch.cat([picture, first, cloth, kind_planes(kind, side)], 1)
        painted, mix, far = self.parts(planes, cloth)
        moved, covered = _moved(picture, cloth, far)
        share = torch.softmax(mix, 1)
        photo = share[:, 1:2] * covered
        kept = share[:, :1] + share[:, 1:2] * (1 - covered)
        return kept * first + photo * moved + share[:, 2:] * painted


def _moved(picture: Tensor, cloth: Tensor, far: Tensor) -> tuple[Tensor, Tensor]:
    """Return picture and cloth as seen where *far* says, in halves of the side.

    White from beyond the cloth's rim is kept out of the picture.
    """
    side = picture.shape[2]
    steps = (torch.arange(side, device=picture.device) * 2 + 1) / side - 1
    ys, xs = torch.meshgrid(steps, steps, indexing="ij")
    grid = torch.stack([xs, ys], -1) + far.permute(0, 2, 3, 1)
    inner = -max_pool2d(-cloth.float(), 3, 1, 1)
    both = torch.cat([picture.float() * inner, inner], 1)
    seen = grid_sample(both, grid, padding_mode="border", align_corners=False)
    covered = seen[:, 3:]
    return seen[:, :3] / covered.clamp(min=1e-3), covered


def _fill(conv: nn.Conv2d, values: list[float]) -> None:
    if conv.bias is not None:
        with torch.no_grad():
            conv.bias.copy_(torch.tensor(values))


class Discriminator(nn.Module):
    """A patch discriminator with spectral norm.

    Args:
        inputs: 3 for "is it real", 6 for "do photo and picture belong together".
        halvings: How often the side is halved: a patch is 38 pixels wide at three, 78
            at four.
        width: Channels after the first.
    """

    def __init__(self, inputs: int, halvings: int = 3, width: int = 32) -> None:
        super().__init__()
        w = (inputs, *(width * min(2**i, 4) for i in range(halvings)))
        self.layers = nn.ModuleList(
            nn.Sequential(spectral_norm(nn.Conv2d(a, b, 4, 2, 1)), nn.LeakyReLU(0.2))
            for a, b in itertools.pairwise(w)
        )
        self.out = spectral_norm(nn.Conv2d(w[-1], 1, 3, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return patch scores and the layers' features."""
        features = []
        for layer in self.layers:
            x = layer(x)
            features.append(x)
        return self.out(x), features
