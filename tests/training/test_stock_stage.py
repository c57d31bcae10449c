from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.stock_made import stage_of, trained

from pierglass.training.stock.losses import without


def test_a_stopped_stage_goes_on_where_it_was(tmp_path: Path) -> None:
    trained(stage_of(without(1, [])), tmp_path, 2)
    stage = stage_of(without(1, []))
    assert trained(stage, tmp_path, 3).step == 3
    assert set(stage.discriminators) == {"real", "association"}


def test_a_resumed_stage_ends_as_one_that_was_never_stopped(tmp_path: Path) -> None:
    one, two = stage_of(without(1, [])), stage_of(without(1, []))
    trained(one, tmp_path / "one", 4)
    trained(two, tmp_path / "two", 2)
    again = stage_of(without(1, []))
    trained(again, tmp_path / "two", 4)
    for name, value in one.generator.state_dict().items():
        assert torch.allclose(value, again.generator.state_dict()[name], atol=1e-6), (
            name
        )


def test_a_checkpoint_of_other_terms_is_refused(tmp_path: Path) -> None:
    trained(stage_of(without(1, [])), tmp_path, 1)
    with pytest.raises(ValueError, match="was trained with the terms"):
        trained(stage_of({"l1": 1.0}), tmp_path, 2)


def test_a_stage_stops_when_its_measure_no_longer_rises(tmp_path: Path) -> None:
    verdict = trained(stage_of(without(1, [])), tmp_path, 20)
    assert verdict.step < 20
    assert verdict.reason == "no rise in 8 validations"


def test_the_best_generator_is_kept_beside_the_last(tmp_path: Path) -> None:
    scores = iter([0.1, 0.5, 0.3])
    stage = stage_of(without(1, []))
    seen: list[torch.Tensor] = []

    def validate(net: torch.nn.Module) -> dict[str, float]:
        seen.append(next(net.parameters()).clone())
        return {"score": next(scores)}

    trained(stage, tmp_path, 3, warm=0, validate=validate)
    best = torch.load(tmp_path / "best.pt", weights_only=True)["average"]
    assert torch.equal(next(iter(best.values())), seen[1])


def test_blur_before_the_adversaries_is_not_the_bar(tmp_path: Path) -> None:
    scores = iter([0.9, 0.2, 0.1])
    stage = stage_of(without(1, []))
    trained(stage, tmp_path, 3, validate=lambda _: {"score": next(scores)})
    kept = torch.load(tmp_path / "last.pt", weights_only=True)
    assert kept["progress"][1] == 0.2


def test_a_stage_that_stopped_by_itself_takes_no_more_steps(tmp_path: Path) -> None:
    first = trained(stage_of(without(1, [])), tmp_path, 20)
    assert trained(stage_of(without(1, [])), tmp_path, 20) == first


def test_a_stage_stops_when_its_discriminators_are_fooled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pierglass.training.stock.stage._SETTLE", 1)
    monkeypatch.setattr("pierglass.training.stock.stage._TOLD", 0.0)
    monkeypatch.setattr("pierglass.training.stock.stage._FOOLED", 2.0)
    verdict = trained(stage_of(without(1, [])), tmp_path, 20)
    assert (verdict.step, verdict.reason) == (2, "the discriminators are fooled")


def test_discriminators_that_never_told_are_not_fooled() -> None:
    stage = stage_of(without(1, []))
    assert not stage.fooled
    stage.peak = dict.fromkeys(stage.peak, 0.8)
    assert stage.fooled


def test_no_adversary_is_trained_while_the_generator_warms_up(tmp_path: Path) -> None:
    stage = stage_of(without(1, []))
    before = [p.clone() for p in stage.discriminators["real"].parameters()]
    trained(stage, tmp_path, 2, warm=2)
    after = stage.discriminators["real"].parameters()
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_discriminator_that_wins_waits(tmp_path: Path) -> None:
    stage = stage_of(without(1, []))
    stage.accuracy = dict.fromkeys(stage.accuracy, 1.0)
    before = [p.clone() for p in stage.discriminators["real"].parameters()]
    trained(stage, tmp_path, 1, warm=0)
    after = stage.discriminators["real"].parameters()
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
