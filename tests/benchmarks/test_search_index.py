"""The search's benchmarks measure what they say, on small catalogues."""

import numpy as np
import pytest
from benchmarks.costs import timed
from benchmarks.search_catalogue import MERCHANTS, made
from benchmarks.search_index import measure
from benchmarks.search_server import draw_garments

from pierglass.vision.item import list_items, load_item


def test_an_exact_search_finds_all_that_brute_force_finds() -> None:
    rows = measure((1_000,), 5, 0, postgres=False)["rows"]
    exact = [row for row in rows if row["method"] == "sqlite, exact"]
    assert [row["filter"] for row in exact] == ["none", "1 %"]
    assert all(row["recall@10"] == 1.0 for row in exact)
    assert all(row["wall_ms"]["median"] <= row["wall_ms"]["p95"] for row in rows)


def test_the_nearest_of_a_merchant_are_its_own() -> None:
    catalogue = made(1_000, 3, 16)
    own = set(catalogue.of_merchant(7))
    assert len(own) == 1_000 // MERCHANTS
    for found in catalogue.nearest(5, 7):
        assert found < own


def test_a_query_lies_beside_vectors_of_length_one() -> None:
    catalogue = made(500, 20, 128)
    assert np.linalg.norm(catalogue.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    near = catalogue.queries @ catalogue.vectors.T
    assert near.max(1).min() > 3 * abs(np.median(near))


def test_after_its_seconds_no_further_call_is_made() -> None:
    given, costs = timed([lambda: 1] * 50, most_s=0.0)
    assert given == [1]
    assert costs.report()["calls"] == 1


def test_drawn_garments_are_items_of_different_colours(tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("items")
    draw_garments(folder, 24)
    items = list_items(folder)
    assert len({item.id for item in items}) == 24
    same = [one for one in items if one.id.startswith(items[0].id[:-5])]
    pictures = [load_item(one.folder).image for one in same]
    assert len(pictures) > 1
    assert not np.array_equal(pictures[0], pictures[1])
