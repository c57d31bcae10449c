"""A whole server as a process of its own."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any


class Server:
    """``python -m pierglass.server serve`` as a process."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.process: asyncio.subprocess.Process

    async def start(self, *options: str, **environ: str) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "pierglass.server", "serve"),
                *("--data-dir", str(self.data_dir), "--port", "0"),
                *("--gateway-port", "0", "--live-port", "0", *options),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={
                    **os.environ,  # noqa: TID251
                    "PIERGLASS_AUGMENT_WORKERS": "0",
                    **environ,
                },
            )

    async def ready(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, self.said()
        ready: dict[str, Any] = json.loads(line)
        return ready

    async def end(self) -> int:
        return await self.process.wait()

    def said(self) -> str:
        return self.log.read_text()
