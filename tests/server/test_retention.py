"""What only time ends leaves the store."""

from typing import Any

from sqlalchemy import func, select

from pierglass.server.services.context import Context
from pierglass.server.services.retention import sweep_over
from pierglass.server.store.tokens import Token
from pierglass.server.testing import ManualClock, Person, error_of

DAY_S = 24 * 3600


def tokens(ctx: Context) -> int:
    count = select(func.count()).select_from(Token)
    return ctx.store.read(lambda session: session.scalar(count)) or 0


def test_expired_tokens_go_a_day_after_their_end(
    ctx: Context, clock: ManualClock, ana: Person
) -> None:
    assert tokens(ctx) == 2
    clock.advance(DAY_S + 3600)
    assert sweep_over(ctx)["tokens"] == 0
    clock.advance(1)
    assert sweep_over(ctx)["tokens"] == 1
    clock.advance(31 * DAY_S)
    assert sweep_over(ctx)["tokens"] == 1
    assert tokens(ctx) == 0


def test_an_expired_token_says_so_until_it_is_swept(
    ctx: Context, clock: ManualClock, ana: Person
) -> None:
    clock.advance(2 * 3600)
    sweep_over(ctx)
    reply: Any = ana.call("GET", "/v1/me")
    assert error_of(reply)["code"] == "token_expired"


def test_more_than_a_batch_goes_in_one_sweep(
    ctx: Context, clock: ManualClock, ana: Person
) -> None:
    def many(session: Any) -> None:
        for n in range(120):
            session.add(
                Token(
                    token_hash=f"{n:064}",
                    kind="access",
                    account_id=ana.id,
                    scopes=[],
                    family_id="fam",
                    created_at_ms=0,
                    expires_at_ms=1,
                )
            )

    ctx.store.write(many)
    assert sweep_over(ctx)["tokens"] == 120
