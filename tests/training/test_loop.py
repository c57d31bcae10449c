import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from pierglass.training.loop import train


class Line:
    """A tiny task: find the line 3x - 1, one batch a step, by the step's number."""

    def __init__(self, stop_at: int | None = None) -> None:
        torch.manual_seed(0)
        self.model: nn.Module = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1))
        self.stop_at = stop_at
        self.started: list[int] = []
        self.sheets = 0

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        self.started.append(step)
        while step != self.stop_at:
            x = torch.randn(8, 1, generator=torch.Generator().manual_seed(step))
            yield {"x": x, "y": 3 * x - 1}
            step += 1
        raise KeyboardInterrupt

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        return (model(batch["x"]).float() - batch["y"]).square().mean()

    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        assert not model.training
        return {"score": 1.0}

    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        self.sheets += 1


def kept(folder: Path) -> dict[str, dict[str, Tensor]]:
    out: dict[str, dict[str, Tensor]] = torch.load(
        folder / "last.pt", weights_only=True
    )
    return out


def curve(folder: Path) -> list[dict[str, float]]:
    lines = (folder / "curve.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def interrupted(folder: Path, *, at: int, steps: int, every: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(Line(stop_at=at), folder, steps=steps, every=every)


def test_training_lowers_the_loss(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=60, every=20, rate=0.1)
    rows = curve(tmp_path)
    assert rows[-1]["loss"] < 0.7 * rows[0]["loss"]


def test_curve_has_a_row_a_validation(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=5, every=2)
    rows = curve(tmp_path)
    assert [row["step"] for row in rows] == [2, 4, 5]


def test_curve_has_the_figures(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=1)
    assert curve(tmp_path)[0]["score"] == 1.0


def test_sheet_is_made_at_each_validation(tmp_path: Path) -> None:
    task = Line()
    train(task, tmp_path, steps=5, every=2)
    assert task.sheets == 3


def test_stopped_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    interrupted(tmp_path, at=7, steps=12, every=3)
    task = Line()
    train(task, tmp_path, steps=12, every=3)
    assert task.started == [6]


def test_resumed_run_ends_as_one_that_was_never_stopped(tmp_path: Path) -> None:
    interrupted(tmp_path / "two", at=7, steps=12, every=3)
    train(Line(), tmp_path / "two", steps=12, every=3)
    train(Line(), tmp_path / "one", steps=12, every=3)
    one, two = kept(tmp_path / "one"), kept(tmp_path / "two")
    for part in ("model", "average"):
        for name, value in one[part].items():
            assert torch.equal(value, two[part][name]), (part, name)


def test_finished_run_takes_no_step(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=4)
    before = kept(tmp_path)["model"]
    train(Line(stop_at=4), tmp_path, steps=4)
    assert all(torch.equal(v, before[k]) for k, v in kept(tmp_path)["model"].items())


def test_run_that_shall_not_resume_starts_over(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=4)
    task = Line()
    train(task, tmp_path, steps=4, resume=False)
    assert task.started == [0]


def test_average_follows_the_model(tmp_path: Path) -> None:
    start = {k: v.clone() for k, v in Line().model.state_dict().items()}
    train(Line(), tmp_path, steps=1)
    saved = kept(tmp_path)
    for name, value in saved["model"].items():
        if value.dtype.is_floating_point:
            # Of the first step a twentieth of the old weights is kept.
            wanted = 0.05 * start[name] + 0.95 * value
            assert torch.allclose(saved["average"][name], wanted, atol=1e-6)


def test_average_counts_batches_as_the_model_does(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=3)
    assert kept(tmp_path)["average"]["1.num_batches_tracked"] == 3


def test_averaged_model_is_returned(tmp_path: Path) -> None:
    model = train(Line(), tmp_path, steps=3)
    average = kept(tmp_path)["average"]
    assert all(torch.equal(v, average[k]) for k, v in model.state_dict().items())


def test_returned_model_is_ready_to_use(tmp_path: Path) -> None:
    assert not train(Line(), tmp_path, steps=1).training


def test_checkpoint_leaves_nothing_half_written(tmp_path: Path) -> None:
    train(Line(), tmp_path, steps=2)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"last.pt", "curve.jsonl"}


def test_crash_while_saving_keeps_the_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(Line(), tmp_path, steps=2)

    def crash(state: object, path: Path) -> None:
        path.write_bytes(b"half a checkpo")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", crash)
    with pytest.raises(OSError, match="No space left"):
        train(Line(), tmp_path, steps=4)
    assert kept(tmp_path)["step"] == 2


def test_rate_warms_up_and_comes_down(tmp_path: Path) -> None:
    rates: list[float] = []

    class Watched(torch.optim.AdamW):
        def step(self, closure: None = None) -> None:
            rates.append(self.param_groups[0]["lr"])
            super().step(closure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.optim, "AdamW", Watched)
        train(Line(), tmp_path, steps=100, rate=1.0)
    assert rates[0] == pytest.approx(0.5)
    assert max(rates) == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(0.01, abs=0.005)


def test_what_was_trained_before_learns_slower(tmp_path: Path) -> None:
    rates: list[list[float]] = []

    class Watched(torch.optim.AdamW):
        def step(self, closure: None = None) -> None:
            rates.append([group["lr"] for group in self.param_groups])
            super().step(closure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.optim, "AdamW", Watched)
        train(Line(), tmp_path, steps=1, rate=1.0, pretrained="0")
    assert rates[0] == pytest.approx([0.25, 1.0])
