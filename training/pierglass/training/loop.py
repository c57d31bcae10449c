"""One training loop for every network: resumable, averaged, watched.

A *task* brings the model, batches, loss, validation and a contact sheet; the loop
brings the optimiser, the schedule, averaged weights (EMA), checkpoints and the curve.
"""

import copy
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from tqdm import tqdm

__all__ = ["Task", "train"]


class Task(Protocol):
    """What the loop needs to know of one network."""

    model: nn.Module

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        """Yield batches for ever, the first as of *step*."""

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        """Return the scalar to minimise."""

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Return validation figures; ``score`` is the one to raise."""

    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        """Write a contact sheet to *path*."""


def train(
    task: Task,
    folder: Path,
    *,
    steps: int,
    rate: float = 2e-3,
    every: int = 500,
    resume: bool = True,
    threads: int = 1,
    pretrained: str | None = None,
) -> nn.Module:
    """Train *task* for *steps* steps and return the averaged model.

    Args:
        task: What to train.
        folder: Where ``last.pt``, ``curve.jsonl`` and contact sheets go.
        steps: Steps in all, those of an earlier run counted.
        rate: Highest learning rate; warm-up of 2 % of the steps, then cosine to 1 %.
        every: Steps between validations and checkpoints.
        resume: Go on from ``last.pt`` where there is one.
        threads: CPU threads; more than there are idle cores makes it slower.
        pretrained: Name of the submodule that was trained before: it learns at a
            quarter of the rate, so that what it knows is kept.
    """
    torch.set_num_threads(threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    folder.mkdir(parents=True, exist_ok=True)
    model = nn.utils.convert_conv2d_weight_memory_format(
        task.model.to(device), torch.channels_last
    )
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(
        _parameter_groups(model, pretrained), lr=rate, weight_decay=1e-2
    )
    start = _restore(folder / "last.pt", model, average, optimiser) if resume else 0
    batches = task.batches(start)
    bar = tqdm(range(start, steps), initial=start, total=steps, unit="step")
    smooth = math.nan
    for step in bar:
        for group in optimiser.param_groups:
            group["lr"] = rate * group["share"] * _schedule(step, steps)
        batch = {key: value.to(device) for key, value in next(batches).items()}
        model.train()
        with torch.autocast(device.type, torch.bfloat16):
            loss = task.loss(model, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        _follow(average, model, min(0.999, (step + 1) / (step + 20)))
        value = float(loss.detach())
        smooth = value if math.isnan(smooth) else 0.98 * smooth + 0.02 * value
        bar.set_postfix(loss=f"{smooth:.4f}")
        if (step + 1) % every == 0 or step + 1 == steps:
            figures = task.validate(average.eval(), device)
            bar.write(f"step {step + 1}: " + _line(figures))
            with (folder / "curve.jsonl").open("a") as curve:
                row = {"step": step + 1, "loss": smooth, **figures}
                curve.write(json.dumps(row) + "\n")
            task.sheet(average, device, folder / "sheet.png")
            _keep(folder / "last.pt", model, average, optimiser, step + 1)
    return average.eval()


def _parameter_groups(model: nn.Module, pretrained: str | None) -> list[dict[str, Any]]:
    known: list[nn.Parameter] = []
    new: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        is_known = pretrained is not None and name.startswith(f"{pretrained}.")
        (known if is_known else new).append(parameter)
    groups: list[dict[str, Any]] = [{"params": new, "share": 1.0}]
    return groups if not known else [{"params": known, "share": 0.25}, *groups]


def _schedule(step: int, steps: int) -> float:
    warm = max(1, steps // 50)
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - warm) / (steps - warm)))


def _follow(average: nn.Module, model: nn.Module, keep: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(
            average.state_dict().values(), model.state_dict().values(), strict=True
        ):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, 1 - keep)
            else:
                slow.copy_(fast)


def _line(figures: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in figures.items())


def _keep(
    path: Path,
    model: nn.Module,
    average: nn.Module,
    optimiser: torch.optim.Optimizer,
    step: int,
) -> None:
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "model": model.state_dict(),
            "average": average.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
        },
        partial,
    )
    partial.replace(path)


def _restore(
    path: Path, model: nn.Module, average: nn.Module, optimiser: torch.optim.Optimizer
) -> int:
    if not path.exists():
        return 0
    kept = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(kept["model"])
    average.load_state_dict(kept["average"])
    optimiser.load_state_dict(kept["optimiser"])
    return int(kept["step"])
