"""The garbage collector is asked to look seldom, and never for longer than the work lasts."""

import gc

import pytest

from khaosat.services.garbage import SELDOM, rarely_collected, set_aside


def fail_at(seen: list[int]) -> None:
    with rarely_collected():
        seen.append(gc.get_threshold()[0])
        raise ZeroDivisionError


def test_what_was_set_before_is_set_again_also_after_a_failure() -> None:
    before, seen = gc.get_threshold(), list[int]()
    with pytest.raises(ZeroDivisionError):
        fail_at(seen)
    assert seen == [SELDOM]
    assert gc.get_threshold() == before


def test_what_is_set_aside_is_not_looked_through_and_still_there() -> None:
    kept = [object()]
    before = gc.get_freeze_count()
    set_aside()
    try:
        assert gc.get_freeze_count() > before
        assert all(one is not kept for one in gc.get_objects())
    finally:
        gc.unfreeze()
    assert any(one is kept for one in gc.get_objects())
