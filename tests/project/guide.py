"""The files of the lens that docs/guide-lens.md writes."""

import re

from tests.project.repository import ROOT


def guide_files() -> dict[str, str]:
    """Return the guide's code blocks by the file name that each carries."""
    text = (ROOT / "docs/guide-lens.md").read_text("utf-8")
    return dict(re.findall(r"```\w+ title=(\S+)\n(.*?)```", text, re.DOTALL))
