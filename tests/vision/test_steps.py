import pytest

from pierglass.vision.errors import UnknownStepError
from pierglass.vision.steps import STEP_GROUPS, Steps


def test_every_step_is_taken_by_default() -> None:
    assert all(getattr(Steps(), name) for name in Steps.names())


def test_steps_are_switched_off_by_name() -> None:
    steps = Steps().without("shadow", "noise")
    left = [name for name in Steps.names() if not getattr(steps, name)]
    assert left == ["noise", "shadow"]


@pytest.mark.parametrize("group", STEP_GROUPS)
def test_groups_switch_off_their_steps(group: str) -> None:
    steps = Steps().without(group)
    left = {name for name in Steps.names() if not getattr(steps, name)}
    assert left == set(STEP_GROUPS[group])


def test_without_all_there_is_none() -> None:
    assert Steps().without("all") == Steps.none()


def test_unknown_step_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownStepError, match=r"'glow'.*exposure.*feather.*look"):
        Steps().without("glow")


def test_one_by_one_adds_a_step_at_a_time() -> None:
    done = list(Steps().without("look").one_by_one())
    assert [name for name, _ in done] == ["blur", "noise", "shadow", "feather"]
    assert done[0][1] == Steps.none().__class__(**_only("blur"))
    assert done[-1][1] == Steps().without("look")


def _only(name: str) -> dict[str, bool]:
    return {one: one == name for one in Steps.names()}
