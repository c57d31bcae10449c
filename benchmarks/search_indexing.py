"""How fast the server reads a catalogue for photo search, and in how much memory.

``python -m benchmarks.search_indexing --json`` draws a catalogue (the shipped garments
in other colours), has the server's own indexer read it on one core, step by step as it
does in service, and prints pictures a second, CPU milliseconds a picture and the most
memory that the process held: api and networks together. A server pauses between steps
for as long as a step takes, so that live frames go before: there it takes twice as
long. A network that is not installed is replaced by an untrained one of the same
shape, which costs the same: ``untrained`` names it.
"""

import argparse
import json
import os
import resource
import time
from typing import Any

__all__ = ["measure"]


def measure(pictures: int) -> dict[str, Any]:
    """Return what it costs to index *pictures* drawn garments."""
    from benchmarks.search_server import running
    from pierglass.server.services.indexing import Indexer

    with running(pictures, generated="off") as (ctx, untrained):
        indexer = Indexer()
        looked = indexer.step(ctx)  # networks load
        before_mb = _peak_mb()
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        done = 0
        while (some := indexer.step(ctx)) > 0:
            done += some
        wall_s = time.perf_counter() - wall_s
        cpu_s = time.process_time() - cpu_s
        stored = sum(ctx.vectors.models().values())
    return {
        "pictures": looked + done,
        "pictures_per_s": round(done / wall_s, 1),
        "pictures_per_cpu_s": round(done / cpu_s, 1),
        "cpu_ms_per_picture": round(cpu_s / done * 1e3, 2),
        "peak_rss_mb": _peak_mb(),
        "peak_rss_mb_after_the_first_step": before_mb,
        "vectors": stored,
        "untrained": untrained,
    }


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    # Before numpy is imported: it makes a thread for every core that it sees.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    report = measure(arguments.pictures)
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
