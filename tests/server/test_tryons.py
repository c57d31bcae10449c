from typing import Any

import pytest
from werkzeug.test import TestResponse

from pierglass.server.errors import (
    AugmentationUnavailableError,
    CannotPlaceError,
    NoPersonError,
    OverloadedError,
    PierglassError,
)
from pierglass.server.testing import FakeAugmenter, ManualClock, Person, error_of


def try_on(one: Person, media_id: str, item_id: str) -> TestResponse:
    body = {"media_id": media_id, "item_id": item_id}
    return one.call("POST", "/v1/tryons", json=body)


def tried(one: Person, item: str) -> dict[str, Any]:
    reply = try_on(one, one.picture(), item)
    assert reply.status_code == 201, reply.text
    assert reply.json is not None
    made: dict[str, Any] = reply.json["augmentation"]
    return made


def test_tryon_gives_an_augmentation_and_its_picture(item: str, ana: Person) -> None:
    made = tried(ana, item)
    assert (made["item_id"], made["hidden_share"]) == (item, 0.25)
    assert ana.call("GET", f"/v1/media/{made['media_id']}").status_code == 200
    assert ana.get(f"/v1/augmentations/{made['id']}")["augmentation"] == made


def test_augmentation_server_is_given_a_deadline(
    item: str, ana: Person, augmenter: FakeAugmenter
) -> None:
    tried(ana, item)
    assert augmenter.calls == [(item, 20.0)]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NoPersonError(), 422, "tryon.no_person"),
        (CannotPlaceError(reason="no feet"), 422, "tryon.cannot_place"),
        (OverloadedError(what="try-ons", retry_after=2), 503, "overloaded"),
        (
            AugmentationUnavailableError(reason="it died", retry_after=2),
            503,
            "augmentation_unavailable",
        ),
    ],
)
def test_f21_each_failure_is_typed_and_stores_nothing(
    item: str,
    ana: Person,
    augmenter: FakeAugmenter,
    error: PierglassError,
    status: int,
    code: str,
) -> None:
    augmenter.error = error
    reply = try_on(ana, ana.picture(), item)
    assert (reply.status_code, error_of(reply)["code"]) == (status, code)
    assert error_of(reply)["retryable"] == (status == 503)
    assert ("Retry-After" in reply.headers) == (status == 503)


def test_f21_sending_works_while_tryon_is_down(
    chat: str, item: str, ana: Person, augmenter: FakeAugmenter
) -> None:
    augmenter.error = AugmentationUnavailableError(reason="it died")
    assert try_on(ana, ana.picture(), item).status_code == 503
    assert ana.send(chat, "k", text="still here").status_code == 201


def test_unknown_item_is_not_found(ana: Person, augmenter: FakeAugmenter) -> None:
    reply = try_on(ana, ana.picture(), "no-such")
    assert (reply.status_code, error_of(reply)["field"]) == (404, "item_id")
    assert augmenter.calls == []


def test_z1_picture_of_another_is_not_there(
    item: str, ana: Person, ben: Person, augmenter: FakeAugmenter
) -> None:
    reply = try_on(ana, ben.picture(), item)
    assert (reply.status_code, error_of(reply)["field"]) == (404, "media_id")
    assert augmenter.calls == []


def test_message_points_to_the_augmentation(
    chat: str, item: str, ana: Person, ben: Person
) -> None:
    made = tried(ana, item)
    reply = ana.send(chat, "k", augmentation_id=made["id"]).json
    assert reply is not None
    assert reply["message"]["image"]["media_id"] == made["media_id"]
    shown = ben.get(f"/v1/augmentations/{made['id']}")["augmentation"]
    assert shown["item_id"] == item
    assert ben.call("GET", f"/v1/media/{made['media_id']}").status_code == 200


def test_receiver_never_sees_the_photo_before(
    chat: str, item: str, ana: Person, ben: Person
) -> None:
    made = tried(ana, item)
    ana.send(chat, "k", augmentation_id=made["id"])
    assert ben.call("GET", f"/v1/media/{made['source_media_id']}").status_code == 404


def test_z1_augmentation_of_another_is_not_there(
    chat: str, item: str, ana: Person, ben: Person
) -> None:
    made = tried(ana, item)
    assert ben.call("GET", f"/v1/augmentations/{made['id']}").status_code == 404
    reply = ben.send(chat, "k", augmentation_id=made["id"])
    assert (reply.status_code, error_of(reply)["field"]) == (404, "augmentation_id")


def test_z5_augmentation_of_an_expired_message_is_not_there(
    chat: str, item: str, ana: Person, ben: Person, clock: ManualClock
) -> None:
    made = tried(ana, item)
    sent = ana.send(chat, "k", augmentation_id=made["id"], duration_s=5).json
    assert sent is not None
    path = f"/v1/augmentations/{made['id']}"
    assert ben.call("GET", path).status_code == 404
    ben.post(f"/v1/messages/{sent['message']['id']}/open")
    assert ben.call("GET", path).status_code == 200
    clock.advance(5)
    assert ben.call("GET", path).status_code == 404
