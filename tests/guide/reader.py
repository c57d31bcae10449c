"""A reader of the guide: an empty folder, a shell, a browser."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
from tests.browser.portrait import HEIGHT, WIDTH, camera_picture, jpeg
from tests.guide.shell import Shell
from tests.guide.walk import Walk
from tests.guide.wheel import settings_that_find_this_checkout
from tests.guide.windows import Windows, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

__all__ = ["reader"]


@contextmanager
def reader(
    driver: Any, folder: Path, *, installs: bool = False, keep: Path | None = None
) -> Iterator[Walk]:
    """Give a reader what they have at the beginning.

    Args:
        driver: Playwright's.
        folder: For everything; the reader's own is an empty one inside.
        installs: Whether they install Pierglass themselves, too. The programs of this
            interpreter are there otherwise.
        keep: Where pictures are written, if any are taken.
    """
    own = folder / "empty"
    own.mkdir()
    photo = folder / "me.jpg"
    photo.write_bytes(jpeg(_portrait()))
    # What they keep at home, a publisher's key say, is none of this machine's owner's.
    programs, settings = Path(sys.executable).parent, {"HOME": str(folder)}
    if installs:
        programs = own / ".venv/bin"
        settings = settings_that_find_this_checkout(folder)
    with ExitStack() as stack:
        browser = stack.enter_context(chromium(driver, photo))
        shell = Shell(own, programs, settings)
        stack.callback(shell.stop)
        windows = Windows(browser, photo)
        stack.callback(windows.close)
        yield Walk(shell, windows, keep=keep, installs=installs)


def _portrait() -> np.ndarray:
    """Return the public-domain portrait from nearer, as BGR, 480 by 640."""
    near = camera_picture()[120:520, 60:360]
    return cv2.resize(near, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
