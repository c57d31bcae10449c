"""The JavaScript of the documents plays with the real host, and its types are right."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.docs.blocks import Block, as_file, of_language
from tests.docs.lens_page import SDK, Theatre
from tests.docs.scenes import SCENES, opens

BLOCKS = of_language("js")
SERVED = "/sdk/v1/"
# A page's elements are of many kinds; what is checked is the use of the SDK.
LOOSE = "const document = /** @type {any} */ (globalThis).document; "
LINE = re.compile(r"^(block_\d+\.js)\((\d+),\d+\): (.*)$", re.MULTILINE)


@pytest.fixture(scope="session")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed; tests/browser opens the guide's lens")
    return found


@pytest.fixture(scope="session")
def mistakes(node: str, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What the type checker has against each block, by its number."""
    folder = tmp_path_factory.mktemp("types")
    for number, block in enumerate(BLOCKS):
        (folder / f"block_{number}.js").write_text(
            f"{LOOSE}{as_file(block)}\nexport {{}};\n", "utf-8"
        )
    options = {
        "allowJs": True,
        "checkJs": True,
        "lib": ["es2023", "dom"],
        "module": "esnext",
        "moduleResolution": "bundler",
        "noEmit": True,
        "paths": {f"{SERVED}*": [f"{SDK}/*"]},
        "target": "es2022",
        "types": [],
    }
    config = {"compilerOptions": options, "include": ["block_*.js"]}
    (folder / "jsconfig.json").write_text(json.dumps(config), "utf-8")
    npx = shutil.which("npx") or "npx"
    command = (npx, "--offline", "--yes", "--package", "typescript@5.9.3", "tsc")
    done = subprocess.run(
        [*command, "-p", "jsconfig.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not LINE.search(done.stdout):
        pytest.skip("typescript is not in npm's cache; `make check` puts it there")
    found: dict[int, str] = {}
    for name, line, text in LINE.findall(done.stdout):
        number = int(name[6:-3])
        block = BLOCKS[number]
        # What the page added earlier comes first in the file.
        above = as_file(block).count("\n") - block.text.count("\n")
        place = f"{block.page}:{block.line + int(line) - above}: {text}\n"
        found[number] = found.get(number, "") + place
    return found


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
async def test_a_block_plays_with_the_host(block: Block, node: str, tmp_path: Path):
    module = tmp_path / "lens.mjs"
    text = as_file(block)
    module.write_text(text.replace(f'"{SERVED}', f'"{SDK.as_uri()}/'), "utf-8")
    theatre = Theatre(node, module)
    scene = SCENES[block.said["scene"]] if "scene" in block.said else opens
    try:
        await scene(theatre)
    finally:
        await theatre.close()


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=lambda n: BLOCKS[n].name)
def test_a_block_uses_the_sdk_as_its_types_say(number: int, mistakes: dict[int, str]):
    assert mistakes.get(number, "") == ""


def test_every_scene_is_a_block_s():
    assert set(SCENES) == {b.said["scene"] for b in BLOCKS if "scene" in b.said}
