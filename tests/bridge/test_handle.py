"""Handles: opaque, for one session, expiring, revocable."""

from itertools import count

import pytest

from pierglass.bridge.errors import CallFailedError
from pierglass.bridge.handle import MAX_REFERENCES, HandleTable


def table(limit: int = 256) -> HandleTable[str]:
    numbers = count()
    return HandleTable(lambda: f"word{next(numbers)}", ttl_ms=1000, limit=limit)


def code_of(handles: HandleTable[str], word: object, now_ms: int = 0) -> str:
    with pytest.raises(CallFailedError) as caught:
        handles.resolve(word, "picture", now_ms)
    return caught.value.code


def test_a_handle_names_its_target() -> None:
    handles = table()
    word = handles.issue("picture", "med_1", 0)
    assert handles.resolve(word, "picture", 999) == "med_1"


def test_a_handle_says_nothing_of_its_target() -> None:
    assert table().issue("picture", "med_1", 0) == "hdl_word0"


def test_a_handle_expires() -> None:
    handles = table()
    assert code_of(handles, handles.issue("picture", "a", 0), 1000) == "handle_expired"


def test_a_handle_of_another_kind_is_refused() -> None:
    handles = table()
    assert code_of(handles, handles.issue("photo", "a", 0)) == "handle_kind"


@pytest.mark.parametrize("word", ["hdl_guess", "", None, 7, ["hdl_word0"]])
def test_what_was_never_issued_is_unknown(word: object) -> None:
    handles = table()
    handles.issue("picture", "a", 0)
    assert code_of(handles, word) == "handle_unknown"


def test_a_handle_is_revoked() -> None:
    handles = table()
    word = handles.issue("picture", "a", 0)
    assert handles.revoke(word)
    assert not handles.revoke(word)
    assert code_of(handles, word) == "handle_revoked"


def test_b14_a_withdrawn_permission_takes_its_handles() -> None:
    handles = table()
    lost = handles.issue("picture", "a", 0, scope="camera.tryon")
    kept = handles.issue("picture", "b", 0)
    assert handles.revoke_scope("camera.tryon") == 1
    assert code_of(handles, lost) == "handle_revoked"
    assert handles.resolve(kept, "picture", 0) == "b"


def test_a_new_epoch_starts_with_none() -> None:
    handles = table()
    word = handles.issue("picture", "a", 0)
    handles.clear()
    assert (len(handles), code_of(handles, word)) == (0, "handle_revoked")


def test_the_oldest_makes_room() -> None:
    handles = table(limit=2)
    first, second, third = (handles.issue("picture", "x", 0) for _ in range(3))
    assert code_of(handles, first) == "handle_revoked"
    assert handles.resolve(second, "picture", 0) == "x"
    assert handles.resolve(third, "picture", 0) == "x"


def test_a_word_that_collides_is_drawn_again() -> None:
    words = iter(["same", "same", "other"])
    handles: HandleTable[str] = HandleTable(lambda: next(words))
    handles.issue("picture", "a", 0)
    assert handles.issue("picture", "b", 0) == "hdl_other"


def test_the_last_release_withdraws_a_handle() -> None:
    handles = table()
    word = handles.issue("picture", "a", 0)
    assert [handles.retain(word, 0), handles.release(word, 0)] == [2, 1]
    assert handles.resolve(word, "picture", 0) == "a"
    assert handles.release(word, 0) == 0
    assert code_of(handles, word) == "handle_revoked"


def test_what_is_over_can_be_neither_kept_nor_let_go() -> None:
    handles = table()
    word = handles.issue("picture", "a", 0)
    for count_it in (handles.retain, handles.release):
        with pytest.raises(CallFailedError) as caught:
            count_it(word, 1000)
        assert caught.value.code == "handle_expired"
        with pytest.raises(CallFailedError) as caught:
            count_it("hdl_guess", 0)
        assert caught.value.code == "handle_unknown"


def test_what_nobody_retained_makes_room_first() -> None:
    handles = table(limit=2)
    kept = handles.issue("picture", "kept", 0)
    handles.retain(kept, 0)
    spare = handles.issue("picture", "spare", 0)
    handles.issue("picture", "new", 0)
    assert handles.resolve(kept, "picture", 0) == "kept"
    assert code_of(handles, spare) == "handle_revoked"


def test_references_have_an_end() -> None:
    handles = table()
    word = handles.issue("picture", "a", 0)
    while handles.retain(word, 0) < MAX_REFERENCES:
        pass
    with pytest.raises(CallFailedError, match="release some"):
        handles.retain(word, 0)
