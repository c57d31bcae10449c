"""Round trips from a sandboxed lens to its host in Chromium, beside other bridges.

``python -m benchmarks.bridge_browser --json`` opens the client's page, signs in, opens
a lens the way a user does, and puts the frames of Comlink (on a port), Penpal and
post-robot, as npm gives them, into the same page; and that of a bare MessagePort, which
no bridge can beat. The lens and the frames come from another origin than the page, in
``sandbox="allow-scripts"``. All ask for the same thing with the same payload:
``user.get`` with ``{fields: ["display_name"]}``, answered ``{display_name: "Ana
Lindqvist"}`` from the page's memory by the same few lines. The frame asks, the page
answers.

Pierglass is what a stranger gets: ``/sdk/v1/pierglass.js``, the page's host, every
check on. A call is weighed and copied clean in the lens; in the page it is counted
against the rate, weighed, copied clean, checked field by field, then against its
declaration and, twice, the permissions that the user gave, put under a deadline, and
given its handler; the result is weighed and copied clean there and once more in the
lens. Only two numbers differ: the host is told to allow 64 calls in flight, not 32, and
more than 200 frames a second; it counts them as ever. The others check nothing.

``sequential`` and ``in_flight_64``: each round opens a page of its own, warms every
bridge up, and lets them take turns, 1,000 calls at a time, until each has made
``--calls``; then with 64 calls in flight. ``per_s``, ``p50_ms`` and ``p99_ms`` (of one
call, by the frame's clock, whose grain is 0.1 ms) are medians over the rounds;
``of_fastest`` is the share of the fastest peer's calls a second, median of the rounds'.

``first_answer``: ``connect_ms`` from the call of connect to the first answer, handshake
included; ``page_ms`` from the start of the frame's navigation, files included, which
nothing caches. The order in which the frames are opened turns with the rounds.

``mebibyte``: a call that carries a picture of 1 MiB. By handle, ``share.chat`` names
the photo that the user chose, and the host finds it; what shall be laid over it is no
drawing, so the call ends there, before any sheet opens. By transfer, a call moves an
ArrayBuffer, made before, to the page, where it can.

``core_bytes``: the one file that a page loads of each, gzipped.
"""

import argparse
import json
import shutil

from playwright.sync_api import Browser, sync_playwright

from benchmarks.bridge_browser.measure import (
    Round,
    round_trips,
    summary,
    way_of_pictures,
)
from benchmarks.bridge_browser.peers import NAMES, PEERS, core_bytes, fetch
from benchmarks.bridge_browser.stand import Stand, open_page

ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
PICTURES = 100
FIRST = "() => bench.first"


def measure(calls: int, rounds: int, pictures: int = PICTURES) -> dict[str, object]:
    """Return the report.

    Args:
        calls: Of each bridge in each round, sequentially and again in flight.
        rounds: Pages that are opened, one after another.
        pictures: Calls with 1 MiB, of each bridge in each round.

    Raises:
        RuntimeError: Chromium, or npm for the peers, is not here.
    """
    modules = fetch()
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("chromium is not here; apt install chromium")
    stand = Stand(modules)
    with sync_playwright() as driver, stand:
        browser = driver.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        told = [_round(browser, stand, turn, calls, pictures) for turn in range(rounds)]
        version = browser.version
        browser.close()
    return {
        "chromium": version,
        "calls": calls,
        "rounds": rounds,
        "peers": {name: version for name, (version, _) in PEERS.items()},
        **summary(told),
        "core_bytes": core_bytes(modules),
    }


def _round(
    browser: Browser, stand: Stand, turn: int, calls: int, pictures: int
) -> Round:
    first = turn % len(NAMES)
    order = NAMES[first:] + NAMES[:first]
    with open_page(browser, stand, order) as (page, frames):
        return {
            **round_trips(frames, calls),
            "first_answer": {name: frames[name].evaluate(FIRST) for name in NAMES},
            "mebibyte": way_of_pictures(page, frames, pictures),
        }


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    report = measure(arguments.calls, arguments.rounds)
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
