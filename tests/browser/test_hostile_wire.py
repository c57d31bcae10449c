"""A lens that speaks the wire by hand, against the real page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.conftest import lens_frame

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page
    from tests.browser.fake_platform import Platform

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("platform", ["raw"], indirect=True),
]


@pytest.fixture
def frame(signed_in: Page, platform: Platform) -> Frame:
    """The frame of the hostile lens, accepted and not yet shaken hands."""
    signed_in.get_by_test_id("tab-camera").click()
    signed_in.get_by_test_id("lens-raw").click()
    signed_in.get_by_test_id("consent-accept").click()
    signed_in.locator("[data-testid=lens][data-state=waiting]").wait_for()
    holder = signed_in.frame_locator("iframe.lens-frame")
    holder.frame_locator("iframe").get_by_text("speaks the wire").wait_for()
    found = lens_frame(signed_in, "raw")
    found.wait_for_function("() => Boolean(globalThis.Channel)", polling=50)
    return found


def codes(outcome: Any) -> tuple[str, str]:
    return outcome["outcome"], outcome["error"]["code"]


def test_b5_a_call_before_the_handshake_is_not_ready(frame: Frame) -> None:
    outcome = frame.evaluate(
        """() => {
          const channel = new Channel();
          channel.epoch = "guessed";
          return channel.call(1, "launch.get");
        }"""
    )
    assert codes(outcome) == ("failed", "not_ready")


def test_b5_a_second_hello_changes_nothing(frame: Frame) -> None:
    refused, answer = frame.evaluate(
        """async () => {
          const channel = await new Channel().open();
          channel.say(HELLO);
          const refused = await channel.next(({ kind }) => kind === "error");
          return [refused, await channel.call(1, "launch.get")];
        }"""
    )
    assert refused["error"]["code"] == "already_initialised"
    assert answer["outcome"] == "ok"


def test_b5_a_version_of_nobodys_is_refused_with_the_reason(
    frame: Frame, signed_in: Page
) -> None:
    frame.evaluate(
        """() => {
          new Channel().say({ ...HELLO, protocol: { min: 90, max: 99 } });
        }"""
    )
    stopped = signed_in.get_by_test_id("lens-stopped")
    stopped.get_by_text("speaks another version of the bridge").wait_for()


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ("({ x: 'y'.repeat(50_000_000) })", "payload_too_large"),
        ('JSON.parse(\'{"__proto__": {"isAdmin": true}}\')', "invalid_payload"),
        ("({ x: new Date(0) })", "invalid_payload"),
    ],
)
def test_b6_a_payload_that_may_not_travel_is_refused(
    frame: Frame, params: str, code: str
) -> None:
    outcome = frame.evaluate(
        f"""async () => {{
          const channel = await new Channel().open();
          return channel.call(1, "launch.get", {params});
        }}"""
    )
    assert codes(outcome) == ("failed", code)


def test_b6_a_cycle_ends_nothing_but_is_counted(frame: Frame) -> None:
    answer = frame.evaluate(
        """async () => {
          const channel = await new Channel().open();
          const params = {};
          params.self = params;
          const { epoch } = channel;
          channel.say({ kind: "call", epoch, id: 1, method: "launch.get", params });
          return channel.call(2, "launch.get");
        }"""
    )
    assert answer["outcome"] == "ok"


def test_b9_a_remote_script_is_blocked_and_reported(
    frame: Frame, signed_in: Page, platform: Platform
) -> None:
    path = "/v1/lenses/raw/versions/1/reports"
    for _ in range(200):
        if ("POST", path) in platform.requests:
            break
        signed_in.wait_for_timeout(50)
    assert ("POST", path) in platform.requests
    assert frame.evaluate("globalThis.attacked === undefined")


def test_b12_a_card_has_no_link_and_no_depths(frame: Frame) -> None:
    link, deep = frame.evaluate(
        """async () => {
          const channel = await new Channel().open();
          const card = { title: "Look", idempotency_key: "12345678" };
          let state = {};
          for (let level = 0; level < 100; level += 1) state = { state };
          return [
            await channel.call(1, "share.chat", { ...card, url: "javascript:0" }),
            await channel.call(2, "share.chat", { ...card, state }),
          ];
        }"""
    )
    assert codes(link) == ("failed", "invalid_params")
    assert codes(deep) == ("failed", "invalid_payload")


def test_b13_an_id_that_was_used_is_no_second_call(frame: Frame) -> None:
    heard = frame.evaluate(
        """async () => {
          const channel = await new Channel().open();
          await channel.call(5, "launch.get");
          const { epoch } = channel;
          const again = { kind: "call", epoch, id: 5, method: "launch.get" };
          channel.say({ ...again, params: {} });
          await channel.call(6, "launch.get");
          const answers = channel.heard.filter(({ kind }) => kind === "outcome");
          return answers.filter(({ id }) => id === 5).length;
        }"""
    )
    assert heard == 1


def test_b13_answers_of_a_lens_and_frames_of_another_session_are_dropped(
    frame: Frame,
) -> None:
    answer, stale = frame.evaluate(
        """async () => {
          const channel = await new Channel().open();
          const { epoch } = channel;
          const answer1 = { kind: "outcome", epoch, id: 1, outcome: "ok" };
          channel.say({ ...answer1, value: "spoofed" });
          const call = { kind: "call", id: 2, method: "launch.get", params: {} };
          channel.say({ ...call, epoch: "of-another-lens" });
          const answer = await channel.call(3, "launch.get");
          return [answer, channel.heard.filter(({ id }) => id === 2).length];
        }"""
    )
    assert (answer["outcome"], stale) == ("ok", 0)
