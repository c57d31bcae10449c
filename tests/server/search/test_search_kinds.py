"""What the server knows of the vision package by name is what it is called there."""

import pytest

from pierglass.server.services import keywords, search
from pierglass.server.services.catalogue import KINDS
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.search_models import COLOUR
from pierglass.server.services.search_results import MATCHES
from pierglass.vision import search_shelf, search_words
from pierglass.vision.rectify import GARMENT_GROUPS
from pierglass.vision.search_colour import COLOUR_METHOD


def test_every_garment_that_a_photo_can_show_has_its_family() -> None:
    assert set(FAMILIES) == set(GARMENT_GROUPS)


def test_a_family_holds_its_own_kind_and_kinds_of_the_catalogue_alone() -> None:
    for kind, family in FAMILIES.items():
        assert kind in family
        assert set(family) <= set(KINDS)


def test_colours_are_compared_by_the_method_that_makes_them() -> None:
    assert COLOUR == COLOUR_METHOD


def test_every_reason_has_its_threshold() -> None:
    assert set(MATCHES) == {"photo", "generated", "picture", "colour", "keywords"}


def test_the_command_compares_the_kinds_that_the_server_compares() -> None:
    assert search_shelf.FAMILIES == FAMILIES


@pytest.mark.parametrize("text", ["Crème Brûlée", "ÆON-9 'x'", "  ", "naïve%_ 12"])
def test_the_command_reads_words_as_the_server_does(text: str) -> None:
    assert search_words.folded(text) == keywords.folded(text)


def test_words_count_for_the_command_what_they_count_for_the_server() -> None:
    there = (search_words.WEIGHT, search_words.LONGEST, search_words.MOST)
    assert there == (search.KEYWORDS, keywords.LONGEST, keywords.MOST)
