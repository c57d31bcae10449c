"""Rows F21 and F22: what a caller gets when models crash, hang, fail or are missing."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from pierglass.server.augment.broker import Broker
from pierglass.server.augment.client import AugmentClient
from pierglass.server.errors import (
    AugmentationUnavailableError,
    CannotPlaceError,
    MissingFieldError,
    OverloadedError,
    WrongTypeError,
)
from pierglass.server.rpc.async_server import AsyncRpcServer
from pierglass.server.rpc.errors import RpcError
from pierglass.server.rpc.paths import socket_path


def photo(order: str = "fine", deadline_ms: int = 20_000) -> dict[str, Any]:
    return {
        "image": order.encode(),
        "item_id": "glasses-test",
        "deadline_ms": deadline_ms,
    }


def frame(stream: str, n: int = 1, order: str = "fine") -> dict[str, Any]:
    return {
        "stream": stream,
        "n": n,
        "image": order.encode(),
        "item_id": "glasses-test",
    }


async def entered(gate: Path) -> None:
    while not gate.with_suffix(".entered").exists():  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def until_differs(front: Broker, name: str, before: object) -> None:
    while (await front.state({}))["workers"][0][name] == before:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_photo_comes_back_with_what_was_done(broker):
    front = await broker()
    result = await front.photo(photo())
    assert result["image"] == b"jpeg"
    assert result["hidden_share"] == 0.5


async def test_f21_a_crash_is_unavailable_and_the_next_photo_works(broker):
    front = await broker()
    with pytest.raises(AugmentationUnavailableError) as raised:
        await front.photo(photo("crash"))
    assert raised.value.retryable
    assert raised.value.retry_after is not None
    assert (await front.photo(photo()))["image"] == b"jpeg"


async def test_f21_a_crash_while_idle_is_repaired(broker):
    front = await broker()
    (worker,) = (await front.state({}))["workers"]
    os.kill(worker["pid"], signal.SIGKILL)
    await until_differs(front, "pid", worker["pid"])
    result = await front.photo(photo())
    assert result["stages_ms"]["person"] != worker["pid"]


async def test_f21_a_hang_is_unavailable_and_its_process_is_replaced(broker):
    front = await broker(hang_s={"photo": 0.2, "frame": 1, "close": 1})
    before = (await front.state({}))["workers"][0]["pid"]
    with pytest.raises(AugmentationUnavailableError, match="hang"):
        await front.photo(photo("hang"))
    result = await front.photo(photo())
    assert result["stages_ms"]["person"] != before


async def test_f21_a_hang_ends_at_the_callers_deadline_if_that_is_sooner(broker):
    front = await broker()
    with pytest.raises(AugmentationUnavailableError, match="no answer"):
        await front.photo(photo("hang", deadline_ms=50))


async def test_f21_an_exception_of_the_models_is_unavailable(broker):
    front = await broker()
    with pytest.raises(RpcError) as raised:
        await front.photo(photo("raise"))
    assert raised.value.code == "augmentation_unavailable"
    assert "wrong shape" not in raised.value.message


async def test_f21_calls_that_wait_survive_the_crash_of_another(broker):
    front = await broker()
    crash = asyncio.create_task(front.photo(photo("crash")))
    waiting = [asyncio.create_task(front.photo(photo())) for _ in range(3)]
    with pytest.raises(AugmentationUnavailableError):
        await crash
    assert all(result["image"] for result in await asyncio.gather(*waiting))


async def test_f22_missing_weights_are_named_and_nothing_else_fails(broker, tmp_path):
    weights = tmp_path / "person.onnx"
    front = await broker(weights=str(weights))
    for call in (front.photo(photo()), front.frame(frame("a"))):
        with pytest.raises(AugmentationUnavailableError) as raised:
            await call
        assert str(weights) in raised.value.message
        assert raised.value.retryable


async def test_f22_weights_that_are_put_back_are_found(broker, tmp_path):
    weights = tmp_path / "person.onnx"
    front = await broker(weights=str(weights), broken_s=0.01)
    weights.touch()
    (worker,) = (await front.state({}))["workers"]
    await until_differs(front, "broken", worker["broken"])
    assert (await front.photo(photo()))["image"] == b"jpeg"


async def test_without_workers_try_on_is_unavailable(broker):
    front = await broker(workers=0)
    with pytest.raises(AugmentationUnavailableError):
        await front.photo(photo())


async def test_more_photos_than_may_wait_are_told_when_to_come_back(broker, tmp_path):
    front = await broker(photos=2)
    gate = tmp_path / "gate"
    waiting = [asyncio.create_task(front.photo(photo(f"gate:{gate}")))]
    await entered(gate)
    waiting += [asyncio.create_task(front.photo(photo())) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError) as raised:
        await front.photo(photo())
    assert raised.value.retry_after
    gate.touch()
    await asyncio.gather(*waiting)


async def test_a_photo_whose_caller_gave_up_is_not_worked_on(broker, tmp_path):
    front = await broker()
    gate, never = tmp_path / "gate", tmp_path / "never"
    first = asyncio.create_task(front.photo(photo(f"gate:{gate}")))
    await entered(gate)
    with pytest.raises(AugmentationUnavailableError):
        await front.photo(photo(f"gate:{never}", deadline_ms=30))
    gate.touch()
    await first
    await front.photo(photo())
    assert not never.with_suffix(".entered").exists()


async def test_frames_go_before_photos(broker, tmp_path):
    front = await broker()
    gate = tmp_path / "gate"
    order: list[str] = []

    async def note(name: str, work: Any) -> None:
        await work
        order.append(name)

    first = asyncio.create_task(front.photo(photo(f"gate:{gate}")))
    await entered(gate)
    late = asyncio.create_task(note("photo", front.photo(photo())))
    await asyncio.sleep(0)
    urgent = asyncio.create_task(note("frame", front.frame(frame("a"))))
    await asyncio.sleep(0)
    gate.touch()
    await asyncio.gather(first, late, urgent)
    assert order == ["frame", "photo"]


async def test_a_stream_stays_with_its_process(broker):
    front = await broker(workers=2)
    images = [
        (await front.frame(frame(stream, n)))["image"].split()
        for n in range(4)
        for stream in ("a", "b")
    ]
    for offset in (0, 1):
        mine = images[offset::2]
        assert [int(count) for _, count, _ in mine] == [1, 2, 3, 4]
        assert len({pid for _, _, pid in mine}) == 1
    assert images[0][2] != images[1][2]


async def test_a_closed_stream_starts_anew(broker):
    front = await broker()
    await front.frame(frame("a"))
    await front.close({"stream": "a"})
    assert (await front.frame(frame("a")))["image"].split()[1] == b"1"


async def test_a_stream_goes_on_after_its_process_died(broker):
    front = await broker()
    await front.frame(frame("a", 1))
    with pytest.raises(AugmentationUnavailableError):
        await front.frame(frame("a", 2, "crash"))
    assert (await front.frame(frame("a", 3)))["n"] == 3


async def test_more_streams_than_a_process_serves_are_told_overloaded(broker):
    front = await broker(streams=2)
    await front.frame(frame("a"))
    await front.frame(frame("b"))
    with pytest.raises(OverloadedError):
        await front.frame(frame("c"))
    await front.close({"stream": "a"})
    assert (await front.frame(frame("c")))["n"] == 1


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, MissingFieldError),
        (photo() | {"image": "text"}, WrongTypeError),
        (photo() | {"deadline_ms": True}, WrongTypeError),
    ],
)
async def test_wrong_arguments_are_named(broker, args, error):
    front = await broker(workers=0)
    with pytest.raises(error):
        await front.photo(args)


async def test_the_services_client_gets_a_photo_and_typed_errors(broker, tmp_path):
    front = await broker()
    path = socket_path(tmp_path, "augment")
    server = AsyncRpcServer(path, {"photo": front.photo})
    await server.start()
    client = AugmentClient(path)
    result = await asyncio.to_thread(client.photo, b"fine", "glasses-test", 20.0)
    assert result.kind == "glasses"
    with pytest.raises(CannotPlaceError, match="feet are outside"):
        await asyncio.to_thread(client.photo, b"cannot_place", "glasses-test", 20.0)
    with pytest.raises(AugmentationUnavailableError):
        await asyncio.to_thread(client.photo, b"crash", "glasses-test", 20.0)
    await server.close()
    with pytest.raises(AugmentationUnavailableError, match="does not answer"):
        await asyncio.to_thread(client.photo, b"fine", "glasses-test", 1.0)
    client.close()


# --- searches --------------------------------------------------------------------


def look(order: str = "fine") -> dict[str, Any]:
    asked = {"image": order.encode(), "kind": "top", "model": "m", "generate": True}
    return {**asked, "deadline_ms": 20_000}


async def test_a_photo_is_looked_at_as_it_was_asked_for(broker):
    front = await broker()
    reply = await front.look(look())
    assert (reply["model"], reply["generate"]) == ("m", True)


async def test_photos_to_search_with_wait_in_the_same_bounded_queue(broker, tmp_path):
    front = await broker(photos=0)
    gate = tmp_path / "gate"
    first = asyncio.create_task(front.photo(photo(f"gate:{gate}")))
    await entered(gate)
    with pytest.raises(OverloadedError, match="search"):
        await front.look(look())
    gate.touch()
    await first


async def test_an_item_that_nobody_waits_for_comes_after_every_photo(broker, tmp_path):
    front = await broker()
    gate, order = tmp_path / "gate", []
    first = asyncio.create_task(front.photo(photo(f"gate:{gate}")))
    await entered(gate)

    async def noted(name: str, call: Any) -> None:
        await call
        order.append(name)

    args = {"item_id": "glasses-test", "model": "m", "deadline_ms": 20_000}
    late = asyncio.create_task(noted("embed", front.embed(args)))
    await asyncio.sleep(0)
    soon = asyncio.create_task(noted("look", front.look(look())))
    await asyncio.sleep(0)
    gate.touch()
    await asyncio.gather(first, late, soon)
    assert order == ["look", "embed"]


async def test_a_search_without_its_model_is_refused(broker):
    front = await broker()
    asked = look()
    del asked["model"]
    with pytest.raises(MissingFieldError, match="model"):
        await front.look(asked)
