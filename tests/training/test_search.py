import argparse
import csv
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

from tests.training.garments_made import photo, shirt

from pierglass.training.command import add_eval_command
from pierglass.training.search.cases import Listing, Query, composed, held
from pierglass.training.search.evaluate import (
    Catalogue,
    descriptors,
    likeness_that_matches,
    share_that_fits,
)
from pierglass.training.search.marks import precision
from pierglass.training.search.pictures import (
    ciede2000,
    compare,
    edge_f,
    silhouette,
    ssim,
)
from pierglass.training.search.ranking import by_kind, interval, place_of, recalls
from pierglass.training.search.seen import (
    Models,
    Seen,
    masked_crop,
    whole_photo,
)
from pierglass.training.search.sheet import write_sheet
from pierglass.vision.embedding import fused
from pierglass.vision.search_colour import colour_vector

SPLIT = {"train": ["a", "b"], "validation": ["c"], "test": ["d"]}


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


def test_what_the_split_does_not_know_is_held_out() -> None:
    assert held(SPLIT, ["a", "c", "d", "new"], "test") == ["d", "new"]


def test_validation_is_what_the_split_says() -> None:
    assert held(SPLIT, ["a", "c", "d", "new"], "validation") == ["c"]


def test_the_best_score_has_the_first_place() -> None:
    assert place_of(np.array([0.1, 0.9, 0.5], np.float32), 1) == 1


def test_equals_are_placed_before_the_right_one() -> None:
    assert place_of(np.array([0.5, 0.5, 0.5], np.float32), 1) == 3


def test_a_query_that_could_not_be_asked_is_a_miss() -> None:
    report = recalls([1, None, 3, 30])
    assert report["recall@1"] == 0.25
    assert report["recall@5"] == 0.5
    assert report["recall@20"] == 0.5
    assert (report["queries"], report["failed"]) == (4, 1)


def test_mean_reciprocal_rank_counts_places() -> None:
    assert recalls([1, 2, None])["mrr"] == 0.5


def test_each_kind_has_its_recall_and_its_count() -> None:
    found = by_kind([1, 30, None, 20], ["top", "top", "dress", "dress"])
    assert found == {"dress": [0.5, 2], "top": [0.5, 2]}


def test_the_interval_holds_the_mean() -> None:
    low, high = interval(np.array([0.0, 1.0] * 50))
    assert 0.3 < low < 0.5 < high < 0.7


def test_all_alike_have_no_interval() -> None:
    assert interval(np.ones(9)) == [1.0, 1.0]


def test_fusion_ranks_as_the_weighted_sum_of_both() -> None:
    rng = np.random.default_rng(0)
    a, b, *gallery = (unit(*rng.normal(size=8)) for _ in range(12))
    rows = np.stack(gallery)
    both = 0.7 * (rows @ a) + 0.3 * (rows @ b)
    assert (np.argsort(rows @ fused(a, b, 0.3)) == np.argsort(both)).all()


def test_the_share_is_fitted_to_what_finds_more() -> None:
    gallery = np.eye(4, dtype=np.float32)
    right, wrong = [gallery[0], gallery[1]], [gallery[2], gallery[3]]
    assert share_that_fits(right, wrong, [0, 1], gallery) == 0.0
    assert share_that_fits(wrong, right, [0, 1], gallery) > 0.5


def test_a_masked_crop_is_the_garment_on_white() -> None:
    rgb = np.full((300, 200, 3), (10, 200, 30), np.uint8)
    mask = np.zeros((300, 200), np.float32)
    mask[50:200, 20:170] = 1
    crop = masked_crop(rgb, mask)
    assert tuple(crop[64, 64]) == (10, 200, 30)
    assert tuple(crop[0, 0]) == (255, 255, 255)


def test_without_networks_the_methods_that_need_one_are_left_out() -> None:
    rgb = np.full((60, 40, 3), 90, np.uint8)
    nobody = Seen(None, None, None, {})
    assert descriptors(rgb, nobody, Models(), 0.5) == {}


def test_a_photo_that_cannot_be_pre_processed_still_has_its_raw_vector() -> None:
    models = Models(embed=lambda picture: unit(*picture.mean((0, 1))))
    rgb = np.full((60, 40, 3), 90, np.uint8)
    assert set(descriptors(rgb, Seen(None, None, None, {}), models, 0.5)) == {
        "raw_photo"
    }


def test_the_catalogue_finds_its_own_picture() -> None:
    listings = [
        Listing(
            str(i),
            "top",
            np.full((128, 128, 3), colour, np.uint8),
            np.full((128, 128), 255, np.uint8),
        )
        for i, colour in enumerate(((250, 0, 0), (0, 250, 0), (0, 0, 250)))
    ]
    models = Models(embed=lambda picture: unit(*picture.mean((0, 1))))
    catalogue = Catalogue.of(listings, models)
    for method in ("colour_histogram", "preprocessed"):
        query = (
            colour_vector(listings[1].picture, listings[1].cloth)
            if method == "colour_histogram"
            else unit(0, 1, 0)
        )
        assert int(catalogue.scores(method, query).argmax()) == 1


def test_a_composed_query_is_said_by_its_seed() -> None:
    one, two, other = (
        composed(shirt(), [photo()], np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert one is not None
    assert two is not None
    assert other is not None
    assert (one.rgb == two.rgb).all()
    assert (one.rgb != other.rgb).any()


def test_a_picture_is_like_itself() -> None:
    stock = shirt().stock(128)
    figures = compare(np.ascontiguousarray(stock[..., :3]), stock)
    assert figures["l2"] == 0
    assert figures["ssim"] == pytest.approx(1)
    assert figures["edge_f"] == 1
    assert figures["colour"] == 0
    assert figures["silhouette_iou"] > 0.95


def test_another_colour_changes_colour_and_not_the_silhouette() -> None:
    stock = shirt().stock(128)
    blue = np.ascontiguousarray(shirt(colour=(30, 30, 220)).stock(128)[..., :3])
    figures = compare(blue, stock)
    assert figures["colour"] > 20
    assert figures["silhouette_iou"] > 0.95


def test_a_shifted_silhouette_overlaps_less() -> None:
    stock = shirt().stock(128)
    moved = np.roll(stock[..., :3], 30, 1)
    assert compare(np.ascontiguousarray(moved), stock)["silhouette_iou"] < 0.7


def test_noise_lowers_structural_similarity() -> None:
    stock = np.ascontiguousarray(shirt().stock(128)[..., :3])
    noise = np.random.default_rng(0).integers(0, 60, stock.shape)
    assert ssim(stock, np.clip(stock + noise - 30, 0, 255).astype(np.uint8)) < 0.8


def test_edges_elsewhere_do_not_count() -> None:
    stock = np.ascontiguousarray(shirt().stock(128)[..., :3])
    assert edge_f(stock, np.ascontiguousarray(np.roll(stock, 1, 0))) == 1
    assert edge_f(stock, np.full_like(stock, 255)) == 0


def test_white_has_no_silhouette() -> None:
    assert not silhouette(np.full((32, 32, 3), 250, np.uint8)).any()


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        # Of the table in Sharma, Wu and Dalal.
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_gives_what_its_authors_give(
    one: tuple[float, ...], other: tuple[float, ...], wanted: float
) -> None:
    found = ciede2000(np.array([one], np.float64), np.array([other], np.float64))
    assert found[0] == pytest.approx(wanted, abs=1e-4)


def test_a_sheet_inside_of_a_repository_is_refused(tmp_path: Path) -> None:
    inside = Path(__file__).parent / "sheet.png"
    with pytest.raises(ValueError, match="inside of a git repository"):
        write_sheet(tmp_path, tmp_path, [], [], [], inside)


def test_a_sheet_shows_every_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = shirt().stock(128)
    shown = Listing(
        "x", "top", np.ascontiguousarray(stock[..., :3]), stock[..., 3].copy()
    )
    monkeypatch.setattr("pierglass.training.search.sheet.listings", lambda *_: [shown])
    rgb = np.full((60, 40, 3), 90, np.uint8)
    asked = [Query(str(i), "top", "1", rgb, stock) for i in range(3)]
    seen = [Seen(None, None, None, {})] * 3
    rows = write_sheet(tmp_path, tmp_path, asked, seen, [["x"]] * 3, tmp_path / "s.png")
    assert sorted(str(row["listing"]) for row in rows) == ["0", "1", "2"]
    assert (tmp_path / "s.png").exists()


def test_the_whole_photo_is_in_the_frame() -> None:
    framed = whole_photo(np.full((60, 40, 3), 90, np.uint8))
    assert tuple(framed[64, 64]) == (90, 90, 90)
    assert tuple(framed[64, 2]) == (255, 255, 255)


def pool(folder: Path, marks: dict[tuple[int, int], str]) -> Path:
    key = [
        {
            "tiles": ["x", "y"],
            "methods": {"raw_photo": ["y"], "fusion": ["x", "y"]},
        },
        {"tiles": ["z"], "methods": {"fusion": ["z"]}},
    ]
    (folder / "pool.json").write_text(json.dumps(key))
    path = folder / "marks.csv"
    with path.open("w", newline="") as file:
        rows = [(q, t, mark) for (q, t), mark in marks.items()]
        csv.writer(file).writerows([("query", "tile", "relevant"), *rows])
    return path


def test_marks_give_precision_at_ten_by_method(tmp_path: Path) -> None:
    report = precision(pool(tmp_path, {(0, 0): "1", (0, 1): "0", (1, 0): "1"}))
    assert report["fusion"]["precision@10"] == 0.1  # type: ignore[index]
    assert report["raw_photo"]["precision@10"] == 0.0  # type: ignore[index]


def test_a_method_that_was_not_pooled_is_absent(tmp_path: Path) -> None:
    report = precision(pool(tmp_path, {(0, 0): "1", (0, 1): "0", (1, 0): "1"}))
    assert "absent" in report["g2"]  # type: ignore[operator]


def test_a_tile_without_a_mark_is_named(tmp_path: Path) -> None:
    path = pool(tmp_path, {(0, 0): "1", (0, 1): "", (1, 0): "1"})
    with pytest.raises(
        ValueError, match="1 of 3 tiles are not marked, first tile 1 of"
    ):
        precision(path)


def test_marks_without_their_key_say_how_to_write_both(tmp_path: Path) -> None:
    path = pool(tmp_path, {})
    (tmp_path / "pool.json").unlink()
    with pytest.raises(FileNotFoundError, match="eval marks --sheet FOLDER"):
        precision(path)


def evaluated(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_eval_command(parser.add_subparsers())
    given = parser.parse_args(["eval", *arguments])
    code: int = given.run(given)
    return code


def test_the_command_reads_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pool(tmp_path, {(0, 0): "1", (0, 1): "1", (1, 0): "0"})
    assert evaluated("marks", "--marks", str(path), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["fusion"]["precision@10"] == 0.1


@pytest.mark.parametrize("name", ["search", "stock"])
def test_a_folder_without_photos_is_an_error_with_the_cure(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluated(name, "--data", str(tmp_path)) == 1
    assert "name it with --data DIR" in capsys.readouterr().err


def test_marking_asks_where_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluated("marks") == 1
    assert "--sheet FOLDER" in capsys.readouterr().err


def test_likeness_that_matches_parts_right_listings_from_wrong_ones() -> None:
    gallery = np.eye(2, dtype=np.float32)
    alike = np.array([0.8, 0.6], np.float32)
    far = np.array([0.96, 0.28], np.float32)
    assert likeness_that_matches([far, alike], [0, 0], gallery) == pytest.approx(0.8)
