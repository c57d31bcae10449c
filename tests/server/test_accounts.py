from pierglass.server.testing import Person

REGISTRATION = {
    "username": "cleo",
    "password": "correct horse",
    "display_name": "Cleo",
}


def test_registration_signs_in(ana: Person) -> None:
    assert ana.get("/v1/me")["account"]["username"] == "ana"
