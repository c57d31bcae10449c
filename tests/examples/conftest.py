"""What examples run on: a real server as its own processes, and a real photo."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pierglass.client.demo.server import RunningServer, run_server

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PORTRAIT = ROOT / "client/pierglass/client/demo/portrait.jpg"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("server")
    with asyncio.Runner() as runner:
        # Examples with a server of their own hear of events on this machine.
        settings = {"PIERGLASS_WEBHOOK_HOSTS": "127.0.0.1"}
        log = folder / "server.log"
        manager = run_server(folder / "var", log=log, settings=settings)
        try:
            yield runner.run(manager.__aenter__())
        finally:
            runner.run(manager.__aexit__(None, None, None))


async def start(
    script: str, *arguments: object, stdin: bool = False
) -> asyncio.subprocess.Process:
    """Start an example as a person would, and return its process."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", str(EXAMPLES / script)),
        *(str(argument) for argument in arguments),
        stdin=asyncio.subprocess.PIPE if stdin else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def run(script: str, *arguments: object) -> tuple[int | None, str]:
    """Run an example and return its exit code and all that it said."""
    process = await start(script, *arguments)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.fixture(scope="session")
def trained() -> None:
    """Skip where the networks are not: they come with a release or `make train`."""
    weights = ROOT / "vision/pierglass/vision/weights"
    absent = [
        name
        for name in ("person", "occluder")
        if not (weights / f"{name}.onnx").is_file()
    ]
    if absent:
        pytest.skip(f"no trained weights of {', '.join(absent)}: pierglass train")
