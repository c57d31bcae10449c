"""A connection to the API below any HTTP library."""

import asyncio
import json
from typing import Any

OPEN: list[asyncio.StreamWriter] = []


class Line:
    """One connection to the API."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def send(
        self, method: str, path: str, body: bytes = b"", size: int | None = None, **more
    ) -> "Line":
        """Send a request whose body may fall short of the size it declares."""
        self.reader, self.writer = await asyncio.open_connection(*self.host.split(":"))
        OPEN.append(self.writer)
        headers = {
            "Host": self.host,
            "Content-Length": str(len(body) if size is None else size),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await self.writer.drain()
        return self

    async def reply(self) -> tuple[int, Any]:
        status = int((await self.reader.readline()).split()[1])
        size = 0
        while (line := await self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        return status, json.loads(await self.reader.readexactly(size))
