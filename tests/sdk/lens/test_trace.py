"""A trace is shown, and becomes a test that fails when the lens's host changes."""

import json
from pathlib import Path

import pytest

from pierglass.bridge import METHODS
from pierglass.client.applet import connect_in_memory
from pierglass.client.testing import ManualClock, open_fake_lens
from pierglass.client.user import ScriptedUser
from pierglass.sdk.cli import main
from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.scaffold import create
from pierglass.sdk.lens.testing import run_tests
from pierglass.sdk.lens.trace import read_trace, tell
from pierglass.sdk.lens.trace_test import make_test

KEY = "a-key-of-the-lens"
SCOPES = ("items.read", "camera.tryon", "chat.share", "user.display_name")


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


async def record(path: Path) -> Path:
    """Write the trace of a session in which the user does this and that."""
    clock, user = ManualClock(), ScriptedUser(chat="cnv_ben")
    session = open_fake_lens(*SCOPES, clock=clock, user=user)
    async with connect_in_memory(session) as lens:
        await lens.user.get("display_name")
        page = await lens.items.list(kind="glasses")
        await lens.try_on.start(page["items"][0]["id"])
        async with lens.try_on.watch() as states:
            await anext(states)
        session.tap()
        await clock.turn(1.5)
        snapped = await lens.capture.snap()
        await lens.share.chat(
            title="For Ana", picture=snapped["picture"], idempotency_key=KEY
        )
        user.chat = None
        settled = lens.share.chat(title="Again", idempotency_key="another-key")
        with pytest.raises(Exception, match="closed the sheet"):
            await settled
        session.revoke(["camera.tryon"])
        with pytest.raises(Exception, match=r"withdrew|withdrawn"):
            await lens.try_on.start("hat-straw")
    assert session.trace is not None
    return write(path, *session.trace.lines())


async def test_a_trace_holds_no_word_of_the_user(tmp_path: Path) -> None:
    text = (await record(tmp_path / "one.jsonl")).read_text()
    assert not [word for word in ("Ana", "cnv_ben", KEY, "For Ana") if word in text]


async def test_a_trace_is_told_line_by_line(tmp_path: Path) -> None:
    (session,) = read_trace(await record(tmp_path / "one.jsonl"))
    lines = list(tell(session))
    assert lines[0] == "fitting-room 1.0.0 on headless"
    assert any("→ tap 5 capture.snap" in line and "1.500" in line for line in lines)
    assert any("← 4 tryon.watch item 1" in line for line in lines)
    assert any("8 tryon.start denied after 0 ms" in line for line in lines)


async def test_one_command_makes_a_test_that_passes(tmp_path: Path) -> None:
    trace = await record(tmp_path / "one.jsonl")
    lens = create("my-lens", "tryon-shop", tmp_path)
    manifest = json.loads((lens / "manifest.json").read_text())
    manifest["scopes"] = [
        {"scope": scope, "reason": f"For {scope}.", "optional": False}
        for scope in SCOPES
    ]
    (lens / "manifest.json").write_text(json.dumps(manifest))
    (lens / "tests/test_lens.py").unlink()
    made = lens / "tests/test_session.py"
    assert main(["lens", "trace", str(trace), "--to-test", str(made)]) == 0
    assert run_tests(lens, [], None) == 0
    # Another end than was recorded makes it fail.
    made.write_text(made.read_text().replace("'denied'", "'ok'"))
    assert run_tests(lens, [], None) == 1


async def test_the_kit_writes_a_trace_of_each_test(tmp_path: Path) -> None:
    lens = create("my-lens", "tryon-shop", tmp_path)
    traces = tmp_path / "traces"
    assert main(["lens", "test", str(lens), "--traces", str(traces)]) == 0
    names = {path.name for path in traces.iterdir()}
    assert "test_a_snap_needs_a_tap.jsonl" in names
    again = lens / "tests/test_again.py"
    trace = traces / "test_a_friend_gets_the_item_that_was_tried_on.jsonl"
    assert main(["lens", "trace", str(trace), "--to-test", str(again)]) == 0
    assert run_tests(lens, ["-k", "as_it_went"], None) == 0


async def test_a_test_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    trace = await record(tmp_path / "one.jsonl")
    out = tmp_path / "test_mine.py"
    out.write_text("mine")
    assert main(["lens", "trace", str(trace), "--to-test", str(out)]) == 1
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("{", "no JSON"),
        ("[]", "no map"),
        ('{"t": 1, "from": "lens", "frame": {"kind": "call"}}', "neither"),
        ('{"trace": 99}', "version 99"),
    ],
)
def test_what_is_no_trace_is_said(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(text)
    with pytest.raises(LensFolderError, match=word):
        read_trace(path)


def test_a_call_of_another_release_is_left_out_of_the_test(tmp_path: Path) -> None:
    head = {"trace": 1, "lens": "x", "version": "1.0.0", "host": "web", "scopes": []}
    call = {"kind": "call", "id": 1, "method": "room.paint", "params": {}}
    path = tmp_path / "odd.jsonl"
    record = {"t": 0, "from": "lens", "frame": call}
    path.write_text(f"{json.dumps(head)}\n{json.dumps(record)}\n")
    made = make_test(read_trace(path), "odd.jsonl")
    assert "room.paint" not in METHODS
    assert "no method of this release" in made
    compile(made, "made", "exec")
