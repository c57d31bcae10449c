"""A client below websockets: it sends what no library would."""

import asyncio
import contextlib
import struct
from urllib.parse import urlsplit

HANDSHAKE = {
    "Host": "127.0.0.1",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


class Raw:
    """A TCP connection that speaks whatever a test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, url: str) -> "Raw":
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def request(
        self,
        headers: dict[str, str],
        line: str = "GET /gateway HTTP/1.1",
    ) -> int:
        lines = [line, *(f"{name}: {value}" for name, value in headers.items())]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        reply = await self.reader.readline()
        return int(reply.split()[1]) if reply else 0

    async def upgrade(self) -> None:
        assert await self.request(HANDSHAKE) == 101
        while (await self.reader.readline()).strip():
            pass

    def frame(self, first: int, payload: bytes = b"", *, masked: bool = True) -> None:
        size = len(payload)
        flag = 0x80 if masked else 0
        if size < 126:
            head = bytes([first, flag | size])
        elif size < 65536:
            head = bytes([first, flag | 126]) + struct.pack(">H", size)
        else:
            head = bytes([first, flag | 127]) + struct.pack(">Q", size)
        self.writer.write(head + (b"\0\0\0\0" if masked else b"") + payload)

    async def close_code(self) -> int:
        """Return the code of the close frame that comes, 1006 when none does."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first, size = await self.reader.readexactly(2)
                if size == 126:
                    size = int.from_bytes(await self.reader.readexactly(2))
                payload = await self.reader.readexactly(size)
                if first & 0x0F == 8:
                    return int.from_bytes(payload[:2])
        return 1006

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
