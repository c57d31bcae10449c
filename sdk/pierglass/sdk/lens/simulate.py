"""`pierglass lens simulate`: the lens in a client of your choice, by script or hand."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import LensFolderError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.simulation import DEVICES, THEMES, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["add_options", "dress", "simulate"]

_DEV_SCRIPT = "/web/dev/start.js"
_OWN_SCRIPT = "/web/dev/simulate.js"


def add_options(parser: Any) -> None:
    """Add what describes a simulated client, and how it is driven."""
    first = Simulation()
    devices = ", ".join(
        f"{name} ({each.width}×{each.height})" for name, each in DEVICES.items()
    )
    parser.add_argument("--device", default=first.device, help=devices)
    parser.add_argument("--theme", default=first.theme, help=" or ".join(THEMES))
    parser.add_argument("--locale", default=first.locale, help="such as de-AT")
    parser.add_argument(
        "--grant",
        action="append",
        metavar="SCOPE",
        help="a permission that is given, and no other; all when absent (script)",
    )
    parser.add_argument(
        "--lack", action="append", default=[], metavar="NAME", help="a capability less"
    )
    parser.add_argument(
        "--protocol", type=int, default=first.protocol, help="1 for an old host"
    )
    parser.add_argument(
        "--slow", type=int, default=0, metavar="MS", help="a message takes so long"
    )


def simulation_of(arguments: Any) -> Simulation:
    """Return the client that the options describe.

    Raises:
        LensFolderError: One of them is none that there is.
    """
    return Simulation(
        device=arguments.device,
        theme=arguments.theme,
        locale=arguments.locale,
        grants=None if arguments.grant is None else tuple(arguments.grant),
        lacks=tuple(arguments.lack),
        protocol=arguments.protocol,
        slow_ms=arguments.slow,
    )


def simulate(arguments: Any, say: Callable[[str], None]) -> int:
    """Run the command; return the exit code.

    Raises:
        LensFolderError: No lens, no script, or no such client.
        ExtraMissingError: A page was asked for, and the local platform is not here.
    """
    simulation = simulation_of(arguments)
    if arguments.script is None:
        from pierglass.sdk.lens.dev import develop

        lens_id = str(read_folder(arguments.folder).manifest.get("id"))
        say("Open the page below without `?as=` and choose a client there.")
        where = (arguments.folder, arguments.port, arguments.data_dir, say)
        return asyncio.run(
            develop(*where, dress=lambda page: dress(page, lens_id, simulation))
        )
    from pierglass.sdk.lens.script import play, read_script

    try:
        text = arguments.script.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise LensFolderError(f"{arguments.script} cannot be read: {exc}.") from exc
    steps = read_script(text, arguments.script.name)
    lens = read_folder(arguments.folder)
    return 0 if asyncio.run(play(lens, steps, simulation, say)) else 1


def dress(page: Path, lens_id: str, simulation: Simulation) -> None:
    """Make the page of `dev` into that of the simulator.

    Args:
        page: Its folder, as `pierglass.sdk.lens.dev.build_page` made it.
        lens_id: What is opened.
        simulation: What the panel offers first.
    """
    index = page / "index.html"
    html = index.read_text("utf-8")
    index.write_text(html.replace(_DEV_SCRIPT, _OWN_SCRIPT), "utf-8")
    edges = ("top", "right", "bottom", "left")
    devices = {
        name: {
            **asdict(each),
            "safe_area": dict(zip(edges, each.safe_area, strict=True)),
        }
        for name, each in DEVICES.items()
    }
    first = {**simulation.to_map(), "lens": lens_id, "devices": devices}
    (page / "dev/simulation.json").write_text(json.dumps(first), "utf-8")
