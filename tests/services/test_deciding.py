"""Who received and who decided, from counts of dossiers alone."""

from datetime import date

from khaosat.queries.dossier_sums import DossierSum
from khaosat.queries.unit_names import Named
from khaosat.services.dated_tree import DatedTree
from khaosat.services.deciding import MOST_ELSEWHERE, handled, punctuality

MONTH = date(2026, 9, 1)


def rows(*told: tuple[int, bool, bool, int]) -> list[DossierSum]:
    return [
        DossierSum(unit, MONTH, received, decided, n, n // 2, n // 4, n // 8) for unit, received, decided, n in told
    ]


def tree(**names: str) -> DatedTree:
    since = date(2020, 1, 1)
    versions = [
        Named(k, key, name, name, "commune", "commune", None, since, None)
        for k, (key, name) in enumerate(names.items(), start=1)
    ]
    return DatedTree(versions, first=MONTH, last=MONTH)


UNITS = tree(own="Xã A", far="Xã C", near="Xã B")


def test_a_share_is_of_what_was_returned_here_and_places_stand_by_name() -> None:
    found = handled(rows((1, True, True, 40), (1, True, False, 60), (2, False, True, 7), (3, False, True, 8)), UNITS)
    assert (found.received, found.decided_elsewhere, found.from_elsewhere) == (100, 60, 15)
    assert found.share_elsewhere == 0.6
    assert [unit.name for unit in found.gathered_at] == ["Xã B", "Xã C"]
    assert punctuality(rows((1, True, True, 40), (1, True, False, 60))).early == 20


def test_exactly_half_is_still_held_and_a_dossier_more_is_not() -> None:
    assert MOST_ELSEWHERE == 0.5
    assert not handled(rows((1, True, True, 50), (1, True, False, 50)), UNITS).mostly_elsewhere
    assert handled(rows((1, True, True, 49), (1, True, False, 50)), UNITS).mostly_elsewhere


def test_a_row_in_which_nothing_was_returned_is_neither_a_share_nor_a_place() -> None:
    found = handled(rows((1, True, False, 0), (2, False, True, 0)), UNITS)
    assert (found.share_elsewhere, found.mostly_elsewhere, found.gathered_at) == (None, False, ())
