"""What the SDK exports resolves, and is written down once."""

import pytest

import pierglass.sdk
import pierglass.sdk.errors
from pierglass.client.errors import PierglassError


@pytest.mark.parametrize("name", pierglass.sdk.__all__)
def test_every_export_resolves(name):
    assert getattr(pierglass.sdk, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Appletty"):
        pierglass.sdk.Appletty  # noqa: B018


@pytest.mark.parametrize("name", pierglass.sdk.errors.__all__)
def test_every_error_stands_in_the_tree_that_the_docstring_draws(name):
    assert name in (pierglass.sdk.errors.__doc__ or "")


def test_every_error_but_the_bridge_s_has_one_base():
    strangers = [
        name
        for name in pierglass.sdk.errors.__all__
        if not issubclass(getattr(pierglass.sdk.errors, name), PierglassError)
    ]
    assert strangers == ["CallError"]
