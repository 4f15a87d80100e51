"""A look is the screen of the detectors, and says which ratings each finding rests on."""

import numpy as np
import pytest

from bench.stuffing import ATTACKS, World, world
from khaosat.stats.detectors import screen
from khaosat.stats.looking import Look, look
from tests.stats.test_detectors import in_slots

LIMIT = 0.01 / 52
DOSE = 0.2


@pytest.fixture(scope="module")
def stuffed() -> World:
    return world([("clean", 0.0)] * 120 + [(attack, DOSE) for attack in ATTACKS[:2] for _ in range(20)], seed=3)


@pytest.fixture(scope="module")
def looked(stuffed: World) -> Look:
    events, dossiers = in_slots(stuffed)
    return look(events, dossiers, covered=np.ones(events["officer"].size), false_alarm=LIMIT)


def test_where_all_dossiers_are_known_a_look_is_the_screen(stuffed: World, looked: Look) -> None:
    events, dossiers = in_slots(stuffed)
    screened = screen(events, dossiers, false_alarm=LIMIT)
    assert looked.verdicts.tolist() == screened.p.tolist()
    assert [one.officer for one in looked.seen] == screened.officer[screened.flagged].tolist()
    assert [one.by[0] for one in looked.seen] == [word for word in screened.explanation if word]


def test_nobody_clean_is_named_and_nearly_all_bursts_are(looked: Look) -> None:
    named = [one.officer for one in looked.seen]
    assert [officer for officer in named if officer < 120] == []
    assert len(named) >= 0.9 * 40


def test_the_rows_that_are_named_are_nearly_all_stuffed_and_most_of_what_was_stuffed(
    stuffed: World, looked: Look
) -> None:
    fives = (stuffed.events["score"] == 5) & (stuffed.events["straightline"] == 1)
    for one in looked.seen:
        rows = np.unique(np.concatenate(list(one.rows.values())))
        assert rows.size >= 8
        assert (stuffed.events["officer"][rows] == one.officer).all()
        assert fives[rows].mean() >= 0.7


def test_weeks_without_dossiers_neither_alarm_nor_make_the_others_blind(stuffed: World) -> None:
    events, dossiers = in_slots(stuffed)
    first_half = events["minute"] < 125 * 480
    half = {name: values[dossiers["minute_closed"] < 125 * 480] for name, values in dossiers.items()}

    def by_window(covered: Look) -> list[int]:
        return [one.officer for one in covered.seen if "window" in one.by]

    known = by_window(look(events, half, covered=first_half.astype(float), false_alarm=LIMIT))
    assert len(known) >= 25
    assert min(known) >= 120, "nobody clean"
    naive = by_window(look(events, half, covered=np.ones(first_half.size), false_alarm=LIMIT))
    assert len(naive) <= len(known) / 2, "or the weeks would not matter: late answers would be the rule"


def test_without_dossiers_three_tests_do_not_run_and_nothing_at_all_is_a_look_too(stuffed: World) -> None:
    events, _ = in_slots(stuffed)
    none = {"officer": np.zeros(0), "minute_closed": np.zeros(0)}
    found = look(events, none, covered=np.zeros(events["officer"].size), false_alarm=LIMIT)
    assert {name for name, number in found.ran.items() if not number} == {"window", "hours", "response"}
    assert {one.by[0] for one in found.seen} <= {"homogeneity", "device", "runs"}
    nothing = look({name: np.zeros(0) for name in events}, none, covered=np.zeros(0), false_alarm=LIMIT)
    assert (nothing.officers, nothing.seen) == (0, ())
