import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.garments_made import shirt, store

from pierglass.training.export import export_onnx
from pierglass.training.stock.batches import ahead, batches, sample_of
from pierglass.training.stock.graphs import FirstGraph, SecondGraph, export_stock
from pierglass.training.stock.kept import Plan, load_generators, run_folder
from pierglass.training.stock.losses import (
    STAGE_TERMS,
    augmented,
    coarse,
    penalty,
    without,
)
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.training.stock.stage import Stage, Verdict, train_stage
from pierglass.vision.rectify import rectify
from pierglass.vision.stock import StockGenerator
from pierglass.vision.weights import Model

Batch = dict[str, torch.Tensor]


def batch() -> Batch:
    noise = torch.Generator().manual_seed(0)

    def picture() -> torch.Tensor:
        return torch.rand((2, 3, 32, 32), generator=noise) * 2 - 1

    return {
        "picture": picture(),
        "reference": picture(),
        "other": picture(),
        "recoloured": picture(),
        "cloth": torch.ones(2, 1, 32, 32),
        "known": torch.ones(2, 1, 32, 32),
        "kind": torch.tensor([0, 3]),
        "composed": torch.tensor([True, False]),
    }


def colours(picture: torch.Tensor) -> torch.Tensor:
    """Embed by mean colour alone."""
    return torch.nn.functional.normalize(picture.mean((2, 3)) + 0.1, dim=1)


def stage_of(terms: dict[str, float], number: int = 1) -> Stage:
    torch.manual_seed(0)
    if number == 1:
        return Stage(
            FirstGenerator(width=4),
            lambda net, b: net(b["picture"], b["cloth"], b["kind"]),
            terms,
            colours,
        )
    return Stage(
        SecondGenerator(width=4),
        lambda net, b: net(b["picture"], b["other"], b["cloth"], b["kind"]),
        terms,
        colours,
    )


def trained(
    stage: Stage, folder: Path, steps: int, *, warm: int = 1, seed: int = 0
) -> Verdict:
    def source(step: int) -> Iterator[Batch]:
        return iter([batch()] * (steps - step))

    return train_stage(
        stage,
        source,
        folder,
        steps=steps,
        warm=warm,
        every=1,
        validate=lambda _: {"score": 0.0},
        sheet=lambda _, path: path.touch(),
        seed=seed,
    )


def row(folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(
        (folder / "curve.jsonl").read_text().splitlines()[-1]
    )
    return found


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

    train_stage(
        stage,
        lambda _: iter([batch()] * 3),
        tmp_path,
        steps=3,
        warm=0,
        every=1,
        validate=validate,
        sheet=lambda _, path: None,
    )
    best = torch.load(tmp_path / "best.pt", weights_only=True)["average"]
    assert torch.equal(next(iter(best.values())), seen[1])


def test_blur_before_the_adversaries_is_not_the_bar(tmp_path: Path) -> None:
    scores = iter([0.9, 0.2, 0.1])
    stage = stage_of(without(1, []))
    train_stage(
        stage,
        lambda _: iter([batch()] * 3),
        tmp_path,
        steps=3,
        warm=1,
        every=1,
        validate=lambda _: {"score": next(scores)},
        sheet=lambda _, path: None,
    )
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


@pytest.mark.parametrize("term", STAGE_TERMS[1])
def test_each_term_of_the_first_stage_counts(term: str, tmp_path: Path) -> None:
    trained(stage_of(without(1, [])), tmp_path / "all", 2, warm=0)
    trained(stage_of(without(1, [term])), tmp_path / "less", 1, warm=0)
    assert abs(row(tmp_path / "all")[f"loss_{term}"]) > 0
    assert f"loss_{term}" not in row(tmp_path / "less")


@pytest.mark.parametrize("term", STAGE_TERMS[2])
def test_each_term_of_the_second_stage_counts(term: str, tmp_path: Path) -> None:
    trained(stage_of(without(2, []), 2), tmp_path / "all", 2, warm=0)
    trained(stage_of(without(2, [term]), 2), tmp_path / "less", 1, warm=0)
    assert abs(row(tmp_path / "all")[f"loss_{term}"]) > 0
    assert f"loss_{term}" not in row(tmp_path / "less")


@pytest.mark.parametrize(
    ("number", "rivals"), [(1, {"real", "association"}), (2, {"association"})]
)
def test_a_stage_has_the_discriminators_of_the_claim(
    number: int, rivals: set[str]
) -> None:
    assert set(stage_of(without(number, []), number).discriminators) == rivals


def test_the_embedding_term_asks_for_an_embedder() -> None:
    with pytest.raises(ValueError, match="run pierglass train embedding first"):
        Stage(FirstGenerator(width=4), lambda net, b: b["picture"], {"embedding": 1.0})


def test_the_embedding_term_reaches_the_generator(tmp_path: Path) -> None:
    stage = stage_of({"embedding": 1.0})
    before = [p.clone() for p in stage.generator.parameters()]
    trained(stage, tmp_path, 1, warm=1)
    after = stage.generator.parameters()
    assert any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_an_unknown_term_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="has no term 'l1'; it has association, l2"):
        without(2, ["l1"])


def test_the_penalty_does_not_grow_with_the_number_of_patches() -> None:
    def of(side: int) -> float:
        real = torch.ones(1, 1, side, side, requires_grad=True)
        return float(penalty(real * 3, real).detach())

    # The slope of a mean of n patches is 3/n at each: squared and summed, 9/n.
    assert of(4) == pytest.approx(9 / 16)
    assert of(8) < of(4)


def test_a_print_off_its_place_costs_nothing_when_seen_coarsely() -> None:
    stripes = (torch.arange(32) % 2).float().expand(1, 3, 32, 32)
    known = torch.ones(1, 1, 32, 32)
    assert coarse(stripes, 1 - stripes, known) == 0
    assert coarse(stripes, 0 * stripes, known) == pytest.approx(0.5)


def test_one_state_augments_alike() -> None:
    noise = torch.Generator().manual_seed(0)
    picture = batch()["picture"]
    state = noise.get_state()
    one = augmented(picture, noise)
    noise.set_state(state)
    assert torch.equal(one, augmented(picture, noise))
    assert not torch.equal(one, augmented(picture, noise))


def test_the_second_generator_begins_with_photo_and_first_picture() -> None:
    b = batch()
    cloth = b["cloth"].clone()
    cloth[:, :, :, :16] = 0
    with torch.no_grad():
        made = SecondGenerator(width=4)(b["picture"], b["other"], cloth, b["kind"])
    shown = torch.cat([b["other"][..., :16], b["picture"][..., 16:]], 3)
    assert (made - shown).abs().mean() < 0.15


def test_a_generator_keeps_pixels_of_the_photo_alone_where_there_is_cloth() -> None:
    b, net = batch(), FirstGenerator(width=4)
    with torch.no_grad():
        net.body.out.bias[3] = 50.0
    cloth = b["cloth"].clone()
    cloth[:, :, :, :16] = 0
    made = net(b["picture"], cloth, b["kind"])
    same = torch.isclose(made, b["picture"], atol=1e-4).all(1)
    assert same[:, :, 17:].all()
    assert not same[:, :, :15].any()


def test_a_generator_sees_the_kind() -> None:
    torch.manual_seed(0)
    b, net = batch(), FirstGenerator(width=4)
    one = net(b["picture"], b["cloth"], torch.tensor([0, 0]))
    assert not torch.allclose(one, net(b["picture"], b["cloth"], torch.tensor([1, 1])))


def test_a_batch_is_the_same_in_every_run() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    later = batches(found, 0, 3, seed=0)
    next(later)
    one, two = next(later), next(batches(found, 1, 3, seed=0))
    assert all(torch.equal(value, two[name]) for name, value in one.items())


def test_batches_made_ahead_come_in_their_order() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    plain, early = batches(found, 0, 3, seed=0), ahead(batches(found, 0, 3, seed=0))
    for _ in range(3):
        assert torch.equal(next(early)["picture"], next(plain)["picture"])


def test_a_sample_that_does_not_vary_is_the_kept_pair() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    sample = sample_of(found, 0, np.random.default_rng(0), vary=False)
    assert (sample["picture"] == found.pair(0).picture).all()


def test_a_batch_holds_pictures_about_zero_and_masks_of_one_plane() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    one = next(batches(found, 0, 3, seed=0))
    assert one["picture"].shape == (3, 3, 32, 32)
    assert one["cloth"].shape == (3, 1, 32, 32)
    assert one["kind"].shape == (3,)
    assert one["reference"].min() >= -1
    assert one["reference"][0, :, 0, 0].tolist() == [1, 1, 1]


def test_the_other_garment_of_a_sample_is_another_one() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    for index in range(len(found)):
        sample = sample_of(found, index, np.random.default_rng(0), vary=False)
        if sample["composed"]:
            assert (sample["other"] != sample["reference"]).any()


def test_an_ablation_has_a_folder_of_its_own(tmp_path: Path) -> None:
    plain, less = (
        run_folder(tmp_path, Plan(1, 64, dropped=d)) for d in ((), ("real",))
    )
    assert plain.name == "64-stage1"
    assert less.name == "64-stage1-no-real"


def test_export_without_a_run_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run pierglass train stock first"):
        export_stock(tmp_path, 128, tmp_path)


def test_a_stage_that_is_missing_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match="train stock --stage 1 --side 128 first"
    ):
        load_generators(tmp_path, 128)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
@pytest.mark.filterwarnings("ignore:ONNX export mode is set")
def test_the_served_generators_give_what_torch_gives(tmp_path: Path) -> None:
    torch.manual_seed(0)
    first, second = FirstGenerator(width=4).eval(), SecondGenerator(width=4).eval()
    torch.nn.init.normal_(second.body.out.weight, std=0.1)
    graphs = FirstGraph(first), SecondGraph(second)
    picture = torch.zeros(1, 128, 128, 3, dtype=torch.uint8)
    cloth, kind = torch.zeros(1, 128, 128, dtype=torch.uint8), torch.zeros(1).long()
    export_onnx(
        graphs[0],
        (picture, cloth, kind),
        tmp_path / "g1.onnx",
        ["picture", "cloth", "kind"],
        ["stock"],
    )
    export_onnx(
        graphs[1],
        (picture, picture, cloth, kind),
        tmp_path / "g2.onnx",
        ["picture", "first", "cloth", "kind"],
        ["stock"],
    )
    from tests.vision.bodies import HEIGHT, WIDTH, person

    noise = np.random.default_rng(0)
    street = noise.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    found = rectify(street, "top", person=person())
    served = StockGenerator(Model(tmp_path / "g1.onnx"), Model(tmp_path / "g2.onnx"))
    made = served.generate(found)
    given = torch.from_numpy(found.picture)[None], torch.from_numpy(found.cloth)[None]
    with torch.no_grad():
        one = graphs[0](*given, torch.tensor([0]))
        before = torch.from_numpy(made.first)[None]
        two = graphs[1](given[0], before, given[1], torch.tensor([0]))
    for wanted, got in ((one, made.first), (two, made.picture)):
        gap = np.abs(wanted[0].numpy().astype(int) - got)
        assert gap.mean() < 0.5
        assert gap.max() <= 6
