"""The SDK as npm packs it: imported by Node, checked by `tsc --strict`, shaken."""

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[3]
SDK = ROOT / "sdk/pierglass/sdk/js"

CONSUMER = """
import { connect, CallError, type Lens } from "@pierglass/sdk";
import { ProofKey } from "@pierglass/sdk/dpop.js";
import { allFriends, listFriends } from "@pierglass/sdk/friends.js";
import { follow, speak } from "@pierglass/sdk/look.js";
import { openShop } from "@pierglass/sdk/shop.js";
import { count } from "@pierglass/sdk/usage.js";
import { HandleTable } from "@pierglass/sdk/bridge/port.js";
import type { Friend, Item, TryonStartResult } from "@pierglass/sdk/types.js";

const lens: Lens = await connect();
follow(lens);
lens.on("theme", ({ locale, safe_area }) => {
  const tongue: string = speak(locale, ["en"]);
  const covered: number | undefined = safe_area?.bottom;
  console.log(tongue, covered);
});
const { items } = await lens.items.list({ kind: "hat" });
const first: Item | undefined = items[0];
try {
  const signal = AbortSignal.timeout(5000);
  const state: TryonStartResult = await lens.tryOn.start(first!.id, { signal });
  console.log(state.hidden_share.toFixed(2));
} catch (error) {
  if (!(error instanceof CallError)) throw error;
  const code: string = error.code;
  console.log(code);
}
await count(lens, "tried-on", { by: 2 });
const cursor: string | undefined = (await listFriends(lens, { limit: 5 })).next_cursor;
for await (const friend of allFriends(lens)) {
  const { id }: Friend = friend;
  console.log(id, cursor);
}
if (first?.listing?.shop_url) await openShop(lens, first.id);
const launch = await lens.call("launch.get", {});
console.log(launch.source satisfies string);
for await (const { fps } of lens.tryOn.watch({ everyMs: 500 })) fps.toFixed();
const key: ProofKey = await ProofKey.create();
const proof: string = await key.proof("GET", "https://host.example/");
console.log(proof, new HandleTable(() => "word"));
"""

WRONG = """
import { connect } from "@pierglass/sdk";
const lens = await connect();
await lens.items.list({ kind: 5 });
await lens.share.chat({});
await lens.call("launch.got", {});
"""


PAGES = {
    "whole": 'export { connect } from "@pierglass/sdk";',
    "core": 'export { LensEnd } from "@pierglass/sdk/bridge/lens_port.js";',
    "error": 'export { CallError } from "@pierglass/sdk";',
    "unused": 'import "@pierglass/sdk";',
}


def run(*command: str, cwd: Path) -> str:
    """Return what a program says; it must not fail."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return done.stdout


def tool(package: str, *command: str, cwd: Path) -> str:
    """Return what a program from npm says; skip where it cannot be had."""
    npx = ("npx", "--yes", "--prefer-offline", "--package", package, *command)
    done = subprocess.run(npx, cwd=cwd, capture_output=True, text=True, check=False)
    if "npm error" in done.stderr:
        pytest.skip(f"{package} is not here and cannot be fetched")
    return done.stdout


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody else's with the packed SDK installed."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: nothing can be packed for it")
    folder = tmp_path_factory.mktemp("consumer")
    run("npm", "pack", "--silent", str(SDK), cwd=folder)
    (packed,) = folder.glob("*.tgz")
    manifest = {"name": "consumer", "type": "module", "private": True}
    (folder / "package.json").write_text(json.dumps(manifest))
    quiet = ("--offline", "--silent", "--no-audit", "--no-fund")
    run("npm", "install", *quiet, f"./{packed.name}", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def complaints(consumer: Path) -> str:
    """What the strict compiler says of two lenses, one of them wrong."""
    (consumer / "right.ts").write_text(CONSUMER)
    (consumer / "wrong.ts").write_text(WRONG)
    options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022"]
    options += ["--lib", "es2023,dom,dom.iterable", "right.ts", "wrong.ts"]
    return tool("typescript@5.9.3", "tsc", *options, cwd=consumer)


@pytest.fixture(scope="module")
def bundles(consumer: Path) -> dict[str, bytes]:
    """What esbuild makes of pages that use more or less of the SDK."""
    for name, text in PAGES.items():
        (consumer / f"{name}.js").write_text(text)
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022"]
    names = [f"{name}.js" for name in PAGES]
    tool("esbuild@0.25.12", "esbuild", *names, *options, "--outdir=out", cwd=consumer)
    return {name: (consumer / f"out/{name}.js").read_bytes() for name in PAGES}


def test_node_imports_what_was_packed(consumer: Path) -> None:
    script = """
    const names = [];
    for (const part of ["", "/lens.js", "/dpop.js", "/look.js", "/bridge/port.js"]) {
      names.push(Object.keys(await import("@pierglass/sdk" + part)));
    }
    console.log(JSON.stringify(names));
    """
    out = run("node", "--input-type=module", "-e", script, cwd=consumer)
    main, source, proofs, look, port = json.loads(out)
    assert set(main) == set(source) == {"CallError", "Lens", "connect"}
    assert (proofs, look) == (["ProofKey"], ["follow", "speak"])
    assert "acceptLens" in port


def test_nothing_is_packed_but_what_serves(consumer: Path) -> None:
    package = consumer / "node_modules/@pierglass/sdk"
    found = {p.relative_to(package).as_posix() for p in package.rglob("*.*")}
    assert {"pierglass.js", "README.md", "types/lens.d.ts"} <= found
    assert "jsconfig.json" not in found
    assert "dependencies" not in json.loads((package / "package.json").read_text())


def test_the_strict_compiler_accepts_a_lens_of_a_strangers(complaints: str) -> None:
    assert "right.ts" not in complaints
    assert "node_modules" not in complaints


def test_the_strict_compiler_finds_a_wrong_call(complaints: str) -> None:
    assert "wrong.ts(4,25)" in complaints
    assert "wrong.ts(5,23)" in complaints
    assert "wrong.ts(6,17)" in complaints


def test_a_bundle_has_what_is_used_and_nothing_else(bundles: dict[str, bytes]) -> None:
    assert b"getBoundingClientRect" in bundles["whole"]
    assert b"getBoundingClientRect" not in bundles["core"]
    assert bundles["unused"].strip() == b""
    sizes = {name: len(gzip.compress(made)) for name, made in bundles.items()}
    assert sizes["error"] < 1_000, sizes
    assert sizes["error"] < sizes["core"] < sizes["whole"] - 300, sizes


def test_what_is_beside_the_core_is_not_in_it(bundles: dict[str, bytes]) -> None:
    assert b"dpop+jwt" not in bundles["whole"]
    assert b"--pierglass-" not in bundles["whole"]
