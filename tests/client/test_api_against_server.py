"""Each call of the API client, against the server's real application."""

import pytest

from pierglass.client.errors import (
    ConflictError,
    ForbiddenError,
    GoneError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)
from pierglass.client.sync import Api
from pierglass.lenses import package
from pierglass.server.errors import AugmentationUnavailableError, NoPersonError
from pierglass.server.testing import picture

ITEM = "glasses-round-gold"


@pytest.fixture
def chat(ana: Api, ben: Api) -> str:
    ana.request_friend("ben")
    ben.accept_friend(ben.friends()["incoming"][0]["id"])
    return ana.open_conversation([ana.find_account("ben")["id"]])["id"]


def test_config_is_there_before_anybody_signed_in(api):
    assert api.config()["consent_threshold_ms"] == 3000


def test_signing_up_twice_under_one_name_is_a_conflict(ana, api):
    with pytest.raises(ConflictError) as caught:
        api.sign_up("ana", "looking-glass-ana", "Ana")
    assert caught.value.code == "username_taken"


def test_a_wrong_password_is_unauthenticated(ana, api):
    with pytest.raises(UnauthenticatedError):
        api.sign_in("ana", "looking-glass-eve")


def test_me_and_devices(ana):
    assert ana.me()["display_name"] == "Ana"
    assert ana.update_me({"display_name": "Ana B"})["display_name"] == "Ana B"
    assert len(ana.devices()) == 1


def test_a_removed_device_is_signed_out_for_good(ana):
    ana.remove_device(ana.devices()[0]["id"])
    with pytest.raises(UnauthenticatedError):
        ana.me()


def test_signing_out_ends_the_session(ana):
    ana.sign_out()
    with pytest.raises(UnauthenticatedError):
        ana.me()


def test_an_expired_access_token_renews_itself(ana, server_clock):
    before = ana.tokens.access
    server_clock.advance(24 * 3600)
    assert ana.me()["username"] == "ana"
    assert ana.tokens.access != before


def test_friends_come_and_go(ana, ben, chat):
    assert [one["account"]["username"] for one in ana.friends()["friends"]] == ["ben"]
    ana.remove_friend(ana.find_account("ben")["id"])
    assert ana.friends()["friends"] == []


def test_friends_for_a_lens_need_its_permission_and_page_by_themselves(ana, ben, chat):
    manifest, files = package("fitting-room")
    reason = "To find who wears it too."
    manifest["scopes"].append({"scope": "user.friends", "reason": reason})
    ben.publish_lens(manifest, files)
    with pytest.raises(ForbiddenError) as caught:
        ana.lens_friends("fitting-room")
    assert caught.value.code == "permission_denied"
    ana.allow("fitting-room", ["user.friends"])
    (friend,) = ana.all_lens_friends("fitting-room")
    assert friend["display_name"] == "Ben"
    assert friend["id"] != ben.me()["id"]
    assert ana.lens_friends("fitting-room", limit=1) == {"friends": [friend]}
    after = ana.lens_friends("fitting-room", cursor=friend["id"])
    assert after == {"friends": []}


def test_a_declined_request_is_gone(ana, ben):
    ana.request_friend("ben")
    ben.decline_friend(ben.friends()["incoming"][0]["id"])
    assert ben.friends()["incoming"] == []


def test_an_unknown_account_is_not_found(ana):
    with pytest.raises(NotFoundError):
        ana.find_account("nobody")


def test_the_same_message_id_is_one_message(ana, chat):
    first = ana.send_message(chat, {"text": "Look!"}, "cmi_of_the_test_1234")
    again = ana.send_message(chat, {"text": "Look!"}, "cmi_of_the_test_1234")
    assert first["id"] == again["id"]
    assert len(ana.messages(chat)) == 1


def test_the_same_message_id_with_another_body_is_refused(ana, chat):
    ana.send_message(chat, {"text": "Look!"}, "cmi_of_the_test_1234")
    with pytest.raises(InvalidError) as caught:
        ana.send_message(chat, {"text": "Other"}, "cmi_of_the_test_1234")
    assert caught.value.code == "idempotency_mismatch"


def test_a_message_to_somebody_who_blocked_the_sender_is_refused(ana, ben, chat):
    ben.block(ben.find_account("ana")["id"])
    with pytest.raises((ForbiddenError, NotFoundError)):
        ana.send_message(chat, {"text": "Hello?"}, "cmi_of_the_test_1234")
    assert ben.messages(chat) == []
    ben.unblock(ben.friends()["blocked"][0]["id"])


def test_messages_page_by_themselves(ana, ben, chat):
    for n in range(7):
        ana.send_message(chat, {"text": str(n)}, f"cmi_of_the_test_{n:04}")
    read = [message["text"] for message in ben.messages_after(chat, page=3)]
    assert read == [str(n) for n in range(7)]
    ben.mark_read(chat, 7)
    assert ben.conversations()[0]["read_seq"] == 7


def test_a_timed_message_is_gone_after_its_time(ana, ben, chat, server_clock):
    sent = ana.send_message(
        chat, {"text": "Blink", "duration_s": 5}, "cmi_of_the_test_1234"
    )
    assert ben.open_message(sent["id"])["text"] == "Blink"
    server_clock.advance(6)
    with pytest.raises(GoneError):
        ben.open_message(sent["id"])


def test_a_deleted_message_loses_its_text(ana, ben, chat):
    sent = ana.send_message(chat, {"text": "Oops"}, "cmi_of_the_test_1234")
    ana.delete_message(sent["id"])
    assert "Oops" not in str(ben.messages(chat))


def test_a_picture_goes_up_and_comes_down_as_a_jpeg(ana):
    media = ana.upload(picture("PNG", (60, 40)), "image/png")
    assert (media["width"], media["height"]) == (60, 40)
    assert ana.download(media["id"])
    assert ana.download(media["id"], "thumb")


def test_what_is_no_picture_is_invalid(ana):
    with pytest.raises(InvalidError):
        ana.upload(b"\xff\xd8\xff and then nothing of a JPEG", "image/jpeg")


def test_the_catalogue_lists_items_of_a_kind(ana):
    kinds = {item["kind"] for item in ana.all_items("glasses")}
    assert kinds == {"glasses"}
    assert ana.item(ITEM)["id"] == ITEM


def test_the_whole_catalogue_is_walked_page_by_page(ana):
    small = [item["id"] for item in ana.items(limit=5)["items"]]
    everything = [item["id"] for item in ana.all_items()]
    assert everything[:5] == small
    assert len(everything) == len(set(everything)) >= 24


def test_a_tryon_gives_an_augmentation_and_its_picture(ana):
    media = ana.upload(picture("JPEG", (60, 40)), "image/jpeg")
    answer = ana.try_on(media["id"], ITEM)
    made = ana.augmentation(answer["augmentation"]["id"])
    assert (made["item_id"], made["hidden_share"]) == (ITEM, 0.25)
    assert ana.download(answer["media"]["id"])


def test_a_tryon_of_an_unknown_item_is_not_found(ana):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    with pytest.raises(NotFoundError):
        ana.try_on(media["id"], "glasses-of-the-emperor")


def test_a_photo_without_a_person_says_so(ana, augmenter):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    augmenter.error = NoPersonError()
    with pytest.raises(InvalidError) as caught:
        ana.try_on(media["id"], ITEM)
    assert caught.value.code == "tryon.no_person"


def test_dead_models_are_unavailable_and_worth_another_try(app, ana, augmenter):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    augmenter.error = AugmentationUnavailableError(reason="restarting")
    ana._sleep = lambda seconds: None  # the back-off is tested in test_retry
    with pytest.raises(UnavailableError) as caught:
        ana.try_on(media["id"], ITEM)
    assert caught.value.retryable


def test_the_fitting_room_is_published_and_granted(ana, ben):
    manifest, contents = package("fitting-room")
    assert ben.publish_lens(manifest, contents)["id"] == "fitting-room"
    assert [lens["id"] for lens in ana.lenses()] == ["fitting-room"]
    assert ana.grant("fitting-room")["state"] == "never_asked"
    granted = ana.allow("fitting-room", {"items.read", "camera.tryon"})
    assert sorted(granted["scopes"]) == ["camera.tryon", "items.read"]
    ana.revoke(ana.grants()[0]["id"])
    assert ana.grant("fitting-room")["scopes"] == []


def test_a_refused_lens_is_remembered_as_refused(ana, ben):
    ben.publish_lens(*package("fitting-room"))
    assert ana.refuse("fitting-room")["state"] == "refused"
    assert ana.grant("fitting-room")["state"] == "refused"


def test_a_story_is_there_for_a_day(ana, ben, chat, server_clock):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    posted = ana.post_snap(media["id"])
    watched = ben.view_snap(posted["id"])
    assert ben.download(watched["image"]["media_id"])
    server_clock.advance(24 * 3600 + 1)
    assert all(not story["snaps"] for story in ben.stories())


def test_a_story_posted_twice_under_one_key_is_one_snap(ana):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    first = ana.post_snap(media["id"], idempotency_key="key_of_the_test")
    again = ana.post_snap(media["id"], idempotency_key="key_of_the_test")
    assert first["id"] == again["id"]


def test_a_story_for_nobody_is_seen_by_nobody(ana, ben, chat):
    media = ana.upload(picture("JPEG"), "image/jpeg")
    posted = ana.post_snap(media["id"])
    ana.set_story_audience("nobody")
    with pytest.raises(NotFoundError):
        ben.view_snap(posted["id"])
    ana.delete_snap(posted["id"])
