"""The reader's browser windows: Ana's, and her friend Ben's."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error
from tests.browser.conftest import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

__all__ = ["Windows", "chromium"]

# A phone of the smaller kind: the pictures stay small, and readable.
PHONE = {"width": 360, "height": 640}
WAIT_S = 240
_LOOK_MS = 100
_QUALITY = 72
_IS_DRAWN = (
    '[data-item=""][data-showing=source], [data-showing=tryon], [data-showing=held]'
)


@contextmanager
def chromium(driver: Any, photo: Path) -> Iterator[Browser]:
    """Start Chromium with *photo*, a JPEG, before its camera."""
    film = photo.with_suffix(".mjpeg")
    # One frame alone is not a film to Chromium.
    film.write_bytes(photo.read_bytes() * 4)
    fed = f"--use-file-for-fake-video-capture={film}"
    browser = driver.chromium.launch(
        executable_path=str(CHROMIUM), args=[*ARGUMENTS, fed]
    )
    try:
        yield browser
    finally:
        browser.close()


class Windows:
    """What Ana and Ben have open.

    Args:
        browser: Chromium.
        photo: The file that they choose when they are asked for a photo.
    """

    def __init__(self, browser: Browser, photo: Path) -> None:
        self._browser = browser
        self._photo = photo
        self._pages: dict[str, Page] = {}
        self._who = "Ana"
        self.faults: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether there is a window."""
        return self._who in self._pages

    @property
    def page(self) -> Page:
        """Return the window in which things happen now."""
        return self._pages[self._who]

    def status(self) -> str | None:
        """Return what the lens says in its status line; None without one."""
        lines = [frame.locator("#status") for frame in self.page.frames]
        return next((line.inner_text() for line in lines if line.count()), None)

    def open(self, who: str, address: str) -> Page:
        """Open *address* in the window of *who*, a new one."""
        self.close(who)
        context = self._browser.new_context(viewport=PHONE, reduced_motion="reduce")
        context.set_default_timeout(WAIT_S * 1000)
        context.grant_permissions(["camera"])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("filechooser", lambda chooser: chooser.set_files(self._photo))
        page.goto(address)
        self._pages[who] = page
        self._who = who
        return page

    def turn_to(self, who: str) -> None:
        """Go on in the window of *who*; one that is not open yet is opened next."""
        self._who = who

    def close(self, who: str | None = None) -> None:
        """Close a window, or all."""
        for name in [who] if who else list(self._pages):
            if name in self._pages:
                self._pages.pop(name).context.close()

    def tap(self, label: str) -> None:
        """Tap what is called *label*, in the page or in its lens."""
        self.until(lambda: self._tapped(label), f"a tap on {label!r}")

    def see(self, words: str) -> None:
        """Wait until *words* can be seen, in the page or in its lens."""
        self.until(lambda: self._shown(words), f"{words!r} to be seen")

    def picture(self, path: Path) -> None:
        """Keep the window as it stands."""
        mirror = self.page.locator("[data-testid=mirror]").filter(visible=True)
        if mirror.count():
            # The words can be there before the camera's picture, or the item, is.
            mirror.and_(self.page.locator(_IS_DRAWN)).wait_for()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, type="jpeg", quality=_QUALITY)

    def wait_for_try_on(self) -> None:
        """Wait until the mirror shows the item that is tried on."""
        self.page.locator("[data-testid=mirror][data-showing=tryon]").wait_for()

    def wait_for_save(self, number: int) -> None:
        """Wait until the page of `pierglass lens dev` shows a save."""
        self.page.locator(f'html[data-save="{number}"]').wait_for()

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Look again and again until *done*.

        Raises:
            AssertionError: It took too long; the message has what can be seen.
        """
        deadline = time.monotonic() + WAIT_S
        while not self._holds(done):
            if time.monotonic() > deadline:
                raise AssertionError(f"Waited for {what}; seen:\n{self._everything()}")
            self.page.wait_for_timeout(_LOOK_MS)

    @staticmethod
    def _holds(done: Callable[[], bool]) -> bool:
        try:
            return done()
        except Error:
            # The page was loaded again under our hands.
            return False

    def _tapped(self, label: str) -> bool:
        for frame in self.page.frames:
            words = frame.get_by_text(label, exact=True)
            for one in (
                frame.get_by_role("button", name=label, exact=True),
                frame.locator("a, button, label").filter(has=words),
            ):
                if seen := self._visible(one):
                    # Never given up early: a tap that is made late is made once.
                    seen.click()
                    return True
        return False

    def _shown(self, words: str) -> bool:
        return any(
            self._visible(frame.get_by_text(words)) for frame in self.page.frames
        )

    @staticmethod
    def _visible(locator: Locator) -> Locator | None:
        seen = locator.filter(visible=True)
        return seen.first if seen.count() else None

    def _everything(self) -> str:
        bodies = [frame.locator("body") for frame in self.page.frames]
        texts = [body.inner_text(timeout=5000) for body in bodies]
        return "\n---\n".join([*texts, *self.faults])
