"""Matching redirect URIs: strings, with one exception for loopback ports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pierglass.server.errors import InvalidRedirectUriError
from pierglass.server.services.redirect_uris import (
    check_redirect_uri,
    check_redirect_uris,
    redirect_uri_matches,
)


@pytest.mark.parametrize(
    ("registered", "requested", "matches"),
    [
        ("https://a.example/cb", "https://a.example/cb", True),
        ("https://a.example/cb", "https://a.example/cb/", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb", True),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb", True),
        ("http://[::1]/cb", "http://[::1]:5000/cb", True),
        ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb/", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:5000@evil.test/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:123456/cb", False),
        ("http://127.0.0.1", "http://127.0.0.1.evil.test", False),
        ("http://127.0.0.1/cb", "http://[::1]/cb", False),
        ("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb\n", False),
        ("http://localhost/cb", "http://localhost:5000/cb", False),
        ("https://127.0.0.1/cb", "https://127.0.0.1:5000/cb", False),
    ],
)
def test_only_a_loopback_port_may_vary(
    registered: str, requested: str, matches: bool
) -> None:
    assert redirect_uri_matches(registered, requested) is matches


def verdict(text: str) -> str:
    """Return the address if it is taken, else the code of its refusal."""
    try:
        return check_redirect_uri(text)
    except InvalidRedirectUriError as error:
        return error.code


@given(st.text(max_size=60))
def test_any_text_is_taken_as_it_is_or_refused(text: str) -> None:
    assert verdict(text) in {text, "invalid_redirect_uri"}


@given(st.text(alphabet="htps:/.@#\\%2e[]1:a", max_size=40))
def test_no_text_near_an_address_raises_another_error(text: str) -> None:
    address = "https://" + text

    assert verdict(address) in {address, "invalid_redirect_uri"}


@pytest.mark.parametrize("uris", [None, "https://a.example/", [], [7], {}])
def test_what_is_no_list_of_addresses_is_refused(uris: object) -> None:
    with pytest.raises(InvalidRedirectUriError):
        check_redirect_uris(uris)
