from collections.abc import Callable

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.stock_made import Batch, batch, colours

from pierglass.training.stock.guide import guided, viewed
from pierglass.training.stock.recipe import as_one


def told(made: torch.Tensor, given: Batch, name: str) -> float:
    return float(guided(made, given, colours, None)[name])


def garments() -> Batch:
    """Return a batch of whole references that differ in colour."""
    given = batch() | {"composed": torch.tensor([True, True])}
    for shade, name in enumerate(("reference", "other", "recoloured")):
        given[name] = given[name] * 0.1 + torch.eye(3)[shade][:, None, None]
    given["reference"][1] = -given["reference"][1]
    return given


@pytest.mark.parametrize("name", ["embedding", "contrast"])
def test_the_garment_itself_costs_less_than_another(name: str) -> None:
    given = garments()
    own, another = (told(given[which], given, name) for which in ("reference", "other"))
    assert own < another


def test_a_garment_that_was_dyed_costs_more_where_the_two_are_told_apart() -> None:
    given = garments()
    alike = given | {"recoloured": given["reference"]}
    made = given["reference"]
    assert told(made, given, "contrast") < told(made, alike, "contrast")
    assert told(made, given, "embedding") == told(made, alike, "embedding")


def test_a_batch_without_a_whole_reference_costs_nothing() -> None:
    given = batch() | {"composed": torch.tensor([False, False])}
    assert told(given["picture"], given, "contrast") == 0


def test_the_reference_teaches_nothing() -> None:
    given = garments()
    for name in ("reference", "other", "recoloured"):
        given[name].requires_grad_()
    made = given["picture"].requires_grad_()
    guided(made, given, colours, None)["contrast"].backward()
    assert made.grad is not None
    assert given["reference"].grad is None


def test_the_views_of_a_garment_are_changed_alike() -> None:
    picture = batch()["picture"]
    one, two = viewed(torch.stack([picture, picture]), torch.Generator().manual_seed(1))
    assert torch.equal(one, two)
    assert not torch.allclose(one, picture)


def test_the_cosine_of_embedders_together_is_the_mean_of_theirs() -> None:
    def upside(picture: torch.Tensor) -> torch.Tensor:
        return colours(picture**2)

    def cosines(embed: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        return (embed(batch()["picture"]) * embed(batch()["reference"])).sum(1)

    mean = (cosines(colours) + cosines(upside)) / 2
    assert torch.allclose(cosines(as_one([colours, upside])), mean)
