"""The guide has ten steps, each with something to do and something to see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.guide.script import GUIDE, Event, Step, events_of, pictures, read_steps
from tests.project.repository import ROOT

STEPS = read_steps(GUIDE)
TEXT = (ROOT / GUIDE).read_text("utf-8")
MOST_BYTES = 60_000

EXAMPLE = """\
Not run: **this**, *this*.

## 1. Begin

Open *There*. `*.js` is not read.

```sh
one --a   # why
two
```

<!-- docs: exit=1 -->
```sh
three
```

```text
printed
```

```js title=a/b.js
x
```

<!-- docs: add=end -->
```js title=a/b.js
y
```

In Ben's window, tap **Send
it**.

| **no** |
|---|

Delete `a/b.js`. ![alt](p/q.jpg)

## What to know next

**Nothing**
"""


def test_the_guide_has_ten_steps():
    assert [step.number for step in STEPS] == list(range(1, 11))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_a_step_has_a_goal_and_something_to_do_and_to_see(step: Step):
    part = TEXT.split(f"## {step.number}. {step.title}\n\n")[1]
    assert part.startswith("Goal: ")
    kinds = {event.kind for event in step.events}
    assert kinds & {"run", "write", "add"}
    assert kinds & {"printed", "picture"}


def test_every_picture_that_the_guide_shows_is_taken_by_a_step_of_it():
    shown = re.findall(r"\((pictures/guide/[^)]+)\)", TEXT)
    assert [GUIDE.parent / name for name in shown] == pictures()


@pytest.mark.parametrize("picture", pictures(), ids=str)
def test_a_picture_is_there_and_small(picture: Path):
    assert 2_000 < (ROOT / picture).stat().st_size <= MOST_BYTES


def test_no_picture_lies_about_that_the_guide_does_not_show():
    there = (ROOT / "docs/pictures/guide").iterdir()
    assert {path.name for path in there} == {path.name for path in pictures()}


def test_a_page_is_read_as_what_its_reader_does():
    assert events_of(Path("a.md"), EXAMPLE) == [
        Event("see", "There"),
        Event("run", "one --a"),
        Event("run", "two"),
        Event("run", "three", fails=True),
        Event("printed", "", "printed\n"),
        Event("write", "a/b.js", "x\n"),
        Event("add", "a/b.js", "y\n"),
        Event("window", "Ben"),
        Event("tap", "Send it"),
        Event("delete", "a/b.js"),
        Event("picture", "p/q.jpg"),
    ]
