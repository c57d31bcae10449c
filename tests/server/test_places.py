"""Cards that open at a place: what its sender chose, and nobody's position."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from pierglass.server.testing import Person, error_of

PLACE = {"name": "Marble Arch shop", "latitude": 51.5131, "longitude": -0.1589}


def card(lens: str, **place: Any) -> dict[str, Any]:
    return {"lens_id": lens, "title": "Meet me here", "place": {**PLACE, **place}}


def test_a_card_keeps_its_place(
    ana: Person, ben: Person, chat: str, test_lens: str
) -> None:
    ana.send(chat, "k", card=card(test_lens))

    (message,) = ben.get(f"/v1/conversations/{chat}/messages")["messages"]
    assert message["card"]["place"] == PLACE
    assert message["geolocations"] == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"latitude": 90.1}, "geo.invalid"),
        ({"longitude": -180.5}, "geo.invalid"),
        ({"latitude": "51"}, "wrong_type"),
        ({"name": ""}, "out_of_range"),
        ({"altitude": 3}, "unknown_field"),
    ],
)
def test_a_place_is_a_name_and_a_point_on_earth(
    ana: Person, chat: str, test_lens: str, changed: dict[str, Any], code: str
) -> None:
    error = error_of(ana.send(chat, "k", card=card(test_lens, **changed)))

    assert error["code"] == code
    assert error["field"] == f"body.card.place.{next(iter(changed))}"


@pytest.mark.parametrize("missing", ["name", "latitude", "longitude"])
def test_a_place_is_whole(ana: Person, chat: str, test_lens: str, missing: str) -> None:
    place = {name: value for name, value in PLACE.items() if name != missing}
    whole = {**card(test_lens), "place": place}

    assert error_of(ana.send(chat, "k", card=whole))["code"] == "missing_field"


def test_the_page_itself_may_not_ask_where_its_user_is(client: FlaskClient) -> None:
    policy = client.get("/").headers["Permissions-Policy"]

    assert "geolocation=()" in policy
