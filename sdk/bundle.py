"""Bundles what a lens's page loads: ``js/lens.js`` and its modules, as one small file.

A lens that imports ``/sdk/v1/pierglass.js`` then makes one request, of 6 KB at most.
The modules beside it are the source, and are served too. Run from the repository root
with Node: ``python sdk/bundle.py``. With ``--check`` it runs nothing and exits 1 if
the modules have changed since; with ``--rebuild`` it bundles again, and exits 1 if that
gives anything else than what is there. Declarations and hashes go with it; see
:mod:`declarations` beside this file.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import declarations

SOURCE = Path(__file__).parent / "pierglass/sdk/js"
ENTRY = SOURCE / "lens.js"
TARGET = SOURCE / "pierglass.js"
TYPES = SOURCE / "pierglass.d.ts"
ESBUILD = "0.25.12"

# Names that no page and no wire sees, and that may therefore be shortened.
PRIVATE = (
    "agree|calls|complain|connection|counters|deliver|dispose|drop|emit|end|endsMs|"
    "events|extend|extendableMs|frames|framesToSend|fromMap|giveUp|grant|"
    "handshakeEndsMs|isOver|isStale|isStream|lastId|late|leftMs|lengthMs|link|"
    "listeners|lost|nextTickMs|nowMs|onEvent|onItem|onNews|own|peer|pending|port|"
    "read|receive|renew|runsToMs|send|settle|settleAll|side|stale|standsToMs|"
    "stream|take|takeItem|tell|tick|timer|toMap|told|unexpected|violation|waiting|wire"
)

_IMPORT = re.compile(r'^(?:import|export)[^;]*from "(\..*?)";', re.MULTILINE)


def modules(path: Path = ENTRY) -> list[Path]:
    """Return the modules that a page loads with *path*, each once, in a fixed order."""
    found = {path}
    waiting = [path]
    while waiting:
        module = waiting.pop()
        for name in _IMPORT.findall(module.read_text("utf-8")):
            other = (module.parent / name).resolve()
            if other not in found:
                found.add(other)
                waiting.append(other)
    return sorted(found)


def digest() -> str:
    """Return the hash of everything that the bundle is made from."""
    made_from = hashlib.sha256(f"{ESBUILD} {PRIVATE}".encode())
    for module in modules():
        made_from.update(module.read_bytes())
    return made_from.hexdigest()


def types(made: str) -> str:
    """Return the text of ``pierglass.d.ts``: types, and what belongs together.

    Args:
        made: The bundle.
    """
    return f"""\
// What a page imports is the bundle of lens.js; these are its types. By sdk/bundle.py.
// modules {digest()}
// bundle  {hashlib.sha256(made.encode()).hexdigest()}
export * from "./types/lens.js";
"""


def bundle() -> str:
    """Return the bundle.

    Raises:
        CalledProcessError: esbuild found a fault in a module.
    """
    npx = shutil.which("npx")
    if npx is None:
        sys.exit("npx is not here; install Node 20 or newer to bundle the SDK")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bundle.js"
        command = [npx, "--yes", "--package", f"esbuild@{ESBUILD}", "esbuild", ENTRY]
        command += ["--bundle", "--minify", "--format=esm", "--target=es2022"]
        command += [f"--mangle-props=^({PRIVATE})$", f"--outfile={out}"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        return out.read_text("utf-8")


def main(arguments: list[str]) -> int:
    """Write the bundle, or check it."""
    if "--check" in arguments:
        fits = TYPES.read_text("utf-8") == types(TARGET.read_text("utf-8"))
        if fits and declarations.is_current():
            return 0
        stale = "pierglass.js, its types or its hashes are out of date"
        sys.stderr.write(f"{stale}; run python sdk/bundle.py\n")
        return 1
    made = bundle()
    if "--rebuild" in arguments:
        return 0 if TARGET.read_text("utf-8") == made else 1
    TARGET.write_text(made, "utf-8")
    TYPES.write_text(types(made), "utf-8")
    declarations.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
