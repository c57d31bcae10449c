"""What npm and a careful page need beside the modules: declarations, and hashes.

TypeScript reads no JSDoc in a package of somebody else's, so the types that it would
read there are written out, into ``js/types``. ``js/integrity.json`` has the hash of
every module that is served, as a page's ``integrity`` attribute takes it.
``sdk/bundle.py`` runs both.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parent / "pierglass/sdk/js"
TYPES = SOURCE / "types"
HASHES = SOURCE / "integrity.json"
TYPESCRIPT = "5.9.3"

# What a page may import by itself; everything else comes with one of these.
_BESIDE = ("dpop.js", "friends.js", "look.js", "shop.js", "usage.js")
ENTRIES = ("lens.js", *_BESIDE, "bridge/port.js", "bridge/codec.js")

_OPTIONS = [
    *("--allowJs", "--checkJs", "--strict", "--declaration", "--emitDeclarationOnly"),
    *("--target", "es2022", "--lib", "es2023,dom,dom.iterable"),
    *("--module", "nodenext", "--moduleResolution", "nodenext"),
]


def served() -> list[Path]:
    """Return every module that a host serves, in a fixed order."""
    return sorted(SOURCE.glob("*.js")) + sorted(SOURCE.glob("bridge/*.js"))


def hashes() -> str:
    """Return the text of ``integrity.json``."""
    found = {}
    for module in served():
        digest = base64.b64encode(hashlib.sha384(module.read_bytes()).digest())
        found[module.relative_to(SOURCE).as_posix()] = f"sha384-{digest.decode()}"
    return json.dumps(found, indent=2) + "\n"


def made_from() -> str:
    """Return the line that says which sources the declarations are made from."""
    digest = hashlib.sha256(TYPESCRIPT.encode())
    for module in (*served(), SOURCE / "types.d.ts"):
        if module.name != "pierglass.js":
            digest.update(module.read_bytes())
    return f"// Made by sdk/declarations.py from {digest.hexdigest()}\n"


def is_current() -> bool:
    """Whether declarations and hashes fit the modules; runs nothing."""
    first = TYPES / "lens.d.ts"
    if not first.exists() or not HASHES.exists():
        return False
    return first.read_text("utf-8").startswith(made_from()) and (
        HASHES.read_text("utf-8") == hashes()
    )


def declarations() -> dict[str, str]:
    """Return path below ``types`` to text.

    Raises:
        CalledProcessError: TypeScript found a fault in a module.
    """
    npx = shutil.which("npx")
    if npx is None:
        sys.exit("npx is not here; install Node 20 or newer to write the declarations")
    with tempfile.TemporaryDirectory() as folder:
        command = [npx, "--yes", "--package", f"typescript@{TYPESCRIPT}", "tsc"]
        command += [*ENTRIES, *_OPTIONS, "--outDir", folder]
        subprocess.run(command, check=True, capture_output=True, cwd=SOURCE)  # noqa: S603
        made = {}
        for path in sorted(Path(folder).rglob("*.d.ts")):
            name = path.relative_to(folder).as_posix()
            # The calls' types lie one folder above.
            text = path.read_text("utf-8").replace('"./types.js"', '"../types.js"')
            made[name] = (made_from() if name == "lens.d.ts" else "") + text
        return made


def write() -> None:
    """Write both."""
    made = declarations()
    shutil.rmtree(TYPES, ignore_errors=True)
    for name, text in made.items():
        path = TYPES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    HASHES.write_text(hashes(), "utf-8")
