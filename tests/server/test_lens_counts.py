"""A lens's own analytics: counts by day and event, and nothing of anybody."""

from sqlalchemy import inspect

from pierglass.server.services import lens_counts
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.lens_counts import EVENTS_A_DAY, KEPT_DAYS
from pierglass.server.store.lens_counts import LensCount
from pierglass.server.testing import ManualClock, Person, error_of

DAY_S = 24 * 3600


def count(person: Person, lens: str, event: str, by: int = 1) -> int:
    body = {"event": event, "by": by}
    path = f"/v1/lenses/{lens}/counts"
    return int(person.call("POST", path, json=body).status_code)


def counts(person: Person, lens: str, days: int = 30) -> list[tuple[str, int]]:
    found = person.get(f"/v1/lenses/{lens}/counts?days={days}")["counts"]
    return [(each["event"], each["count"]) for each in found]


def test_what_happens_is_counted_for_the_publisher(
    ana: Person, ben: Person, test_lens: str
) -> None:
    assert [count(ben, test_lens, "tried-on"), count(ana, test_lens, "shared")] == [
        204,
        204,
    ]
    count(ben, test_lens, "tried-on", 4)
    assert counts(ana, test_lens) == [("shared", 1), ("tried-on", 5)]


def test_days_are_apart_and_old_ones_forgotten(
    ctx: Context, ana: Person, test_lens: str, clock: ManualClock
) -> None:
    caller = Principal(ana.id)

    def counted(days: int) -> list[int]:
        found = lens_counts.totals(ctx, caller, test_lens, days)
        return [each["count"] for each in found]

    lens_counts.add(ctx, caller, test_lens, "opened")
    clock.advance(DAY_S)
    lens_counts.add(ctx, caller, test_lens, "opened", 2)
    assert (counted(30), counted(1)) == ([2, 1], [2])
    clock.advance(DAY_S * (KEPT_DAYS + 2))
    lens_counts.add(ctx, caller, test_lens, "opened", 3)
    assert counted(KEPT_DAYS * 10) == [3]


def test_nothing_is_kept_of_anybody(ctx: Context) -> None:
    columns = inspect(LensCount).columns.keys()
    assert set(columns) == {"lens_id", "day", "event", "count"}


def test_names_a_day_are_few_so_that_none_stands_for_a_person(
    ana: Person, test_lens: str, clock: ManualClock
) -> None:
    for number in range(EVENTS_A_DAY):
        assert count(ana, test_lens, f"event-{number}") == 204
    path = f"/v1/lenses/{test_lens}/counts"
    refused = ana.call("POST", path, json={"event": "one-more"})
    assert error_of(refused)["code"] == "storage_quota"
    assert count(ana, test_lens, "event-0") == 204


def test_counts_are_the_publishers_alone(ben: Person, test_lens: str) -> None:
    path = f"/v1/lenses/{test_lens}/counts"
    assert ben.call("GET", path).status_code == 404


def test_a_lens_that_there_is_not_counts_nothing(ana: Person) -> None:
    assert count(ana, "no-lens", "opened") == 404


def test_a_name_with_room_for_a_person_is_refused(ana: Person, test_lens: str) -> None:
    assert count(ana, test_lens, "Ana Lopez") == 422
    assert count(ana, test_lens, "x" * 41) == 422


def test_counting_is_slowed_down(ana: Person, test_lens: str) -> None:
    statuses = [count(ana, test_lens, "opened") for _ in range(61)]
    assert statuses[-1] == 429
