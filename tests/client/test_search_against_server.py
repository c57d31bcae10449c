"""The client's search against the server's real application, without any network."""

import pytest

from pierglass.client.errors import InvalidError, UnavailableError
from pierglass.client.sync import Api
from pierglass.server.services import search_models
from pierglass.server.testing import picture


def test_words_find_items_with_reasons(ana: Api) -> None:
    found = ana.search(keywords="hat straw", top=3)
    assert found["outcome"] == "found"
    first = found["results"][0]
    assert first["item"]["id"].startswith("hat-straw")
    assert first["item"]["listing"] is not None
    assert first["reasons"][0]["words"] == ["hat", "straw"]


def test_filters_narrow_what_words_find(ana: Api) -> None:
    found = ana.search(keywords="hat", filters={"kinds": ["glasses"]})
    assert (found["outcome"], found["results"]) == ("filtered_out", [])


def test_a_photo_says_that_the_network_is_missing(
    ana: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_models, "installed", lambda ctx: None)
    media = ana.upload(picture("PNG"), "image/png")
    assert media["generated"] is False
    with pytest.raises(UnavailableError) as caught:
        ana.search(media_id=media["id"])
    assert caught.value.code == "model_missing"


def test_ten_thousand_words_are_refused(ana: Api) -> None:
    with pytest.raises(InvalidError) as caught:
        ana.search(keywords="word " * 10_000)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "keywords")


def test_suggestions_beside_a_listing_need_the_network_too(
    ana: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_models, "installed", lambda ctx: None)
    hat = ana.search(keywords="hat straw", top=1)["results"][0]["item"]
    assert hat["listing"] is not None
    with pytest.raises(UnavailableError) as caught:
        ana.similar(hat["listing"]["id"], top=3)
    assert caught.value.code == "model_missing"
