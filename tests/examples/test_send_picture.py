"""`examples/send_picture`: two accounts, a picture, over the gateway."""

from pathlib import Path

import pytest
from tests.examples.conftest import PORTRAIT, run

from pierglass.client.demo.server import RunningServer

SCRIPT = "send_picture/send_picture.py"


@pytest.mark.slow
async def test_the_picture_arrives(server: RunningServer, tmp_path: Path):
    out = tmp_path / "received.jpg"
    code, said = await run(SCRIPT, server.public_origin, PORTRAIT, out)
    assert code == 0, said
    assert "Ben got “How do I look?” with a picture of 512 x 512 pixels." in said
    assert out.read_bytes().startswith(b"\xff\xd8\xff")
