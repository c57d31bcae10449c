from collections.abc import Callable

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.stock_made import Batch, batch, colours

from pierglass.training.stock.guide import drawn_views, guided, seen_as
from pierglass.training.stock.recipe import as_one


def told(made: torch.Tensor, given: Batch, name: str) -> float:
    noise = torch.Generator().manual_seed(0)
    contrast = name == "contrast"
    return float(guided(made, given, colours, noise, contrast=contrast)[name])


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
    noise = torch.Generator().manual_seed(0)
    guided(made, given, colours, noise, contrast=True)["contrast"].backward()
    assert made.grad is not None
    assert given["reference"].grad is None


def test_what_is_not_asked_for_is_not_embedded() -> None:
    given, seen = garments(), 0

    def counted(picture: torch.Tensor) -> torch.Tensor:
        nonlocal seen
        seen += len(picture)
        return colours(picture)

    noise = torch.Generator()
    guided(given["picture"], given, counted, noise, contrast=False)
    assert seen == 2 + 2


def test_a_view_moves_no_more_than_a_camera_would() -> None:
    picture = batch()["picture"]
    view = drawn_views(len(picture), torch.Generator().manual_seed(1))
    assert view[:, :, 2].abs().max() <= 0.1
    assert not torch.allclose(seen_as(picture, view), picture)


def test_a_picture_and_its_reference_are_turned_alike() -> None:
    given = garments()
    vectors: list[torch.Tensor] = []

    def kept(picture: torch.Tensor) -> torch.Tensor:
        vectors.append(picture.flatten(1).detach())
        return colours(picture)

    noise = torch.Generator().manual_seed(1)
    guided(given["reference"], given, kept, noise, contrast=True)
    known, made = vectors
    assert torch.equal(known[:2], made)
    assert not torch.allclose(made, given["reference"].flatten(1))


def test_the_cosine_of_embedders_together_is_the_mean_of_theirs() -> None:
    def upside(picture: torch.Tensor) -> torch.Tensor:
        return colours(picture**2)

    def cosines(embed: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
        return (embed(batch()["picture"]) * embed(batch()["reference"])).sum(1)

    mean = (cosines(colours) + cosines(upside)) / 2
    assert torch.allclose(cosines(as_one([colours, upside])), mean)
