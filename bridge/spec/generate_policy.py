"""Writes everything that follows from the declaration of the bridge's calls.

The declaration is :mod:`pierglass.bridge.policy` with :mod:`pierglass.bridge.codes`.
From it come the modules and types of the JavaScript SDK, the Python types, the JSON
Schema and the reference pages.

Run from the repository root: ``python bridge/spec/generate_policy.py``. With
``--check`` it writes nothing and exits 1 if a file differs; a test does the same.
"""

import sys
from pathlib import Path

from emit import javascript
from emit.json_schema import schema_json
from emit.python_types import types_py
from emit.reference import reference_md
from emit.typescript import types_d_ts

ROOT = Path(__file__).parents[2]
_BRIDGE = "sdk/pierglass/sdk/js/bridge"

FILES = {
    f"{_BRIDGE}/calls.js": javascript.calls_js,
    f"{_BRIDGE}/codes.js": javascript.codes_js,
    f"{_BRIDGE}/decode_codes.js": javascript.decode_codes_js,
    f"{_BRIDGE}/methods.js": javascript.methods_js,
    f"{_BRIDGE}/outcomes.js": javascript.outcomes_js,
    f"{_BRIDGE}/policy.js": javascript.policy_js,
    "sdk/pierglass/sdk/js/types.d.ts": types_d_ts,
    "bridge/pierglass/bridge/types.py": types_py,
    "bridge/spec/schema.json": schema_json,
    "docs/bridge-methods.md": reference_md,
}


def drifted() -> list[str]:
    """Return the paths of the generated files that are not up to date."""
    return [
        path
        for path, render in FILES.items()
        if not (ROOT / path).exists() or (ROOT / path).read_text("utf-8") != render()
    ]


def main(arguments: list[str]) -> int:
    """Write the files, or check them."""
    if "--check" in arguments:
        stale = drifted()
        for path in stale:
            sys.stderr.write(f"{path} is out of date; run {Path(__file__).name}\n")
        return 1 if stale else 0
    for path, render in FILES.items():
        (ROOT / path).write_text(render(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
