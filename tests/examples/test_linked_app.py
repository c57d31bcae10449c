"""`examples/linked_app`: launched by its command, with what the user allows."""

import pytest
from tests.examples.conftest import run

from pierglass.client.demo.server import RunningServer


@pytest.mark.slow
async def test_the_app_knows_what_the_user_allowed_and_no_more(server: RunningServer):
    code, said = await run("linked_app/open.py", server.public_origin)
    assert code == 0, said
    before, nothing, after, known, by_address = said.splitlines()
    assert before == "Wardrobe opens at hat-straw for a somebody avatar."
    assert nothing == "It knows: nothing."
    assert after.startswith("Wardrobe opens at hat-straw for a ")
    assert known == "It knows: avatar, id."
    assert by_address == "By its address it knows: avatar, id."
