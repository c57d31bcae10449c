"""The Python of the documents runs: plain code, and tests of the kit."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.blocks import Block, of_language
from tests.docs.platform import Platform
from tests.docs.python_pages import KitPage, PythonPage, is_test
from tests.docs.python_scenes import SCENES
from tests.docs.weights import need_weights

# The tests of a page, in one go; seconds, unless the machine is busy.
pytestmark = pytest.mark.timeout(400)

PYTHON = of_language("python")
PLAIN = [block for block in PYTHON if not is_test(block)]
TESTS = [block for block in PYTHON if is_test(block)]


@pytest.fixture(scope="session")
def python(
    tmp_path_factory: pytest.TempPathFactory, platform: Platform
) -> Callable[[Path], PythonPage]:
    """Give each page a folder, and the page back that was there before."""
    made: dict[Path, PythonPage] = {}

    def page(path: Path) -> PythonPage:
        if path not in made:
            made[path] = PythonPage(path, tmp_path_factory.mktemp("page"), platform)
        return made[path]

    return page


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], KitPage]:
    """Run the tests of each page once."""
    made: dict[Path, KitPage] = {}

    def page(path: Path) -> KitPage:
        if path not in made:
            made[path] = KitPage(path, tmp_path_factory.mktemp("kit"))
        return made[path]

    return page


@pytest.mark.parametrize("block", PLAIN, ids=lambda block: block.name)
def test_a_block_runs(block: Block, python: Callable[[Path], PythonPage]):
    need_weights(block)
    python(block.page).run(block)


@pytest.mark.parametrize("block", TESTS, ids=lambda block: block.name)
def test_a_test_passes_with_the_kit(block: Block, kit: Callable[[Path], KitPage]):
    kit(block.page).check(block)


def test_every_scene_is_a_block_s():
    assert set(SCENES) == {b.said["scene"] for b in PLAIN if "scene" in b.said}
