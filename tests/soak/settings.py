"""What a soak can be told; the one place that reads it from the environment."""

import os

_SET = dict(os.environ)  # noqa: TID251

MINUTES = float(_SET.get("PIERGLASS_SOAK_MINUTES", "30"))
"""Rounds of kills begin until this is over."""
SENDS = int(_SET.get("PIERGLASS_SOAK_SENDS", "200"))
"""Sends a round of kills."""
CALLS = int(_SET.get("PIERGLASS_SOAK_CALLS", "1000000"))
"""Calls over the bridge."""
FIRST_SEED = int(_SET.get("PIERGLASS_SOAK_SEED", "1"))
"""Seed of the first round; the next has the next."""
