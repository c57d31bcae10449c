"""What the server knows of the vision package by name is what it is called there."""

from pierglass.server.services.catalogue import KINDS
from pierglass.server.services.search import MATCHES
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.search_models import COLOUR
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
    assert set(MATCHES) == {"photo", "generated", "colour", "keywords"}
