"""The kit's fixtures, as a pytest plugin; pytest finds it by its entry point.

It imports nothing of Pierglass before a test asks for a fixture.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pierglass.bridge.review import Verdict
    from pierglass.client.user import ScriptedUser
    from pierglass.sdk.lens.folder import LensFolder
    from pierglass.sdk.testing.camera import Camera
    from pierglass.sdk.testing.clock import Clock
    from pierglass.sdk.testing.faults import FaultSchedule
    from pierglass.sdk.testing.host import Conversation, Grants, Host
    from pierglass.sdk.testing.network import Network

# Enough that each fault happens in a lens's own suite, and fast.
_SCHEDULES = range(12)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--lens` and `--faults`."""
    group = parser.getgroup("pierglass", "lenses for Pierglass")
    group.addoption("--lens", metavar="DIR", help="the lens under test")
    group.addoption("--faults", type=int, metavar="SEED", help="replay one schedule")
    group.addoption("--traces", metavar="DIR", help="write a trace of each test")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for `faults` under several schedules."""
    if "fault_seed" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--faults")
    seeds = _SCHEDULES if chosen is None else [chosen]
    ids = [f"faults={seed}" for seed in seeds]
    metafunc.parametrize("fault_seed", seeds, ids=ids)


@pytest.fixture
def lens_folder(request: pytest.FixtureRequest) -> LensFolder:
    """The lens under test: `--lens DIR`, or the folder around the test's own."""
    from pierglass.sdk.errors import LensFolderError
    from pierglass.sdk.lens.folder import read_folder

    given = request.config.getoption("--lens")
    if given:
        return read_folder(Path(given))
    for folder in request.path.parents:
        if (folder / "manifest.json").is_file():
            return read_folder(folder)
    raise LensFolderError(
        f"No folder around {request.path} holds a manifest.json; name the lens with "
        "--lens DIR."
    )


@pytest.fixture
def verdict(lens_folder: LensFolder) -> Verdict:
    """What the reviewer would say."""
    from pierglass.sdk.lens.lint import review

    return review(lens_folder)


@pytest.fixture
def clock() -> Clock:
    """Time that passes when the test says so."""
    from pierglass.sdk.testing.clock import Clock

    return Clock()


@pytest.fixture
def conversation() -> Conversation:
    """The chat with a friend to which shares go."""
    from pierglass.sdk.testing.host import Conversation

    return Conversation()


@pytest.fixture
def user(conversation: Conversation) -> ScriptedUser:
    """A user who agrees to everything; change its attributes to disagree."""
    from pierglass.client.user import ScriptedUser

    return ScriptedUser(chat=conversation.id)


@pytest.fixture
def grants(user: ScriptedUser) -> Grants:
    """What the user lets the lens have; all that it asks for unless changed."""
    from pierglass.sdk.testing.host import Grants

    return Grants(user)


@pytest.fixture
def camera(clock: Clock) -> Camera:
    """What the user's camera sees: a picture, or a video by the test's clock."""
    from pierglass.sdk.testing.camera import Camera

    return Camera(clock)


@pytest.fixture
def network() -> Network:
    """What lies between lens, host and platform: slow, cut, old or silent."""
    from pierglass.sdk.testing.network import Network

    return Network()


@pytest.fixture
def faults(fault_seed: int) -> FaultSchedule:
    """What goes wrong; a test that asks for it runs once for each of several."""
    from pierglass.sdk.testing.faults import FaultSchedule

    return FaultSchedule(fault_seed)


@pytest.fixture
def host(
    request: pytest.FixtureRequest,
    lens_folder: LensFolder,
    user: ScriptedUser,
    clock: Clock,
    camera: Camera,
    conversation: Conversation,
    grants: Grants,
    network: Network,
) -> Iterator[Host]:
    """The real headless host, with the lens in its tray."""
    from pierglass.sdk.testing.host import Host

    wanted = "faults" in request.fixturenames
    faults = request.getfixturevalue("faults") if wanted else None
    made = Host(lens_folder, user, clock, camera, conversation, grants, faults, network)
    yield made
    folder = request.config.getoption("--traces")
    if folder and made.traces:
        Path(folder).mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.=-]", "_", request.node.name)
        made.save_trace(Path(folder) / f"{name}.jsonl")
