"""The kit's network, camera, look and matchers, on the real host."""

from pathlib import Path

import pytest

from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.folder import LensFolder, read_folder
from pierglass.sdk.lens.scaffold import create
from pierglass.sdk.testing import (
    Camera,
    Clock,
    Settled,
    a_handle,
    card,
    ended,
    granted,
)


@pytest.fixture
def lens_folder(tmp_path: Path) -> LensFolder:
    return read_folder(create("my-lens", "tryon-shop", tmp_path))


async def test_a_slow_wire_takes_its_time_both_ways(host, network, clock):
    async with host.open() as lens:
        network.latency_ms = 400
        began_ms = clock.now_ms()
        assert await host.settle(lens.items.list()) == ended("ok")
    assert clock.now_ms() - began_ms >= 800


async def test_a_cut_wire_ends_what_is_open(host, network, clock):
    async with host.open() as lens:
        host.api.is_down = False
        await network.cut()
        assert await host.settle(lens.items.list()) == ended("closed")


async def test_a_platform_that_does_not_answer_is_said_to(host, network):
    async with host.open() as lens:
        network.lose_platform()
        lost = await host.settle(lens.items.list())
        network.find_platform()
        found = await host.settle(lens.items.list())
    assert (lost, found) == (ended("unavailable", "unavailable"), ended("ok"))


async def test_an_older_host_lacks_what_came_later(host, network):
    network.protocol = (1, 1)
    async with host.open() as lens:
        settled = await host.settle(lens.storage.list("view"))
    assert settled == ended("unavailable", "unsupported")


async def test_what_a_host_lacks_says_why(host, network):
    network.lacks["storage"] = "this client keeps nothing"
    async with host.open() as lens:
        assert lens.capabilities["storage"] != granted
        assert lens.capabilities["storage"].reason == "this client keeps nothing"
        assert lens.capabilities["items.read"] == granted


async def test_the_look_is_told_at_the_opening_and_when_it_changes(host):
    told = []
    edges = {"top": 0, "right": 0, "bottom": 34, "left": 0}
    first = {"scheme": "dark", "locale": "de-AT", "safe_area": edges}
    host.show("dark", locale="de-AT", safe_area=(0, 0, 34, 0))
    async with host.open() as lens:
        await host.settle(lens.launch_state())
        assert lens.look == first
        lens.on("theme", told.append)
        host.show("light")
        await host.settle(lens.launch_state())
        assert told == [lens.look] == [{"scheme": "light"}]


def jpeg(word: str) -> bytes:
    return b"\xff\xd8\xff" + word.encode() + b"\xff\xd9"


async def test_a_video_runs_by_the_clock_and_begins_again(tmp_path: Path):
    (tmp_path / "walk.mjpeg").write_bytes(jpeg("one") + jpeg("two"))
    clock = Clock()
    camera = Camera(clock)
    camera.play(tmp_path / "walk.mjpeg", fps=2)
    seen = []
    for _ in range(3):
        seen.append(await camera.photo())
        await clock.turn(0.5)
    assert seen == [jpeg("one"), jpeg("two"), jpeg("one")]
    assert [frame async for frame in camera.frames()] == seen[:2]


def test_a_video_of_another_form_is_decoded(tmp_path: Path):
    av = pytest.importorskip("av", reason="the extra `video` is not installed")
    path = tmp_path / "walk.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode())
    camera = Camera()
    camera.play(path)
    assert camera.seen[:3] == b"\xff\xd8\xff"


def test_what_is_no_video_is_said_to_be_none(tmp_path: Path):
    pytest.importorskip("av", reason="the extra `video` is not installed")
    (tmp_path / "walk.mp4").write_bytes(b"no video")
    with pytest.raises(LensFolderError, match=r"walk\.mp4"):
        Camera().play(tmp_path / "walk.mp4")


async def test_matchers_say_what_was_expected(host, conversation):
    async with host.open() as lens:
        refused = await host.settle(lens.share.chat(title="A", idempotency_key="k" * 8))
        host.tap()
        sent = await host.settle(lens.share.chat(title="B", idempotency_key="l" * 8))
        await lens.try_on.start("hat-straw")
        host.tap()
        assert (await lens.capture.snap())["picture"] == a_handle
    assert refused == ended("denied", "gesture_required")
    assert refused != ended("denied", "permission_denied")
    assert isinstance(sent, Settled)
    assert sent != ended("denied")
    assert conversation.cards == [card(title="B")]
    assert conversation.cards != [card(title="A")]
    assert repr(ended("denied", "busy")) == "<ended denied with busy>"
    assert "title" in repr(card(title="A"))
    assert a_handle != "https://example.com/a.jpg"
