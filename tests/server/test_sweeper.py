"""What nobody can read any more goes; what anybody can read stays. Rows F24, F27."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pierglass.server.services import sweeper
from pierglass.server.services.context import Context
from pierglass.server.services.sweeper import GRACE_MS, POINTERS, sweep, sweep_files
from pierglass.server.store.messages import IdempotencyRow
from pierglass.server.store.stories import Snap, SnapView
from pierglass.server.store.tables import METADATA
from pierglass.server.supervisor.sweeping import FILES_MS, REST_S, Sweeping, rest_s
from pierglass.server.testing import ManualClock, Person, error_of

DAY_S = GRACE_MS / 1000 + 1


def files(ctx: Context) -> set[str]:
    return {name for name, _ in ctx.blobs.files()}


def names(*media_ids: str) -> set[str]:
    return {name for one in media_ids for name in (one, f"{one}.thumb")}


def rows(ctx: Context, table: Any) -> int:
    count = select(func.count()).select_from(table)
    return ctx.store.read(lambda session: session.scalar(count) or 0)


def state(person: Person, chat: str) -> tuple[str, Any]:
    (message,) = person.get(f"/v1/conversations/{chat}/messages")["messages"]
    return message["state"], message["image"]


def age(ctx: Context, name: str, clock: ManualClock, by_ms: int) -> None:
    """Set a file's time, which the file system's own clock gave."""
    (path,) = ctx.settings.data_dir.glob(f"blobs/*/{name}")
    seconds = (clock.ms - by_ms) / 1000
    os.utime(path, (seconds, seconds))


def later(clock: ManualClock, seconds: float, *people: Person) -> None:
    """Move the time on, and refresh the sessions that it ended."""
    clock.advance(seconds)
    for one in people:
        asked = {"refresh_token": one.session["refresh_token"]}
        reply = one.client.post("/v1/sessions/refresh", json=asked)
        one.session = reply.json["session"]  # type: ignore[index]


# --- what stays ------------------------------------------------------------------


def test_a_fresh_picture_waits_for_its_message(ctx: Context, ana: Person) -> None:
    media = ana.picture()
    assert not any(sweep(ctx).values())
    assert ana.call("GET", f"/v1/media/{media}").status_code == 200


def test_a_picture_in_a_message_stays(
    ctx: Context, ana: Person, ben: Person, chat: str, clock: ManualClock
) -> None:
    media = ana.picture()
    ana.send(chat, "k", image_id=media)
    clock.advance(100 * DAY_S)
    assert sweep(ctx)["media"] == 0
    assert files(ctx) == names(media)


def test_a_picture_that_only_a_snaps_card_names_stays(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    shown, named = ana.picture(), ana.picture()
    snap = ana.post("/v1/stories/mine/snaps", {"image_id": shown})["snap"]
    card = {"lens_id": "hats", "title": "A hat", "image_id": named}

    def change(session: Session) -> None:
        row = session.get_one(Snap, snap["id"])
        row.card, row.expires_at_ms = card, row.expires_at_ms * 2

    ctx.store.write(change)
    clock.advance(DAY_S)
    sweep(ctx)
    assert files(ctx) == names(shown, named)


def test_a_try_on_in_a_message_keeps_both_its_pictures(
    ctx: Context, ana: Person, chat: str, item: str, clock: ManualClock
) -> None:
    photo = ana.picture()
    made = ana.post("/v1/tryons", {"media_id": photo, "item_id": item})
    ana.send(chat, "k", augmentation_id=made["augmentation"]["id"])
    clock.advance(DAY_S)
    sweep(ctx)
    assert files(ctx) == names(photo, made["media"]["id"])


def test_a_timed_message_that_a_receiver_may_still_open_stays(
    ctx: Context, ana: Person, ben: Person, chat: str, clock: ManualClock
) -> None:
    media = ana.picture()
    sent = ana.send(chat, "k", image_id=media, duration_s=5, max_views=2)
    ben.post(f"/v1/messages/{sent.json['message']['id']}/open")  # type: ignore[index]
    later(clock, DAY_S, ana, ben)
    assert sweep(ctx)["messages"] == 0
    opened = ben.post(f"/v1/messages/{sent.json['message']['id']}/open")  # type: ignore[index]
    assert opened["message"]["image"]["media_id"] == media


def test_every_pointer_to_a_picture_keeps_it() -> None:
    found = {
        str(key.parent)
        for table in METADATA.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == "media.id"
    }
    assert {
        f"{one.class_.__tablename__}.{one.key}"  # type: ignore[attr-defined]
        for one in POINTERS
    } == found


# --- what goes -------------------------------------------------------------------


def test_a_picture_that_nothing_points_to_goes_after_a_day(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    media = ana.picture()
    later(clock, DAY_S, ana)
    assert sweep(ctx)["media"] == 1
    assert files(ctx) == set()
    assert ana.call("GET", f"/v1/media/{media}").status_code == 404


def test_an_expired_snap_goes_with_its_views_and_its_picture(
    ctx: Context,
    ana: Person,
    ben: Person,
    befriend: Callable[[Person, Person], None],
    clock: ManualClock,
) -> None:
    befriend(ana, ben)
    snap = ana.post("/v1/stories/mine/snaps", {"image_id": ana.picture()})["snap"]
    ben.post(f"/v1/stories/snaps/{snap['id']}/view")
    clock.advance(DAY_S)
    swept = sweep(ctx)
    assert (swept["snaps"], swept["media"]) == (1, 1)
    assert rows(ctx, SnapView) == 0
    assert files(ctx) == set()


def test_a_timed_message_that_all_have_seen_is_over_for_its_sender_too(
    ctx: Context, ana: Person, ben: Person, chat: str, clock: ManualClock
) -> None:
    sent = ana.send(chat, "k", image_id=ana.picture(), duration_s=5)
    ben.post(f"/v1/messages/{sent.json['message']['id']}/open")  # type: ignore[index]
    assert state(ana, chat)[0] == "sent"
    clock.advance(6)
    assert sweep(ctx)["messages"] == 1
    assert state(ana, chat) == ("expired", None)
    assert state(ben, chat) == ("expired", None)
    clock.advance(DAY_S)
    sweep(ctx)
    assert files(ctx) == set()


def test_a_try_on_that_was_never_sent_goes_with_both_pictures(
    ctx: Context, ana: Person, item: str, clock: ManualClock
) -> None:
    made = ana.post("/v1/tryons", {"media_id": ana.picture(), "item_id": item})
    later(clock, DAY_S, ana)
    swept = sweep(ctx)
    assert (swept["augmentations"], swept["media"]) == (1, 2)
    gone = ana.call("GET", f"/v1/augmentations/{made['augmentation']['id']}")
    assert error_of(gone)["code"] == "not_found"
    assert files(ctx) == set()


def test_old_idempotency_keys_go(
    ctx: Context, ana: Person, chat: str, clock: ManualClock
) -> None:
    ana.send(chat, "old", text="1")
    later(clock, sweeper.KEYS_MS / 1000, ana)
    ana.send(chat, "new", text="2")
    clock.advance(1)
    assert sweep(ctx)["idempotency_keys"] == 1
    assert rows(ctx, IdempotencyRow) == 1


def test_u21_the_same_picture_of_somebody_else_stays(
    ctx: Context, ana: Person, ben: Person, chat: str, clock: ManualClock
) -> None:
    unused, sent = ana.picture(), ben.picture()
    ben.send(chat, "k", image_id=sent)
    clock.advance(DAY_S)
    assert sweep(ctx)["media"] == 1
    assert unused not in files(ctx)
    assert files(ctx) == names(sent)


def test_sweeping_again_finds_nothing(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    ana.picture()
    clock.advance(DAY_S)
    sweep(ctx)
    assert not any(sweep(ctx).values())


def test_more_than_a_batch_goes_in_short_transactions(
    ctx: Context, ana: Person, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "BATCH", 2)
    for _ in range(5):
        ana.picture()
    clock.advance(DAY_S)
    writes: list[object] = []
    write = ctx.store.write
    monkeypatch.setattr(ctx.store, "write", lambda fn: writes.append(fn) or write(fn))
    assert sweep(ctx)["media"] == 5
    assert len(writes) == 3


def test_a_picture_that_is_sent_while_the_sweep_looks_is_kept(
    ctx: Context,
    ana: Person,
    chat: str,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    media = ana.picture()
    later(clock, DAY_S, ana)
    write = ctx.store.write

    def send_first(fn: Any) -> Any:
        monkeypatch.setattr(ctx.store, "write", write)
        assert ana.send(chat, "k", image_id=media).status_code == 201
        return write(fn)

    monkeypatch.setattr(ctx.store, "write", send_first)
    assert sweep(ctx)["media"] == 0
    assert files(ctx) == names(media)


# --- files -----------------------------------------------------------------------


def test_f27_a_kill_between_row_and_file_is_finished_by_the_next_sweep(
    ctx: Context, ana: Person, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = ana.picture()
    later(clock, DAY_S, ana)

    def killed(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ctx.blobs, "delete", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(ctx)
    monkeypatch.undo()
    assert ana.call("GET", f"/v1/media/{media}").status_code == 404
    for name in names(media):
        age(ctx, name, clock, GRACE_MS + 1)
    assert sweep_files(ctx) == 2
    assert files(ctx) == set()


def test_a_file_whose_row_is_on_its_way_stays(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    ctx.blobs.put("med_fresh", b"data")
    age(ctx, "med_fresh", clock, GRACE_MS - 1)
    assert sweep_files(ctx) == 0
    assert files(ctx) == {"med_fresh"}


def test_old_files_with_a_row_stay(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    media = ana.picture()
    for name in names(media):
        age(ctx, name, clock, 9 * GRACE_MS)
    assert sweep_files(ctx) == 0
    assert files(ctx) == names(media)


def test_an_interrupted_write_goes(ctx: Context, clock: ManualClock) -> None:
    ctx.blobs.put("med_half", b"data")
    (path,) = ctx.settings.data_dir.glob("blobs/*/med_half")
    path.rename(path.with_name(".med_half.part"))
    age(ctx, ".med_half.part", clock, GRACE_MS + 1)
    assert sweep_files(ctx) == 1
    assert files(ctx) == set()


# --- the loop --------------------------------------------------------------------


def test_the_loop_tells_what_went_and_looks_at_files_once_an_hour(
    ctx: Context, ana: Person, clock: ManualClock
) -> None:
    told: list[tuple[str, int]] = []
    loop = Sweeping(ctx, lambda kind, count: told.append((kind, count)))
    ana.picture()
    clock.advance(DAY_S)
    assert "files" in loop.once()
    assert ("media", 1) in told
    assert "files" not in loop.once()
    clock.advance(FILES_MS / 1000)
    assert "files" in loop.once()


def test_a_sweep_that_fails_is_survived(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(fn: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr(ctx.store, "read", fail)
    assert Sweeping(ctx, lambda kind, count: None).once() == {}


def test_the_thread_sweeps_at_once_and_stops(
    ctx: Context, ana: Person, clock: ManualClock, client: FlaskClient
) -> None:
    ana.picture()
    clock.advance(DAY_S)
    done: list[str] = []
    loop = Sweeping(ctx, lambda kind, count: done.append(kind))
    loop.start()
    while "files" not in done:
        pass
    loop.stop()
    assert files(ctx) == set()


def test_a_sweep_with_much_to_do_rests_longer() -> None:
    assert rest_s(0.01) == REST_S
    assert rest_s(100) == 2000
