import numpy as np
import pytest

from pierglass.vision import embedding
from pierglass.vision.embedding import embed, fused
from pierglass.vision.errors import ModelMissingError


class Mean:
    """A stand-in that embeds by mean colour."""

    side = 4

    def __call__(self, picture: np.ndarray) -> list[np.ndarray]:
        vector = picture.reshape(-1, 3).mean(0).astype(np.float32)
        return [vector[None] / np.linalg.norm(vector)]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "load_model", lambda _: Mean())
    monkeypatch.setattr(embedding, "_hash", lambda: "feed")


@pytest.mark.usefixtures("stand_in")
def test_a_vector_knows_its_model() -> None:
    vector = embed(np.full((4, 4, 3), (3, 0, 4), np.uint8))
    assert vector.model == "feed"
    assert np.allclose(vector.values, (0.6, 0, 0.8))


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "picture",
    [np.zeros((5, 4, 3), np.uint8), np.zeros((4, 4, 3), np.float32)],
    ids=["shape", "type"],
)
def test_another_shape_or_type_is_an_error_that_names_both(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"expected uint8 \(4, 4, 3\)"):
        embed(picture)


def test_a_missing_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModelMissingError(name, "somewhere")

    monkeypatch.setattr(embedding, "load_model", missing)
    with pytest.raises(ModelMissingError, match="embedding"):
        embed(np.zeros((4, 4, 3), np.uint8))


def test_a_fused_vector_has_length_one() -> None:
    one, other = np.eye(2, dtype=np.float32)
    assert np.linalg.norm(fused(one, other, 0.3)) == pytest.approx(1)


def test_no_share_of_the_generated_picture_leaves_the_photo() -> None:
    one, other = np.eye(2, dtype=np.float32)
    assert (fused(one, other, 0) == one).all()
    assert (fused(one, other, 1) == other).all()
