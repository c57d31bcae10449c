"""What a search finds, what it says about it, and what it says when it cannot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pierglass.server.errors import (
    AugmentationUnavailableError,
    NoGarmentError,
    OverloadedError,
    PierglassError,
    SearchNoPersonError,
)
from pierglass.server.services import trained_models
from pierglass.server.services.context import Context
from pierglass.server.services.search import TOP
from pierglass.server.store.catalogue import Listing
from pierglass.server.testing import FakeAugmenter, Person, error_of

Photo = Callable[[str], str]
MANY = " ".join(f"word{number}" for number in range(17))


def ids(reply: dict[str, Any]) -> list[str]:
    return [result["item"]["id"] for result in reply["results"]]


def search(one: Person, **body: Any) -> Any:
    return one.post("/v1/search", body)


def refused(one: Person, **body: Any) -> tuple[int, dict[str, Any]]:
    reply = one.call("POST", "/v1/search", json=body)
    return reply.status_code, error_of(reply)


def reasons(result: dict[str, Any]) -> dict[str, Any]:
    return {reason["of"]: reason for reason in result["reasons"]}


# --- by photo --------------------------------------------------------------------


def test_a_photo_finds_the_nearest_of_its_kinds(
    indexed: str, ana: Person, photo: Photo
) -> None:
    reply = search(ana, media_id=photo("red"))
    assert reply["outcome"] == "found"
    assert ids(reply) == ["top-red", "top-crimson", "jacket-navy", "top-blue"]
    assert reply["garment"] == {"kind": "top", "kinds": ["top", "jacket", "dress"]}
    first = reply["results"][0]
    assert first["score"] == pytest.approx(1.0, abs=1e-3)
    assert first["item"]["listing"]["price"] == {
        "amount_minor": 3900,
        "currency": "EUR",
    }


def test_each_result_says_what_matched(indexed: str, ana: Person, photo: Photo) -> None:
    reply = search(ana, media_id=photo("red"), keywords="linen wool")
    first, last = reply["results"][0], reply["results"][-1]
    assert reasons(first)["photo"]["matches"]
    assert reasons(first)["colour"] == {"of": "colour", "score": 1.0, "matches": True}
    assert reasons(first)["keywords"] == {
        "of": "keywords",
        "score": 0.5,
        "matches": True,
        "words": ["linen"],
    }
    assert not reasons(last)["colour"]["matches"]


def test_the_kind_that_is_named_is_looked_for(
    indexed: str, ana: Person, photo: Photo, augmenter: FakeAugmenter
) -> None:
    reply = search(ana, media_id=photo("red"), kind="shorts")
    assert ids(reply) == ["trousers-red"]
    assert augmenter.calls[-1] == ("look shorts False", 20.0)


def test_top_bounds_the_results(indexed: str, ana: Person, photo: Photo) -> None:
    assert ids(search(ana, media_id=photo("red"), top=1)) == ["top-red"]


def test_keywords_and_a_photo_go_together(
    indexed: str, ana: Person, photo: Photo
) -> None:
    reply = search(ana, media_id=photo("red"), keywords="crimson")
    assert ids(reply)[:2] == ["top-crimson", "top-red"]


def test_the_picture_that_was_searched_with_is_the_callers(
    indexed: str, ana: Person, ben: Person, photo: Photo
) -> None:
    made = search(ana, media_id=photo("red"))["picture"]
    assert made["generated"] is False
    assert ana.call("GET", f"/v1/media/{made['id']}").status_code == 200
    assert ben.call("GET", f"/v1/media/{made['id']}").status_code == 404


def test_notes_come_with_the_results(
    indexed: str, ana: Person, photo: Photo, augmenter: FakeAugmenter
) -> None:
    augmenter.notes = ("several_people", "cut_off")
    reply = search(ana, media_id=photo("red"))
    assert [note["code"] for note in reply["notes"]] == ["several_people", "cut_off"]
    assert reply["outcome"] == "found"


# --- with a generated picture ----------------------------------------------------


@pytest.fixture
def generators(ctx: Context, weights: Path) -> Path:
    """Return the folder in which both generators are installed."""
    for name in ("stock_g1", "stock_g2"):
        (weights / f"{name}.onnx").write_bytes(name.encode())
    trained_models.load(ctx)
    return weights


def test_the_generated_picture_counts_as_much_and_is_labelled(
    indexed: str,
    generators: Path,
    ana: Person,
    photo: Photo,
    chat: str,
    augmenter: FakeAugmenter,
) -> None:
    augmenter.generated = "blue"
    reply = search(ana, media_id=photo("red"))
    nearest = reasons(reply["results"][0])
    expected = (nearest["photo"]["score"] + nearest["generated"]["score"]) / 2
    assert reply["results"][0]["score"] == pytest.approx(expected, abs=1e-3)
    assert reply["picture"]["generated"] is True
    sent = ana.send(chat, "k", image_id=reply["picture"]["id"]).json
    assert sent is not None
    assert sent["message"]["image"]["generated"] is True


def test_a_generator_whose_card_says_no_is_left_out(
    ctx: Context,
    indexed: str,
    generators: Path,
    ana: Person,
    photo: Photo,
    augmenter: FakeAugmenter,
) -> None:
    augmenter.generated = "blue"
    facts = '{"metrics": {"in_search": false}}'
    (generators / "stock_g2.json").write_text(facts)
    trained_models.load(ctx)
    reply = search(ana, media_id=photo("red"))
    assert reply["picture"]["generated"] is False
    assert "generated" not in reasons(reply["results"][0])


# --- by keywords alone -----------------------------------------------------------


def test_keywords_alone_need_no_network(shop: dict[str, Listing], ana: Person) -> None:
    reply = search(ana, keywords="red shirt")
    assert ids(reply) == ["top-red", "glasses-red", "top-blue", "trousers-red"]
    assert reply["results"][0]["score"] == 1.0
    assert (reply["garment"], reply["picture"]) == (None, None)


@pytest.mark.parametrize("text", ["CAFE", "café", "waldhorn wool"])
def test_case_accents_and_endings_do_not_matter(
    shop: dict[str, Listing], ana: Person, text: str
) -> None:
    assert ids(search(ana, keywords=text)) == ["jacket-navy"]


def test_a_word_finds_beginnings_and_no_middles(
    shop: dict[str, Listing], ana: Person
) -> None:
    assert ids(search(ana, keywords="trous")) == ["trousers-red"]
    assert search(ana, keywords="rousers")["outcome"] == "filtered_out"


@pytest.mark.parametrize("text", ["%", "_", "'; drop table items; --"])
def test_signs_of_a_query_language_are_only_signs(
    shop: dict[str, Listing], ana: Person, text: str
) -> None:
    status = ana.call("POST", "/v1/search", json={"keywords": text}).status_code
    assert status in {200, 422}
    assert ids(search(ana, keywords="crimson")) == ["top-crimson"]


# --- filters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ["jacket"]}, ["jacket-navy"]),
        (
            {"kinds": ["trousers", "top"], "text": "atelier"},
            ["top-red", "trousers-red"],
        ),
        ({"price": {"currency": "EUR", "least_minor": 4000}}, ["jacket-navy"]),
        ({"price": {"currency": "USD"}}, []),
        ({"text": "nordwind shirt"}, ["top-blue"]),
        ({"in_stock": False}, []),
        ({"merchant_id": "mer_nobody"}, []),
    ],
)
def test_filters_leave_their_own_best(
    indexed: str,
    ana: Person,
    photo: Photo,
    filters: dict[str, Any],
    expected: list[str],
) -> None:
    reply = search(ana, media_id=photo("red"), filters=filters, top=2)
    assert ids(reply) == expected
    assert reply["outcome"] == ("found" if expected else "filtered_out")


def test_top_is_of_what_the_filter_leaves(
    indexed: str, ana: Person, photo: Photo, shop: dict[str, Listing]
) -> None:
    merchant = shop["top-blue"].merchant_id
    reply = search(ana, media_id=photo("red"), filters={"merchant_id": merchant}, top=2)
    assert ids(reply) == ["top-crimson", "jacket-navy"]


def test_the_listing_that_fits_the_filter_is_shown(
    ctx: Context, indexed: str, ana: Person, photo: Photo, shop: dict[str, Listing]
) -> None:
    dearer = Listing(
        id="lst_dearer",
        item_id="top-red",
        merchant_id=shop["top-blue"].merchant_id,
        amount_minor=9900,
        currency="EUR",
        stock=0,
    )
    ctx.store.write(lambda session: session.add(dearer))
    media_id = photo("red")
    best = search(ana, media_id=media_id)["results"][0]["item"]
    assert best["listing"]["price"]["amount_minor"] == 3900
    only = search(
        ana,
        media_id=media_id,
        filters={"price": {"currency": "EUR", "least_minor": 9000, "most_minor": 9900}},
    )
    assert ids(only) == ["top-red"]
    assert only["results"][0]["item"]["listing"]["id"] == "lst_dearer"


# --- bad input -------------------------------------------------------------------


def test_without_a_network_the_error_says_which_and_how(
    shop: dict[str, Listing], ana: Person, photo: Photo
) -> None:
    status, error = refused(ana, media_id=photo("red"))
    assert (status, error["code"]) == (503, "model_missing")
    assert "pierglass train embedding" in error["message"]


def test_a_catalogue_that_is_not_looked_at_yet_says_how_far_it_is(
    shop: dict[str, Listing], network: str, ana: Person, photo: Photo
) -> None:
    status, error = refused(ana, media_id=photo("red"))
    assert (status, error["code"]) == (503, "search.not_ready")
    assert "0 of 5" in error["message"]
    assert error["retryable"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (SearchNoPersonError(), 422, "search.no_person"),
        (NoGarmentError(kind="hat", seen="top"), 422, "search.no_garment"),
        (OverloadedError(what="search", retry_after=2), 503, "overloaded"),
        (
            AugmentationUnavailableError(reason="it died", retry_after=1),
            503,
            "augmentation_unavailable",
        ),
    ],
)
def test_each_failure_is_typed_and_stores_nothing(
    ctx: Context,
    indexed: str,
    ana: Person,
    photo: Photo,
    augmenter: FakeAugmenter,
    error: PierglassError,
    status: int,
    code: str,
) -> None:
    media_id = photo("red")
    before = set(ctx.blobs.files())
    augmenter.error = error
    found, told = refused(ana, media_id=media_id)
    assert (found, told["code"]) == (status, code)
    assert set(ctx.blobs.files()) == before


def test_an_empty_catalogue_is_an_outcome_and_asks_no_network(
    ctx: Context, ana: Person, photo: Photo, augmenter: FakeAugmenter
) -> None:
    assert search(ana, media_id=photo("red"))["outcome"] == "empty_catalogue"
    assert augmenter.calls == []


def test_an_item_that_leaves_the_catalogue_is_not_found_and_not_there(
    ctx: Context, indexed: str, ana: Person, photo: Photo, add: Callable[..., None]
) -> None:
    media_id = photo("red")
    (chosen,) = ids(search(ana, media_id=media_id, top=1))
    folder = ctx.settings.data_dir / "items" / chosen
    (folder / "item.json").unlink()
    add("top-green", "top", "Green top", "Nordwind", "green")  # reads the folders again
    assert ids(search(ana, media_id=media_id, top=1)) == ["top-crimson"]
    reply = ana.call("GET", f"/v1/items/{chosen}")
    assert (reply.status_code, error_of(reply)["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "missing_field", "media_id"),
        ({"keywords": "word " * 10_000}, "out_of_range", "keywords"),
        ({"keywords": MANY}, "out_of_range", "keywords"),
        ({"keywords": "?!"}, "invalid_value", "keywords"),
        ({"keywords": "a", "top": TOP + 1}, "out_of_range", "top"),
        ({"keywords": "a", "kind": "glasses"}, "invalid_value", "kind"),
        (
            {"keywords": "a", "filters": {"text": MANY}},
            "out_of_range",
            "filters.text",
        ),
        (
            {"keywords": "a", "filters": {"colour": "red"}},
            "unknown_field",
            "filters.colour",
        ),
    ],
)
def test_bad_requests_are_refused_before_any_work(
    indexed: str,
    ana: Person,
    augmenter: FakeAugmenter,
    body: dict[str, Any],
    code: str,
    field: str,
) -> None:
    augmenter.calls.clear()
    status, error = refused(ana, **body)
    assert (status, error["code"], error["field"]) == (422, code, field)
    assert augmenter.calls == []


def test_a_picture_of_another_is_not_there(
    indexed: str, ana: Person, ben: Person, photo: Photo, augmenter: FakeAugmenter
) -> None:
    augmenter.calls.clear()
    status, error = refused(ben, media_id=photo("red"))
    assert (status, error["field"]) == (404, "media_id")
    assert augmenter.calls == []


def test_searches_have_a_budget(shop: dict[str, Listing], ana: Person) -> None:
    for _ in range(60):
        search(ana, keywords="red")
    status, error = refused(ana, keywords="red")
    assert (status, error["code"]) == (429, "rate_limited")
