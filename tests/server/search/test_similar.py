"""What is suggested beside a listing, and what is said when nothing can be."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from pierglass.server.services.context import Context
from pierglass.server.store.catalogue import Listing
from pierglass.server.testing import Person, error_of


def similar(one: Person, listing: Listing, **query: Any) -> Any:
    return one.get(f"/v1/listings/{listing.id}/similar", query_string=query)


def refused(one: Person, listing_id: str) -> tuple[int, str]:
    reply = one.call("GET", f"/v1/listings/{listing_id}/similar")
    return reply.status_code, error_of(reply)["code"]


def ids(reply: dict[str, Any]) -> list[str]:
    return [result["item"]["id"] for result in reply["results"]]


def test_the_nearest_of_the_family_are_suggested_without_the_item_itself(
    indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    reply = similar(ana, shop["top-red"])
    assert reply["outcome"] == "found"
    assert ids(reply) == ["top-crimson", "jacket-navy", "top-blue"]


def test_each_suggestion_says_why_and_what_it_costs(
    indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    first = similar(ana, shop["top-red"], top=1)["results"][0]
    assert first["item"]["listing"]["price"]["amount_minor"] == 3900
    assert [reason["of"] for reason in first["reasons"]] == ["picture", "colour"]
    assert first["reasons"][0]["score"] == first["score"] > 0.5


def test_what_is_sold_out_is_not_suggested(
    ctx: Context, indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    sold = update(Listing).where(Listing.item_id == "top-crimson").values(stock=0)
    ctx.store.write(lambda session: session.execute(sold))
    assert ids(similar(ana, shop["top-red"], top=1)) == ["jacket-navy"]


def test_the_only_one_of_its_family_has_nothing_beside_it(
    indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    reply = similar(ana, shop["trousers-red"])
    assert reply == {"outcome": "nothing_else", "results": []}


def test_a_kind_that_is_not_compared_by_picture_says_so(
    indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    reply = similar(ana, shop["glasses-red"])
    assert reply == {"outcome": "not_compared", "results": []}


def test_an_item_that_is_not_looked_at_yet_has_no_suggestions(
    ctx: Context, indexed: str, shop: dict[str, Listing], ana: Person
) -> None:
    ctx.vectors.remove_items(["top-red"])
    assert similar(ana, shop["top-red"])["outcome"] == "nothing_else"


def test_a_listing_that_is_none_is_not_found(ana: Person) -> None:
    assert refused(ana, "lst_nothing") == (404, "not_found")


def test_a_listing_whose_item_left_the_catalogue_is_not_found(
    ctx: Context,
    indexed: str,
    shop: dict[str, Listing],
    ana: Person,
    add: Callable[..., None],
) -> None:
    (ctx.settings.data_dir / "items" / "top-red" / "item.json").unlink()
    add("top-green", "top", "Green top", "Nordwind", "green")
    assert refused(ana, shop["top-red"].id) == (404, "not_found")


def test_without_a_network_the_cure_is_said(
    shop: dict[str, Listing], ana: Person
) -> None:
    assert refused(ana, shop["top-red"].id) == (503, "model_missing")


def test_before_the_catalogue_is_read_it_is_not_ready(
    shop: dict[str, Listing], network: str, ana: Person
) -> None:
    assert refused(ana, shop["top-red"].id) == (503, "search.not_ready")


@pytest.mark.parametrize("top", ["0", "21", "many"])
def test_a_number_outside_the_bounds_is_refused(
    indexed: str, shop: dict[str, Listing], ana: Person, top: str
) -> None:
    path = f"/v1/listings/{shop['top-red'].id}/similar?top={top}"
    assert ana.call("GET", path).status_code == 422
