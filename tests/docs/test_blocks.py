"""Every block says what it is written in, and each kind is looked at by a test."""

from pathlib import Path

import pytest
from tests.docs.blocks import Block, blocks, pages, read_blocks

# Language to the test that looks at it; `text` is what a program printed, or a drawing.
LOOKED_AT = {
    "python": "test_python",
    "js": "test_javascript",
    "sh": "test_shell",
    "console": "test_shell",
    "json": "test_data",
    "toml": "test_data",
    "html": "test_data",
    "css": "test_data",
    "svg": "test_data",
    "text": "",
}


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_a_block_says_in_which_language_it_is_written(block: Block):
    assert block.language in LOOKED_AT, (
        f"{block.name}: found {block.language!r} behind the fence; expected one of "
        f"{', '.join(LOOKED_AT)}"
    )


def test_the_pages_that_people_read_are_all_here():
    assert {Path("README.md"), Path("docs/cookbook.md")} <= set(pages())
    assert len([page for page in pages() if page.parts[0] == "examples"]) >= 7


def test_a_comment_above_a_fence_is_what_is_said_of_its_block():
    text = "<!-- docs: scene=a more=b -->\n```js title=x.js\n1\n```\n\n```py\n```\n"
    first, second = read_blocks(Path("a.md"), text)
    assert (first.said, first.title) == ({"scene": "a", "more": "b"}, "x.js")
    assert second.said == {}


def test_a_fence_that_is_never_closed_is_an_error():
    with pytest.raises(ValueError, match=r"a\.md:1: this fence is never closed"):
        list(read_blocks(Path("a.md"), "```js\n1\n"))
