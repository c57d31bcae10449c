"""Commands of the documents that their tests do not run, each with the reason.

They are still read: the program is there, its options are ones that it takes, its files
and addresses exist. A row that no document needs any more fails a test.
"""

from __future__ import annotations

__all__ = ["UNRUN"]

UNRUN: dict[str, str] = {
    ".": "speaks to the reader's own shell",
    "curl": "talks to a server that runs; its address and fields are looked up",
    "make": "sets up an environment of its own",
    "pierglass demo": "half a minute; tests/scenarios/test_main_job.py runs it",
    "pierglass eval": "needs the training photos",
    "pierglass lens dev": "ends with Ctrl-C; tests/browser/test_quickstart.py runs it",
    "pierglass lens key": "writes a key; tests/sdk/lens/test_key_file.py does",
    "pierglass lens publish": "needs a server; tests/sdk/lens/test_publish.py has one",
    "pierglass lens publisher": "the staff's; tests/server/publishing does it",
    "pierglass lens review": "the staff's; tests/server/publishing does it",
    "pierglass lens rollout": "needs a server; tests/server/publishing has one",
    "pierglass lens status": "needs a server; tests/server/publishing has one",
    "pierglass lens withdraw": "needs a server; tests/server/publishing has one",
    "pierglass search": "needs the embedding network and a photo",
    "pierglass serve": "ends with Ctrl-C; tests/server/supervisor runs it",
    "pierglass train": "hours, and the training photos",
    "pierglass tryon CLIP.mp4": "needs a video; tests/vision has one",
    "pip": "installs; tests/project/test_wheel.py does that from a wheel",
    "python": "needs a server; tests/examples runs each of them",
    "python -m pytest -m soak": "minutes to hours",
    "python3 -m venv": "makes an environment; tests/guide begins with one",
}
"""The beginning of a command to why it is not run; the longest that fits counts."""
