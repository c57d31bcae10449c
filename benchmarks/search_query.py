"""What one search costs, from the photo's bytes to the reply's.

``python -m benchmarks.search_query --json`` posts a photo to the server's application,
its networks in the same process, on one core: decode, person, the garment upright on
white, embedding, exact search, reasons, the picture kept, JSON. It prints the CPU
milliseconds of a query (median and 95th percentile), wall milliseconds and the stages,
without and with the generators. A network that is not installed is replaced by an
untrained one of the same shape, which costs the same and finds nothing sensible:
``untrained`` names it.
"""

import argparse
import json
import os
import statistics
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

__all__ = ["measure"]


def measure(photo: bytes, queries: int, generated: str) -> dict[str, Any]:
    """Return what a search with *photo* costs.

    Args:
        photo: JPEG, PNG or WebP.
        queries: How many are made; 1 to 50.
        generated: ``on`` or ``off``: whether a stock picture is generated as well.
    """
    from benchmarks.costs import timed
    from benchmarks.search_server import running
    from pierglass.server.app import build_app
    from pierglass.server.services.context import NoLog
    from pierglass.server.services.indexing import Indexer
    from pierglass.server.services.limits import Limits

    with running(generated=generated) as (ctx, untrained):
        indexer = Indexer()
        while indexer.step(ctx):
            pass
        quiet = replace(ctx, limits=Limits(), log=NoLog())
        client = build_app(quiet).test_client()
        client.environ_base["HTTP_HOST"] = "127.0.0.1:8700"
        given = {"username": "bench", "password": "correct horse", "display_name": "B"}
        made = client.post("/v1/accounts", json=given).get_json()
        token = {"Authorization": f"Bearer {made['session']['access_token']}"}
        uploaded = client.post(
            "/v1/media", data=photo, content_type="image/jpeg", headers=token
        ).get_json()
        asked = {"media_id": uploaded["media"]["id"], "top": 10}
        ask = partial(client.post, "/v1/search", json=asked, headers=token)
        replies, costs = timed([ask] * queries)
    bodies = [reply.get_json() for reply in replies]
    if "outcome" not in bodies[0]:
        raise SystemExit(f"the search was refused: {bodies[0]['error']['message']}")
    stages = {
        name: round(statistics.median(one["stages_ms"][name] for one in bodies), 2)
        for name in bodies[0]["stages_ms"]
    }
    return {
        "generated": bodies[0]["picture"]["generated"],
        **costs.report(),
        "stages_wall_ms": stages,
        "queries": queries,
        "results": len(bodies[0]["results"]),
        "untrained": untrained,
    }


def _portrait() -> bytes:
    import numpy as np
    from skimage import data

    from pierglass.vision import encode_jpeg

    return encode_jpeg(np.asarray(data.astronaut(), np.uint8))


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--photo", type=Path, help="JPEG; default: scikit-image's portrait"
    )
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    # Before numpy is imported: it makes a thread for every core that it sees.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    photo = arguments.photo.read_bytes() if arguments.photo else _portrait()
    report = {
        name: measure(photo, arguments.queries, generated)
        for name, generated in (("photo", "off"), ("photo_and_generated", "on"))
    }
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
