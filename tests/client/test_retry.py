"""When a request is sent again, after how long, and when it is not."""

import json
from collections.abc import Callable

import httpx
import pytest

from pierglass.client import calls
from pierglass.client.api import AsyncApi
from pierglass.client.errors import (
    ConflictError,
    InvalidError,
    RateLimitedError,
    TransportError,
    UnauthenticatedError,
    UnavailableError,
    api_error,
)
from pierglass.client.retry import BackOff, Retry
from pierglass.client.sync import Api
from pierglass.client.tokens import Tokens

BACK_OFF = BackOff(jitter=lambda: 0.0, first_s=0.2, cap_s=15.0)
RETRY = Retry(BACK_OFF, attempts=3)
READ = calls.me()
POST = calls.request_friend("ben")
SEND = calls.send_message("cnv_1", {"text": "hi"}, "cmi_1")

Handler = Callable[[httpx.Request], httpx.Response]


class Waits:
    """A clock that remembers what it was asked to wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def now_ms(self) -> int:
        return 0

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def _api(handler: Handler, *, tokens: Tokens | None = None) -> tuple[AsyncApi, Waits]:
    waits = Waits()
    api = AsyncApi(
        "http://server",
        tokens=tokens or Tokens("access"),
        retry=RETRY,
        clock=waits,
        transport=httpx.MockTransport(handler),
    )
    return api, waits


def _error(status: int, code: str, **more: object) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": "", **more}})


def test_waits_double_up_to_the_cap():
    assert [BACK_OFF.wait_s(n) for n in (1, 2, 3, 30)] == [0.2, 0.4, 0.8, 15.0]


def test_jitter_only_ever_shortens_a_wait_and_at_most_by_half():
    most = BackOff(jitter=lambda: 0.999)
    assert 0.1 <= most.wait_s(1) < 0.2


def test_a_read_that_got_no_answer_is_sent_again():
    assert RETRY.wait_s(READ, TransportError("cut"), 1) == 0.2


def test_a_write_that_got_no_answer_is_not_sent_again():
    assert RETRY.wait_s(POST, TransportError("cut"), 1) is None


def test_a_write_with_an_idempotency_key_is_sent_again():
    assert RETRY.wait_s(SEND, TransportError("cut"), 1) == 0.2


def test_a_write_that_never_left_is_sent_again():
    error = TransportError("refused")
    error.code = "transport.unreachable"
    assert RETRY.wait_s(POST, error, 1) == 0.2


def test_the_server_s_own_wait_is_kept():
    error = api_error(503, {"code": "overloaded", "retryable": True, "retry_after": 3})
    assert RETRY.wait_s(POST, error, 1) == 3


def test_a_wait_that_is_too_long_is_left_to_the_caller():
    error = api_error(
        429, {"code": "rate_limited", "retryable": True, "retry_after": 3600}
    )
    assert RETRY.wait_s(READ, error, 1) is None


def test_what_is_wrong_stays_wrong():
    assert RETRY.wait_s(READ, api_error(422, {"code": "unknown_field"}), 1) is None


async def test_a_request_gives_up_after_its_attempts():
    seen: list[httpx.Request] = []

    def down(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return _error(503, "overloaded", retryable=True)

    api, waits = _api(down)
    with pytest.raises(UnavailableError):
        await api.me()
    assert (len(seen), waits.seconds) == (3, [0.2, 0.4])


async def test_every_attempt_of_a_send_carries_the_same_key():
    keys: list[str] = []

    def flaky(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) < 3:
            raise httpx.ReadTimeout("cut", request=request)
        return httpx.Response(200, json={"message": {"id": "msg_1"}})

    api, _ = _api(flaky)
    assert (await api.send_message("cnv_1", {"text": "hi"}, "cmi_1"))["id"] == "msg_1"
    assert keys == ["cmi_1"] * 3


async def test_an_expired_token_is_renewed_once_and_the_request_repeated():
    tokens = Tokens("old", "refresh")
    paths: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        if request.url.path == "/v1/sessions/refresh":
            session = {
                "access_token": "new",
                "refresh_token": "r2",
                "expires_in_s": 900,
                "device_id": "dev_1",
            }
            return httpx.Response(200, json={"session": session})
        if request.headers["Authorization"] == "Bearer new":
            return httpx.Response(200, json={"account": {"username": "ana"}})
        return _error(401, "token_expired")

    api, _ = _api(server, tokens=tokens)
    assert (await api.me())["username"] == "ana"
    assert paths == ["/v1/me", "/v1/sessions/refresh", "/v1/me"]
    assert tokens.refresh == "r2"


async def test_a_token_that_stays_refused_is_not_renewed_for_ever():
    count = 0

    def server(request: httpx.Request) -> httpx.Response:
        nonlocal count
        count += 1
        if request.url.path == "/v1/sessions/refresh":
            session = {
                "access_token": f"a{count}",
                "refresh_token": "r",
                "expires_in_s": 1,
                "device_id": "dev_1",
            }
            return httpx.Response(200, json={"session": session})
        return _error(401, "token_invalid")

    api, _ = _api(server, tokens=Tokens("old", "refresh"))
    with pytest.raises(UnauthenticatedError):
        await api.me()
    assert count == 3


async def test_no_token_goes_where_none_is_needed():
    def server(request: httpx.Request) -> httpx.Response:
        assert "Authorization" not in request.headers
        return httpx.Response(200, json={})

    api, _ = _api(server)
    await api.config()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, UnauthenticatedError),
        (409, ConflictError),
        (422, InvalidError),
        (429, RateLimitedError),
        (500, UnavailableError),
        (507, UnavailableError),
    ],
)
def test_a_status_has_its_type(status, kind):
    assert type(api_error(status, {})) is kind


def test_an_error_says_code_field_and_request():
    error = api_error(
        422,
        {
            "code": "unknown_field",
            "message": "No.",
            "field": "x",
            "request_id": "req_1",
        },
        request="POST /v1/me",
    )
    assert str(error) == "POST /v1/me 422 unknown_field: No. (field x)"
    assert error.request_id == "req_1"


async def test_an_answer_that_is_not_ours_is_a_transport_error():
    api, _ = _api(lambda _: httpx.Response(200, text="<html>a portal</html>"))
    with pytest.raises(TransportError, match="address"):
        await api.me()


async def test_an_error_page_of_a_proxy_is_still_an_api_error():
    api, _ = _api(lambda _: httpx.Response(404, text="<html>nginx</html>"))
    with pytest.raises(Exception, match="http_404"):
        await api.me()


def test_the_oauth_form_of_an_error_is_understood():
    def server(_: httpx.Request) -> httpx.Response:
        body = {"error": "invalid_scope", "error_description": "Not granted."}
        return httpx.Response(400, content=json.dumps(body))

    with (
        Api("http://s", transport=httpx.MockTransport(server)) as api,
        pytest.raises(InvalidError) as caught,
    ):
        api.authorize({"state": "x"})
    assert caught.value.code == "invalid_scope"


def test_the_blocking_twin_retries_as_well():
    waited: list[float] = []
    answers = iter(
        [
            _error(503, "overloaded", retryable=True),
            httpx.Response(200, json={"account": {"username": "ana"}}),
        ]
    )
    api = Api(
        "http://s",
        retry=RETRY,
        sleep=waited.append,
        transport=httpx.MockTransport(lambda _: next(answers)),
    )
    assert api.me()["username"] == "ana"
    assert waited == [0.2]
    api.close()


def test_both_clients_have_the_same_endpoints():
    def endpoints(cls: type) -> set[str]:
        return {name for name in vars(cls) if not name.startswith("_")}

    assert endpoints(AsyncApi) == endpoints(Api)
