"""Scripts for `pierglass lens simulate`: what happens to a lens, a line at a time.

    open item=hat-straw
    call items.list {"kind": "hat"}
    expect ok
    tap
    call share.chat {"title": "Which?", "idempotency_key": "the-first"}
    expect ok
    revoke camera.tryon
    call tryon.start {"item_id": "hat-straw"}
    expect denied permission_revoked

The lens's own page does not run here; its end of the bridge does, on the real headless
host with a server in memory, and time passes as the calls need it.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.testing.camera import Camera
from pierglass.sdk.testing.clock import Clock
from pierglass.sdk.testing.host import Conversation, Grants, Host, Settled
from pierglass.sdk.testing.matchers import ended
from pierglass.sdk.testing.network import Network

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from contextlib import AbstractAsyncContextManager

    from pierglass.client.applet import Applet
    from pierglass.sdk.lens.folder import LensFolder
    from pierglass.sdk.lens.simulation import Simulation

__all__ = ["STEPS", "Step", "play", "read_script"]


@dataclass(frozen=True)
class Step:
    """One line of a script."""

    number: int
    verb: str
    rest: str


STEPS = {
    "open": "open the lens; item=ID, state=JSON, in-chat",
    "close": "close it",
    "call": "call a method: its name, then its parameters as JSON",
    "expect": "what the last call must have ended with: outcome, then code",
    "friends": "say who the user's friends are: names, a comma between them",
    "tap": "tap in the lens",
    "wait": "let so many seconds pass",
    "revoke": "withdraw permissions",
    "withdraw": "let its publisher take the lens back, with a reason",
    "block": "let the platform's review block it, with a reason",
    "theme": "change the look: light or dark",
    "slow": "let each message take so many milliseconds from now on",
    "lose": "lose the platform's server",
    "find": "find it again",
    "cut": "cut the wire between lens and host",
    "show": "put a picture or a video before the camera",
}
"""The verbs of a script."""


def read_script(text: str, name: str) -> list[Step]:
    """Return the steps of a script; empty lines and those after `#` are none.

    Raises:
        LensFolderError: A line begins with no verb that there is.
    """
    steps = []
    for number, line in enumerate(text.splitlines(), 1):
        verb, _, rest = line.strip().partition(" ")
        if not verb or verb.startswith("#"):
            continue
        if verb not in STEPS:
            raise LensFolderError(
                f"{name}:{number} begins with {verb!r}; expected one of "
                f"{', '.join(STEPS)}."
            )
        steps.append(Step(number, verb, rest.strip()))
    return steps


async def play(
    lens: LensFolder,
    steps: Iterable[Step],
    simulation: Simulation,
    say: Callable[[str], None],
) -> bool:
    """Play a script; return whether everything ended as it expects.

    Raises:
        LensFolderError: A line that makes no sense where it stands.
        LensRefusedError: The user kept back what the lens cannot do without.
    """
    stage = _Stage(lens, simulation, say)
    try:
        for step in steps:
            try:
                await stage.verbs[step.verb](step.rest)
            except (ValueError, RuntimeError) as exc:
                line = f"line {step.number}: {step.verb} {step.rest}"
                raise LensFolderError(
                    f"{line.rstrip()} cannot be done: {exc}."
                ) from exc
    finally:
        await stage.close("")
    return stage.as_expected


class _Stage:
    """What a script acts on."""

    def __init__(
        self, lens: LensFolder, simulation: Simulation, say: Callable[[str], None]
    ) -> None:
        from pierglass.client.user import ScriptedUser

        self._say = say
        self._clock = Clock()
        self._network = Network(
            simulation.slow_ms,
            (1, simulation.protocol),
            dict.fromkeys(simulation.lacks, "this simulated client has it not"),
        )
        self._camera = Camera(self._clock)
        self._chat = Conversation()
        self._user = user = ScriptedUser(chat=self._chat.id)
        self._grants = Grants(user)
        if simulation.grants is not None:
            self._grants.allow(*simulation.grants)
        self._host = Host(
            lens,
            user,
            self._clock,
            self._camera,
            self._chat,
            self._grants,
            network=self._network,
        )
        self._look = simulation
        self._opened: AbstractAsyncContextManager[Applet] | None = None
        self._applet: Applet | None = None
        self._last: Settled | None = None
        self.as_expected = True
        self._theme(simulation.theme)
        self.verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "open": self.open,
            "close": self.close,
            "call": self.call,
            "expect": self.expect,
            "wait": self.wait,
            "cut": lambda _: self._network.cut(),
            "withdraw": lambda reason: self._host.end("withdrawn", reason),
            "block": lambda reason: self._host.end("blocked", reason),
            "friends": _soon(self._befriend),
            "tap": _soon(lambda _: self._host.tap()),
            "revoke": _soon(lambda scopes: self._grants.revoke(*scopes.split())),
            "theme": _soon(self._theme),
            "slow": _soon(self._slow),
            "lose": _soon(lambda _: self._network.lose_platform()),
            "find": _soon(lambda _: self._network.find_platform()),
            "show": _soon(self._show),
        }

    async def open(self, rest: str) -> None:
        """Open the lens."""
        await self.close("")
        words = shlex.split(rest)
        given = dict(word.split("=", 1) for word in words if "=" in word)
        state = json.loads(given["state"]) if "state" in given else None
        self._opened = self._host.open(
            item_id=given.get("item"), state=state, in_chat="in-chat" in words
        )
        self._applet = await self._opened.__aenter__()
        if self._applet.look is not None:
            self._heard("theme", self._applet.look)
        for name in ("theme", "launch", "grant.revoked", "tryon.update"):
            self._applet.on(name, partial(self._heard, name))
        self._applet.on("closed", self._ended)
        offered = self._applet.capabilities.items()
        states = {name: str(one.state) for name, one in offered}
        self._say(f"opened {json.dumps(states)}")
        await self._clock.settle()

    async def close(self, _: str) -> None:
        """Close the lens, if it is open."""
        opened, self._opened, self._applet = self._opened, None, None
        if opened is not None:
            await opened.__aexit__(None, None, None)
            for shared in self._chat.cards:
                self._say(f"in the chat {json.dumps(shared)}")

    async def call(self, rest: str) -> None:
        """Make a call, and say how it ended."""
        method, _, text = rest.partition(" ")
        params = json.loads(text) if text else {}
        began_ms = self._clock.now_ms()
        self._last = await self._host.settle(self._lens().call(method, params))
        ms = self._clock.now_ms() - began_ms
        error = self._last.error
        told = f"{error.code}: {error}" if error else json.dumps(self._last.value)
        self._say(f"{self._last.outcome} {method} after {ms} ms {told[:300]}")

    async def expect(self, rest: str) -> None:
        """Compare the last call's end with what was expected."""
        wanted = ended(*rest.split()[:2])
        if self._last != wanted:
            self.as_expected = False
            self._say(f"expected {wanted!r}")

    async def wait(self, rest: str) -> None:
        """Let time pass."""
        await self._clock.turn(float(rest))

    def _lens(self) -> Applet:
        if self._applet is None:
            raise RuntimeError("no lens is open; `open` comes first")
        return self._applet

    def _theme(self, scheme: str) -> None:
        look = self._look
        edges = look.screen.safe_area
        self._host.show(scheme, locale=look.locale, safe_area=edges)

    def _befriend(self, names: str) -> None:
        self._user.friends[:] = [n.strip() for n in names.split(",") if n.strip()]

    def _slow(self, rest: str) -> None:
        self._network.latency_ms = int(rest)

    def _show(self, path: str) -> None:
        is_picture = path.lower().endswith((".jpg", ".jpeg", ".png", ".webp"))
        (self._camera.show if is_picture else self._camera.play)(path)

    def _ended(self, data: dict[str, Any]) -> None:
        # That the script closes it is no news.
        if data["code"] != "closed":
            self._heard("closed", data)

    def _heard(self, name: str, data: dict[str, Any]) -> None:
        self._say(f"heard {name} {json.dumps(data)}")


def _soon(act: Callable[[str], None]) -> Callable[[str], Awaitable[None]]:
    async def step(rest: str) -> None:
        act(rest)

    return step
