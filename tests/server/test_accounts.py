from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from pierglass.server.testing import ManualClock, Person, error_of

REGISTRATION = {
    "username": "cleo",
    "password": "correct horse",
    "display_name": "Cleo",
}
SIGN_IN = {"username": "ana", "password": "correct horse"}


def register(client: FlaskClient, **changes: object) -> dict[str, object]:
    return error_of(client.post("/v1/accounts", json=REGISTRATION | changes))


def test_registration_signs_in(ana: Person) -> None:
    assert ana.get("/v1/me")["account"]["username"] == "ana"


def test_username_is_stored_in_lower_case(person: Callable[[str], Person]) -> None:
    assert person("Cleo").username == "cleo"


def test_taken_username_is_refused_in_any_case(
    client: FlaskClient, ana: Person
) -> None:
    error = register(client, username="ANA")
    assert (error["code"], error["field"]) == ("username_taken", "username")


@pytest.mark.parametrize("name", ["ab", "a" * 33, "an a", "ána", "-ana", "a\nb", ""])
def test_username_of_other_characters_is_refused(
    client: FlaskClient, name: str
) -> None:
    assert register(client, username=name)["field"] == "username"


def test_a3_mass_assignment_names_the_unknown_field(client: FlaskClient) -> None:
    error = register(client, role="admin")
    assert (error["code"], error["field"]) == ("unknown_field", "role")


@pytest.mark.parametrize("name", ["Cleo\r\nBcc: x", "C\x00leo", "\u202eoelC", "   "])
def test_a14_a8_display_name_is_one_clean_line(client: FlaskClient, name: str) -> None:
    reply = client.post("/v1/accounts", json=REGISTRATION | {"display_name": name})
    assert reply.status_code in {400, 422}


def test_short_password_is_refused(client: FlaskClient) -> None:
    error = register(client, password="short")
    assert (error["code"], error["field"]) == ("out_of_range", "password")


def test_password_is_stored_as_argon2id(client: FlaskClient, ana: Person) -> None:
    reply = client.post("/v1/sessions", json=SIGN_IN)
    assert reply.status_code == 201
    assert "correct horse" not in reply.text


def test_wrong_password_is_refused(client: FlaskClient, ana: Person) -> None:
    reply = client.post("/v1/sessions", json=SIGN_IN | {"password": "wrong one"})
    assert (reply.status_code, error_of(reply)["code"]) == (401, "wrong_password")


def test_z13_unknown_username_answers_like_a_wrong_password(
    client: FlaskClient, ana: Person
) -> None:
    wrong = client.post("/v1/sessions", json=SIGN_IN | {"password": "wrong one"})
    unknown = client.post("/v1/sessions", json=SIGN_IN | {"username": "nobody"})
    one, other = error_of(wrong), error_of(unknown)
    del one["request_id"], other["request_id"]
    assert one == other


def test_z13_password_guesses_are_limited_by_account(
    client: FlaskClient, ana: Person
) -> None:
    wrong = SIGN_IN | {"password": "wrong one"}
    statuses = [client.post("/v1/sessions", json=wrong).status_code for _ in range(21)]
    assert statuses == [401] * 20 + [429]


def test_rate_limit_says_when_to_come_back(
    client: FlaskClient, ana: Person, clock: ManualClock
) -> None:
    wrong = SIGN_IN | {"password": "wrong one"}
    for _ in range(20):
        client.post("/v1/sessions", json=wrong)
    limited = client.post("/v1/sessions", json=wrong)
    clock.advance(error_of(limited)["retry_after"])
    assert client.post("/v1/sessions", json=SIGN_IN).status_code == 201


def test_profile_changes_are_kept(ana: Person) -> None:
    avatar = {"style": "round", "colour": "#112233", "characteristics": {"hat": "cap"}}
    ana.call("PATCH", "/v1/me", json={"display_name": "Ana L.", "avatar": avatar})
    account = ana.get("/v1/me")["account"]
    assert (account["display_name"], account["avatar"]) == ("Ana L.", avatar)


def test_account_is_found_by_exact_username(ana: Person, ben: Person) -> None:
    assert ana.get("/v1/accounts?username=BEN")["account"]["id"] == ben.id


@pytest.mark.parametrize("name", ["be", "%25", "b_n", "b%2a"])
def test_a9_wildcards_find_nobody(ana: Person, ben: Person, name: str) -> None:
    assert ana.call("GET", f"/v1/accounts?username={name}").status_code == 404


def test_devices_are_listed_and_signed_out(
    client: FlaskClient, ana: Person, clock: ManualClock
) -> None:
    clock.advance(1)
    device = {"name": "Phone", "platform": "web"}
    second = client.post("/v1/sessions", json=SIGN_IN | {"device": device}).json
    assert second is not None
    device_id = second["session"]["device_id"]
    listed = ana.get("/v1/me/devices")["devices"]
    assert [one["name"] for one in listed] == ["A device", "Phone"]
    assert ana.call("DELETE", f"/v1/me/devices/{device_id}").status_code == 204
    token = second["session"]["access_token"]
    refused = client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert error_of(refused)["code"] == "token_revoked"


def test_z1_another_persons_device_is_not_there(ana: Person, ben: Person) -> None:
    reply = ana.call("DELETE", f"/v1/me/devices/{ben.session['device_id']}")
    assert error_of(reply)["code"] == "not_found"
    assert ben.call("GET", "/v1/me").status_code == 200


def test_sign_out_ends_the_session(ana: Person) -> None:
    assert ana.call("DELETE", "/v1/sessions/current").status_code == 204
    assert error_of(ana.call("GET", "/v1/me"))["code"] == "token_revoked"
