"""Places under a ceiling: never exceeded silently, equals never cut apart, whoever comes first in the list."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.rules.places import seat
from khaosat.rules.reading import shipped

worths = st.dictionaries(st.integers(0, 50), st.sampled_from([0.1, 0.2, 0.5, 0.9]) | st.floats(0, 1), max_size=40)


def test_by_hand() -> None:
    assert seat({1: 0.9, 2: 0.5, 3: 0.5, 4: 0.1}, 2) == seat({4: 0.1, 3: 0.5, 2: 0.5, 1: 0.9}, 2)
    found = seat({1: 0.9, 2: 0.5, 3: 0.5, 4: 0.1}, 2)
    assert (found.inside, found.border, found.beyond) == ((1,), (2, 3), (4,))
    assert seat({1: 0.9, 2: 0.5, 3: 0.5, 4: 0.1}, 3).inside == (1, 2, 3)
    none = seat({1: 0.9, 2: 0.5}, 0)
    assert (none.inside, none.border, none.beyond) == ((), (), (1, 2)), "without a place nobody ties for one"
    assert seat({}, 3).wanted == 0
    assert seat({1: 0.5, 2: 0.5 + 1e-13, 3: 0.5}, 1).border == (2, 1, 3), "a rounding apart is equal"


@given(worths, st.integers(0, 45))
@settings(max_examples=300, deadline=None)
def test_nobody_is_lost_no_place_is_overfilled_and_no_equals_are_cut_apart(
    wanted: dict[int, float], places: int
) -> None:
    found = seat(wanted, places)
    assert sorted((*found.inside, *found.border, *found.beyond)) == sorted(wanted)
    assert len(found.inside) <= places
    assert not found.border or len(found.inside) < places < len(found.inside) + len(found.border)
    last = min((wanted[key] for key in found.inside), default=2.0)
    assert all(wanted[key] < last for key in (*found.border, *found.beyond))
    assert len(found.inside) == min(places, len(wanted)) or found.border


def test_places_of_every_shipped_ceiling_are_the_share_rounded_down_for_every_size() -> None:
    ceilings = [(rules, ceiling) for rules in shipped() for ceiling in rules.ceilings]
    assert ceilings
    for rules, ceiling in ceilings:
        counted = ceiling.base or tuple(one.key for one in rules.classes)
        for size in range(600):
            places = ceiling.places({counted[0]: size})
            assert places <= ceiling.share * size < places + 1
            assert places == ceiling.places_of(size)
    assert Decimal("0.2") * 4 < 1
    assert {ceiling.places_of(4) for _, ceiling in ceilings} == {0}, "a base of four has no place, and none is made"
