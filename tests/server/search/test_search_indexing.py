"""The index follows the catalogue and the installed network, step by step."""

import dataclasses
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pierglass.server.errors import AugmentationUnavailableError
from pierglass.server.services import search_models
from pierglass.server.services.context import Context
from pierglass.server.services.indexing import BATCH, LINGER_MS, Indexer
from pierglass.server.services.search_models import COLOUR
from pierglass.server.store.catalogue import Item, Listing
from pierglass.server.supervisor.indexing import REST_S, Indexing, rest_s
from pierglass.server.testing import FakeAugmenter, ManualClock, Person, error_of

NEW = sha256(b"network two").hexdigest()


def run(ctx: Context, indexer: Indexer | None = None) -> None:
    indexer = indexer or Indexer()
    while indexer.step(ctx):
        pass


def served(ctx: Context) -> str | None:
    row = ctx.store.read(search_models.serving)
    return row.sha256 if row else None


def nearest(one: Person, media_id: str) -> str:
    reply = one.post("/v1/search", {"media_id": media_id})
    return str(reply["results"][0]["item"]["id"])


def test_a_step_is_bounded(
    ctx: Context,
    add: Callable[..., None],
    network: str,
    augmenter: FakeAugmenter,
) -> None:
    for number in range(BATCH + 1):
        add(f"top-{number}", "top", f"Top {number}", "Nordwind", "red")
    indexer = Indexer()
    assert indexer.step(ctx) == BATCH
    assert len(augmenter.calls) == BATCH
    assert served(ctx) is None
    assert (indexer.step(ctx), indexer.step(ctx)) == (1, 0)
    assert served(ctx) == network


def test_only_what_a_photo_can_show_is_indexed(ctx: Context, indexed: str) -> None:
    assert "glasses-red" not in ctx.vectors.sources(indexed)
    assert ctx.vectors.models() == {indexed: 5, COLOUR: 5}


def test_another_job_goes_on_where_one_was_killed(
    ctx: Context, add: Callable[..., None], network: str, augmenter: FakeAugmenter
) -> None:
    for number in range(BATCH + 1):
        add(f"top-{number}", "top", f"Top {number}", "Nordwind", "red")
    Indexer().step(ctx)
    augmenter.calls.clear()
    run(ctx)
    assert augmenter.calls == [(f"embed top-{BATCH}", 30.0)]


def test_without_a_network_there_is_nothing_to_do(
    ctx: Context, shop: dict[str, Listing], augmenter: FakeAugmenter
) -> None:
    assert Indexer().step(ctx) == 0
    assert (served(ctx), augmenter.calls) == (None, [])


def test_a_new_picture_is_looked_at_again(
    ctx: Context, indexed: str, add: Callable[..., None], augmenter: FakeAugmenter
) -> None:
    augmenter.calls.clear()
    add("top-red", "top", "Red linen shirt", "Atelier Lune", "green")
    run(ctx)
    assert [call for call, _ in augmenter.calls] == ["embed top-red"]


def test_an_item_that_is_gone_loses_its_vectors(
    ctx: Context, indexed: str, add: Callable[..., None]
) -> None:
    (ctx.settings.data_dir / "items" / "top-red" / "item.json").unlink()
    add("top-green", "top", "Green top", "Nordwind", "green")
    run(ctx)
    assert "top-red" not in ctx.vectors.sources(indexed)
    assert "top-red" not in ctx.vectors.sources(COLOUR)


def test_an_item_that_cannot_be_read_keeps_nobody_waiting(
    ctx: Context, shop: dict[str, Listing], network: str, augmenter: FakeAugmenter
) -> None:
    whole, picture = Indexer(), ctx.settings.data_dir / "items" / "top-red" / "item.png"
    picture.rename(picture.with_suffix(".gone"))
    augmenter.items = None  # every item is refused
    run(ctx, whole)
    assert served(ctx) == network
    assert ctx.vectors.models() == {}


# --- a new network ---------------------------------------------------------------


def test_the_old_network_serves_until_the_new_one_has_seen_everything(
    ctx: Context,
    indexed: str,
    weights: Path,
    ana: Person,
    photo: Callable[[str], str],
    clock: ManualClock,
) -> None:
    media_id = photo("red")
    (weights / "embedding.onnx").write_bytes(b"network two")
    indexer = Indexer()
    assert nearest(ana, media_id) == "top-red"
    assert indexer.step(ctx) == 5
    assert served(ctx) == indexed
    assert nearest(ana, media_id) == "top-red"
    assert indexer.step(ctx) == 0
    assert served(ctx) == NEW
    assert nearest(ana, media_id) == "top-red"
    assert set(ctx.vectors.models()) == {indexed, NEW, COLOUR}
    clock.advance(LINGER_MS / 1000)
    indexer.step(ctx)
    assert ctx.vectors.models() == {NEW: 5, COLOUR: 5}


def test_a_copy_of_the_network_that_serves_is_kept_and_of_no_other(
    ctx: Context, indexed: str, weights: Path
) -> None:
    folder = ctx.settings.data_dir / "models"
    kept = folder / f"embedding-{indexed}.onnx"
    assert kept.read_bytes() == b"network one"
    (weights / "embedding.onnx").write_bytes(b"network two")
    run(ctx)
    assert [path.name for path in folder.iterdir()] == [f"embedding-{NEW}.onnx"]


def test_items_that_come_while_the_index_changes_are_found_at_once(
    ctx: Context,
    indexed: str,
    weights: Path,
    add: Callable[..., None],
    ana: Person,
    photo: Callable[[str], str],
) -> None:
    (weights / "embedding.onnx").write_bytes(b"network two")
    add("top-green", "top", "Green top", "Nordwind", "lime")
    Indexer().step(ctx)
    assert served(ctx) == indexed
    assert nearest(ana, photo("lime")) == "top-green"


def test_a_picture_that_changes_while_the_index_changes_is_found_as_it_is_now(
    ctx: Context,
    indexed: str,
    weights: Path,
    add: Callable[..., None],
    ana: Person,
    photo: Callable[[str], str],
) -> None:
    (weights / "embedding.onnx").write_bytes(b"network two")
    indexer = Indexer()
    assert indexer.step(ctx) == 5
    add("top-red", "top", "Red linen shirt", "Atelier Lune", "lime")
    run(ctx, indexer)
    assert served(ctx) == NEW
    now = ctx.store.read(lambda session: session.get_one(Item, "top-red"))
    assert ctx.vectors.sources(NEW)["top-red"] == now.picture_sha256
    assert nearest(ana, photo("lime")) == "top-red"


def test_a_network_that_is_gone_gives_a_typed_error_until_the_new_one_serves(
    ctx: Context,
    indexed: str,
    weights: Path,
    ana: Person,
    photo: Callable[[str], str],
    augmenter: FakeAugmenter,
) -> None:
    (weights / "embedding.onnx").write_bytes(b"network two")
    augmenter.models = {NEW}
    media_id = photo("red")
    reply = ana.call("POST", "/v1/search", json={"media_id": media_id})
    assert (reply.status_code, error_of(reply)["code"]) == (503, "search.not_ready")
    run(ctx)
    assert nearest(ana, media_id) == "top-red"


def test_a_network_that_is_taken_away_serves_on_from_its_copy(
    ctx: Context,
    indexed: str,
    weights: Path,
    ana: Person,
    photo: Callable[[str], str],
) -> None:
    (weights / "embedding.onnx").unlink()
    run(ctx)
    assert nearest(ana, photo("blue")) == "top-blue"


# --- the thread's step -----------------------------------------------------------


def test_models_that_do_not_answer_are_waited_for(
    ctx: Context, shop: dict[str, Listing], network: str, augmenter: FakeAugmenter
) -> None:
    told: list[tuple[str, Any]] = []

    class Log:
        def info(self, event: str, **values: object) -> None:
            told.append((event, values))

        error = warning = info

    augmenter.error = AugmentationUnavailableError(reason="starting", retry_after=1)
    indexing = Indexing(dataclasses.replace(ctx, log=Log()))
    assert indexing.once() == 0
    assert [event for event, _ in told] == ["indexing_waits"]
    augmenter.error = None
    assert indexing.once() == 5


@pytest.mark.parametrize(("looked", "pause_s"), [(8, 1.5), (0, REST_S)])
def test_half_of_the_time_is_left_to_others(looked: int, pause_s: float) -> None:
    assert rest_s(1.5, looked) == pause_s
