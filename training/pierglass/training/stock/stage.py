"""One stage of the GAN: a generator and its discriminators, side by side.

The loop stops when the discriminators are fooled or the validation measure no longer
rises; a discriminator that wins is paused. Everything is kept, so that a stopped run
goes on where it was.

Source: US 10,552,714, claims 1 and 5; column 11.
"""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss
from tqdm import tqdm

from pierglass.training.stock.guide import GUIDED, guided
from pierglass.training.stock.kept import BEST
from pierglass.training.stock.losses import (
    augmented,
    coarse,
    hinge_discriminator,
    moments,
    penalty,
    weighted,
)
from pierglass.training.stock.networks import Discriminator, Generator

__all__ = ["Stage", "Verdict", "train_stage"]

Batch = dict[str, Tensor]

_RIVALS = {"real": (3, 3), "association": (6, 4)}
"""Planes and halvings of each discriminator: whether print and cut belong to a photo
shows in a larger patch than whether a picture is real."""

_WINS = 0.9
"""A discriminator this accurate waits until the generator has caught up."""

_FOOLED = 0.55
_PATIENCE = 8
_SETTLE = 1000
"""Steps against the discriminators before their accuracy says anything."""
_TOLD = 0.6
"""One that was never this accurate is not fooled: it has not learned yet."""

_RATE, _RIVAL_RATE = 2e-4, 4e-4
_R1_EVERY, _R1_GAMMA = 16, 1.0


@dataclass(eq=False)
class Stage:
    """What one stage trains, and how far it is."""

    generator: Generator
    """Called by *make*; its weights are trained and averaged."""

    make: Callable[[nn.Module, Batch], Tensor]
    """Runs the generator on a batch; stage 2 runs the first generator inside."""

    terms: dict[str, float]
    """Weight of each loss term in use."""

    embed: Callable[[Tensor], Tensor] | None = None
    """A frozen embedder, pictures to unit vectors; the terms ``embedding`` and
    ``contrast`` ask for one."""

    discriminators: dict[str, nn.Module] = field(default_factory=dict)
    accuracy: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)
    """The best accuracy that each discriminator had."""

    def __post_init__(self) -> None:
        asked = [name for name in GUIDED if name in self.terms]
        if asked and self.embed is None:
            raise ValueError(
                f"the term {asked[0]!r} needs a trained embedder: run pierglass train "
                f"embedding first, or leave it out with --without {' '.join(asked)}"
            )
        for name, shape in _RIVALS.items():
            if name in self.terms:
                self.discriminators[name] = Discriminator(*shape)
                self.accuracy[name] = self.peak[name] = 0.5

    @property
    def fooled(self) -> bool:
        """Whether no discriminator does better than guessing any more."""
        told = bool(self.peak) and min(self.peak.values()) > _TOLD
        return told and max(self.accuracy.values()) < _FOOLED


@dataclass
class Verdict:
    """Why a stage stopped."""

    step: int
    reason: str


def train_stage(
    stage: Stage,
    batches: Callable[[int], Iterator[Batch]],
    folder: Path,
    *,
    steps: int,
    warm: int,
    every: int,
    validate: Callable[[nn.Module], dict[str, float]],
    sheet: Callable[[nn.Module, Path], None],
    seed: int = 0,
) -> Verdict:
    """Train *stage* until it stops by itself, or for *steps* steps.

    Args:
        stage: What to train.
        batches: From a step to the batches as of it.
        folder: For ``last.pt``, ``best.pt``, ``curve.jsonl`` and the sheets.
        steps: Most steps, those of an earlier run counted.
        warm: First steps, without adversaries.
        every: Steps between validations.
        validate: Figures of a generator; ``score`` is the one to raise.
        sheet: Writes a contact sheet.
        seed: Of the discriminators' augmentation.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(stage, folder, warm, seed)
    if run.verdict():
        return Verdict(run.step, run.verdict())
    source = batches(run.step)
    for _ in tqdm(range(run.step, steps), initial=run.step, total=steps, unit="step"):
        run.one(next(source))
        if run.step % every == 0 or run.step == steps:
            figures = validate(run.average.eval())
            sheet(run.average, folder / f"sheet-{run.step:06d}.png")
            run.judge(figures)
            run.keep()
            if run.verdict():
                break
    return Verdict(run.step, run.verdict() or "all steps are done")


class _Run:
    """A stage on its way."""

    def __init__(self, stage: Stage, folder: Path, warm: int, seed: int) -> None:
        self.stage, self.folder, self.warm = stage, folder, warm
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        nn.utils.convert_conv2d_weight_memory_format(
            stage.generator.to(self.device), torch.channels_last
        )
        self.average = copy.deepcopy(stage.generator).requires_grad_(False)
        betas = (0.5, 0.999)
        self.optimiser = torch.optim.Adam(stage.generator.parameters(), _RATE, betas)
        self.rivals = {
            name: torch.optim.Adam(net.to(self.device).parameters(), _RIVAL_RATE, betas)
            for name, net in stage.discriminators.items()
        }
        self.noise = torch.Generator().manual_seed(seed)
        self.step, self.best, self.waited, self.stopped = 0, float("-inf"), 0, ""
        self.losses: dict[str, float] = {}
        self._restore()

    def one(self, batch: Batch) -> None:
        """Train the generator, then the discriminators, on one batch."""
        batch = {key: value.to(self.device) for key, value in batch.items()}
        self.stage.generator.train()
        rivals = self.step >= self.warm
        for net in self.stage.discriminators.values():
            net.requires_grad_(False)
        with self._mixed():
            made = self.stage.make(self.stage.generator, batch)
        parts = self._parts(made.float(), batch, rivals)
        total = torch.stack(list(parts.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.stage.generator.parameters(), 10.0)
        self.optimiser.step()
        if rivals:
            for name in self.stage.discriminators:
                self._train_rival(name, made.detach().float(), batch)
        keep = min(0.999, (self.step + 1) / (self.step + 20))
        with torch.no_grad():
            pairs = zip(
                self.average.parameters(),
                self.stage.generator.parameters(),
                strict=True,
            )
            for slow, fast in pairs:
                slow.lerp_(fast, 1 - keep)
        for name, value in parts.items():
            old = self.losses.get(name, float(value.detach()))
            self.losses[name] = 0.98 * old + 0.02 * float(value.detach())
        self.step += 1

    def _mixed(self) -> torch.autocast:
        return torch.autocast(self.device.type, torch.bfloat16)

    def judge(self, figures: dict[str, float]) -> None:
        """Write the curve's row and decide whether the stage is done."""
        row: dict[str, Any] = {"step": self.step, **figures}
        row |= {f"loss_{k}": v for k, v in self.losses.items()}
        row |= {f"accuracy_{k}": v for k, v in self.stage.accuracy.items()}
        with (self.folder / "curve.jsonl").open("a") as curve:
            curve.write(json.dumps(row) + "\n")
        if self.step <= self.warm:
            return  # blur alone scores well: what comes after is not held against it
        better = figures["score"] > self.best + 1e-4
        if better:
            self.best = figures["score"]
            _whole({"average": self.average.state_dict()}, self.folder / BEST)
        self.waited = 0 if better else self.waited + 1
        if self.waited >= _PATIENCE:
            self.stopped = f"no rise in {_PATIENCE} validations"
        elif self.step >= self.warm + _SETTLE and self.stage.fooled:
            self.stopped = "the discriminators are fooled"

    def verdict(self) -> str:
        """Return why the stage is done; empty while it is not."""
        return self.stopped

    def keep(self) -> None:
        """Write ``last.pt``, whole or not at all."""
        rivals = self.stage.discriminators
        _whole(
            {
                "generator": self.stage.generator.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "rivals": {k: net.state_dict() for k, net in rivals.items()},
                "rival_optimisers": {k: o.state_dict() for k, o in self.rivals.items()},
                "noise": self.noise.get_state(),
                "accuracy": self.stage.accuracy,
                "peak": self.stage.peak,
                "progress": [self.step, self.best, self.waited, self.stopped],
                "terms": self.stage.terms,
            },
            self.folder / "last.pt",
        )

    def _restore(self) -> None:
        path = self.folder / "last.pt"
        if not path.exists():
            return
        kept = torch.load(path, map_location="cpu", weights_only=True)
        if kept["terms"] != self.stage.terms:
            raise ValueError(
                f"{path} was trained with the terms {sorted(kept['terms'])}, not "
                f"{sorted(self.stage.terms)}: name another folder, or remove it"
            )
        self.stage.generator.load_state_dict(kept["generator"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])
        for name, net in self.stage.discriminators.items():
            net.load_state_dict(kept["rivals"][name])
            self.rivals[name].load_state_dict(kept["rival_optimisers"][name])
        self.noise.set_state(kept["noise"])
        self.stage.accuracy, self.stage.peak = kept["accuracy"], kept["peak"]
        self.step, self.best, self.waited, self.stopped = kept["progress"]

    def _parts(self, made: Tensor, batch: Batch, rivals: bool) -> dict[str, Tensor]:
        """Return each term of the generator's loss, weighted."""
        wanted, known = batch["reference"], batch["known"]
        gap = made - wanted
        plain: dict[str, Callable[[], Tensor]] = {
            "l1": lambda: weighted(gap.abs(), known) * (0.5 if rivals else 1.0),
            "coarse": lambda: coarse(made, wanted, known),
            "l2": lambda: weighted(gap**2, known),
            "moments": lambda: moments(made, wanted, (known > 0.75).float()),
            "painted": lambda: coarse(self.stage.generator.painted, wanted, known),
            "smooth": lambda: self.stage.generator.bend,
        }
        terms = self.stage.terms
        out = {k: terms[k] * plain[k]() for k in plain if k in terms}
        out |= self._guided(made, batch)
        if not out:  # an adversary alone: nothing to warm up with
            rivals = True
        if rivals:
            for name in self.stage.discriminators:
                out |= self._judged(name, made, batch)
        return out

    def _judged(self, name: str, made: Tensor, batch: Batch) -> dict[str, Tensor]:
        """Return what a discriminator says of *made*, in one pass.

        The term ``features`` compares the inner features of *made* and reference under
        the same augmentation.
        """
        net, terms = self.stage.discriminators[name], self.stage.terms
        matching = name == "real" and "features" in terms
        views = [_view(name, made, batch)]
        state = self.noise.get_state()
        seen = [augmented(views[0], self.noise)]
        if matching:
            self.noise.set_state(state)
            seen.append(augmented(batch["reference"], self.noise))
        with self._mixed():
            score, features = net(torch.cat(seen))
        out = {name: -terms[name] * score[: len(made)].float().mean()}
        if matching:
            gaps = [l1_loss(*f.float().chunk(2)) for f in features]
            out["features"] = terms["features"] * torch.stack(gaps).mean()
        return out

    def _guided(self, made: Tensor, batch: Batch) -> dict[str, Tensor]:
        """Return what the embedder says of *made*, weighted."""
        terms = {n: self.stage.terms[n] for n in GUIDED if n in self.stage.terms}
        if not terms or self.stage.embed is None:
            return {}
        with self._mixed():
            said = guided(
                made, batch, self.stage.embed, self.noise, contrast="contrast" in terms
            )
        return {name: weight * said[name] for name, weight in terms.items()}

    def _train_rival(self, name: str, made: Tensor, batch: Batch) -> None:
        true = batch["composed"]
        if not true.any():
            return
        net, optimiser = self.stage.discriminators[name], self.rivals[name]
        net.requires_grad_(True)
        real = _view(name, batch["reference"], batch)[true]
        negatives = [made]
        if name == "association":
            negatives += [batch["other"], batch["recoloured"]]
        fakes = [_view(name, picture, batch)[true] for picture in negatives]
        views = [augmented(view, self.noise) for view in (real, *fakes)]
        with self._mixed():
            score, *false = net(torch.cat(views))[0].float().chunk(len(views))
        right = (score > 0).float().mean() + (false[0] < 0).float().mean()
        old = self.stage.accuracy[name]
        now = 0.98 * old + 0.02 * float(right) / 2
        self.stage.accuracy[name] = now
        self.stage.peak[name] = max(now, self.stage.peak[name])
        if now > _WINS:
            return
        loss = hinge_discriminator(score, false)
        if self.step % _R1_EVERY == 0:
            real = real.detach().requires_grad_(True)
            loss = loss + _R1_GAMMA / 2 * _R1_EVERY * penalty(net(real)[0], real)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()


def _view(name: str, picture: Tensor, batch: Batch) -> Tensor:
    """Return what a discriminator sees: the picture, or the photo beside it."""
    if name == "association":
        return torch.cat([batch["picture"], picture], 1)
    return picture


def _whole(state: dict[str, Any], path: Path) -> None:
    """Write *state* to *path*, whole or not at all."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)
