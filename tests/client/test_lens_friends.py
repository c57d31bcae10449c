"""Friends for a lens over HTTP: both clients page, and ask for what was said."""

import httpx

from pierglass.client.api import AsyncApi
from pierglass.client.fake_friends import friends_page
from pierglass.client.sync import Api

NAMES = [f"Friend {number}" for number in range(60)]


class Server:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url.raw_path, "ascii"))
        query = request.url.params
        limit = int(query["limit"]) if "limit" in query else None
        page = friends_page(NAMES, "my-lens", query.get("cursor"), limit)
        return httpx.Response(200, json=page)


async def test_the_asynchronous_client_yields_everybody_once() -> None:
    server = Server()
    transport = httpx.MockTransport(server)
    async with AsyncApi("http://s", transport=transport) as api:
        found = [one["display_name"] async for one in api.all_lens_friends("my-lens")]
    assert sorted(found) == sorted(NAMES)
    assert len(server.asked) == 2


def test_the_blocking_client_yields_everybody_once() -> None:
    server = Server()
    with Api("http://s", transport=httpx.MockTransport(server)) as api:
        found = [one["display_name"] for one in api.all_lens_friends("my-lens")]
    assert sorted(found) == sorted(NAMES)
    assert len(server.asked) == 2


def test_a_page_is_asked_for_by_cursor_and_limit() -> None:
    server = Server()
    with Api("http://s", transport=httpx.MockTransport(server)) as api:
        page = api.lens_friends("my-lens", limit=2)
        api.lens_friends("my-lens", cursor=page["next_cursor"])
    assert server.asked == [
        "/v1/lenses/my-lens/friends?limit=2",
        f"/v1/lenses/my-lens/friends?cursor={page['next_cursor']}",
    ]
