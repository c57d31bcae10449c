"""The commands of the documents run, or could: each that is not run says why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.blocks import Block, of_language
from tests.docs.commands import Command, commands, faults, reason
from tests.docs.platform import Platform
from tests.docs.shell_pages import ShellPage
from tests.docs.unrun import UNRUN
from tests.docs.weights import need_weights

# A lens's whole suite in one block; seconds, unless the machine is busy.
pytestmark = pytest.mark.timeout(400)

BLOCKS = of_language("sh", "console")


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], ShellPage]:
    """Give each page a folder, and the page back that was there before."""
    made: dict[Path, ShellPage] = {}

    def page(path: Path) -> ShellPage:
        if path not in made:
            made[path] = ShellPage(path, tmp_path_factory.mktemp("page"))
        return made[path]

    return page


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_a_block_runs(
    block: Block, shell: Callable[[Path], ShellPage], platform: Platform
):
    found = [fault for one in commands(block) for fault in faults(one, platform)]
    assert found == []
    need_weights(block)
    shell(block.page).run(block)


def test_every_reason_not_to_run_is_needed():
    needed = {reason(command) for block in BLOCKS for command in commands(block)}
    assert set(UNRUN) - needed == set()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("pierglass tryon me.jpg --itme hat-straw", "--itme"),
        ("pierglass dance", "no command dance"),
        ("pip install 'pierglass[cloud]'", "no extra cloud"),
        ("make tea", "no target tea"),
        ("python examples/nothing.py", "no examples/nothing.py"),
        ("PIERGLASS_SPEED=9 pierglass serve", "PIERGLASS_SPEED is no setting"),
        ("curl localhost/v1/nothing", "no GET /v1/nothing"),
        ("""curl localhost/v1/sessions -d '{"user": 1}'""", "takes no field user"),
        ("rm -r x", "rm: expected one of"),
    ],
)
def test_a_command_that_could_not_run_is_found(
    line: str, fault: str, platform: Platform
):
    block = Block(Path("a.md"), 1, "sh", f"{line}\n")
    assert fault in " ".join(faults(commands(block)[0], platform))


def test_a_console_s_commands_are_told_from_what_they_print():
    text = "$ curl a \\\n    -d '{\n  1}' &\nprinted\n$ B=1 pip < x  # why\n"
    block = Block(Path("a.md"), 1, "console", text)
    assert commands(block) == [
        Command(["curl", "a", "-d", "{\n  1}"], {}, ("printed",)),
        Command(["pip"], {"B": "1"}),
    ]
