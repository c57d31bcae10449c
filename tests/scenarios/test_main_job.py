"""The main job, from one end to the other, on a real server and a real photo."""

import json
from pathlib import Path
from typing import Any

import pytest

from pierglass.client.demo.main_job import DemoFailedError, MainJob
from pierglass.client.demo.seed import Seeded
from pierglass.client.demo.transcript import Transcript
from pierglass.sdk.cli import main

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
def transcript(tmp_path: Path, people: Seeded) -> Transcript:
    return Transcript(tmp_path / "out", people.ana.clock, lambda _: None)


async def test_ana_tries_on_and_ben_stands_at_the_same_item(
    people: Seeded, transcript: Transcript, portrait: bytes
):
    await MainJob(people, transcript, portrait).run()
    pictures = {step.picture for step in transcript.steps if step.picture}
    assert {
        "2-glasses.jpg",
        "3-hat.jpg",
        "4-top.jpg",
        "5-ben-sees.jpg",
        "6-ben-tries.jpg",
        "7-story.jpg",
    } <= pictures
    snapped = (transcript.folder / "2-glasses.jpg").read_bytes()
    assert snapped != portrait
    assert (transcript.folder / "5-ben-sees.jpg").read_bytes() == snapped
    assert transcript.steps[-1].what == "watches Ana's story"


async def test_the_chosen_item_is_the_one_that_is_shared(
    people: Seeded, transcript: Transcript, portrait: bytes
):
    job = MainJob(people, transcript, portrait, item_id="hat-fedora-charcoal")
    await job.run()
    launch: Any = next(
        step.details["launch"]
        for step in transcript.steps
        if step.who == "Ben" and "launch" in step.details
    )
    assert launch["source"] == "card"
    assert launch["item_id"] == "hat-fedora-charcoal"


async def test_an_unknown_item_fails_with_those_that_there_are(
    people: Seeded, transcript: Transcript, portrait: bytes
):
    job = MainJob(people, transcript, portrait, item_id="hat-of-the-emperor")
    with pytest.raises(DemoFailedError, match="hat-fedora-charcoal"):
        await job.run()


def test_the_demo_command_writes_every_picture_and_a_transcript(tmp_path: Path):
    out = tmp_path / "pictures"
    assert main(["demo", "--once", "--out", str(out)]) == 0
    record = json.loads((out / "transcript.json").read_text("utf-8"))
    assert record["ok"]
    for step in record["steps"]:
        if step["picture"]:
            assert (out / step["picture"]).stat().st_size > 1000
    assert "All of it worked." in (out / "transcript.txt").read_text("utf-8")


def test_the_demo_command_says_what_failed(tmp_path: Path, capsys: Any):
    photo = tmp_path / "notes.jpg"
    photo.write_text("not a picture")
    out = tmp_path / "pictures"
    assert main(["demo", "--once", "--out", str(out), "--photo", str(photo)]) == 1
    assert "choose another" in capsys.readouterr().err
    assert not json.loads((out / "transcript.json").read_text("utf-8"))["ok"]
