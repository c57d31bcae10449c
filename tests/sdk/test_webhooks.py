"""What a lens's own server does with an event: take it once, or refuse it."""

import base64

import pytest

from pierglass.sdk.errors import WebhookRefusedError
from pierglass.sdk.webhooks import Receiver, verify
from pierglass.server.services import webhooks

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
BODY = b'{"type":"installed","timestamp_ms":1,"data":{"subject":"sub_x"}}'


def signed(body: bytes = BODY, at_s: int = 1000) -> dict[str, str]:
    return {
        "Webhook-Id": "whk_1",
        "Webhook-Timestamp": str(at_s),
        "Webhook-Signature": webhooks.sign(SECRET, "whk_1", at_s, body),
    }


def test_a_receiver_takes_an_event_once() -> None:
    receiver = Receiver(SECRET)

    first = receiver.read(signed(), BODY, 1000)

    assert first is not None
    assert first.data == {"subject": "sub_x"}
    assert receiver.read(signed(), BODY, 1000) is None


@pytest.mark.parametrize(
    ("headers", "body", "now_s"),
    [
        ({}, BODY, 1000),
        (signed(), BODY + b" ", 1000),
        (signed(), BODY, 1301),
        (signed(), BODY, 699),
        (signed() | {"Webhook-Id": "whk_2"}, BODY, 1000),
        (signed() | {"Webhook-Timestamp": "1001"}, BODY, 1000),
        (signed() | {"Webhook-Timestamp": "x"}, BODY, 1000),
        (signed() | {"Webhook-Signature": "v1,AAAA"}, BODY, 1000),
        (signed(b"[]"), b"[]", 1000),
    ],
)
def test_an_event_that_was_not_signed_just_now_is_refused(
    headers: dict[str, str], body: bytes, now_s: float
) -> None:
    with pytest.raises(WebhookRefusedError):
        verify(SECRET, headers, body, now_s)
