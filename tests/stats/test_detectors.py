import csv
import gzip
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.stuffing import ATTACKS, World, world
from khaosat.stats.detectors import EXPLANATIONS, NOT_RUN, Screening, screen
from khaosat.stats.errors import MissingError, NotFiniteError, NotWholeError, OutOfRangeError, WrongShapeError
from khaosat.stats.scale import Floats

REFERENCE = Path(__file__).parents[2] / "../shared/reference"
VISIBLE = ATTACKS[:4]


def reference_columns(name: str) -> dict[str, list[str]]:
    path = REFERENCE / f"stuffing_{name}.csv.gz"
    if not path.is_file():
        pytest.skip(f"the shared folder with reference/{path.name} does not lie beside this project")
    with gzip.open(path, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    return {key: [row[key] for row in rows] for key in rows[0]}


def as_numbers(columns: dict[str, list[str]]) -> dict[str, Floats]:
    return {key: np.array(values, dtype=float) for key, values in columns.items() if key != "fake"}


def in_slots(stuffed: World) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """The same world as the product keeps it: quarter hours and ordinals of the day, no device."""
    events = {k: v.copy() for k, v in stuffed.events.items()}
    seen: dict[tuple[float, float, float], int] = defaultdict(int)
    ordinal = np.zeros(events["minute"].size)
    for i in np.argsort(events["minute"]):
        key = (events["officer"][i], events["device"][i], events["minute"][i] // 480)
        seen[key] += 1
        ordinal[i] = seen[key]
    del events["device"]
    events["repeat_of_day"] = ordinal
    events["minute"] = events["minute"] // 15 * 15
    closed = stuffed.dossiers["minute_closed"] // 15 * 15
    return events, {"officer": stuffed.dossiers["officer"], "minute_closed": closed}


@pytest.fixture(scope="module")
def clean_world() -> World:
    return world([("clean", 0.0)] * 500, seed=11)


@pytest.fixture(scope="module")
def clean(clean_world: World) -> Screening:
    return screen(clean_world.events, clean_world.dossiers)


@pytest.mark.parametrize(
    "missing", [(), ("evening",), ("straightline",), ("device",), ("evening", "straightline", "device")]
)
def test_whatever_column_is_missing_clean_officers_stay_clean(missing: tuple[str, ...], clean_world: World) -> None:
    events = {name: values for name, values in clean_world.events.items() if name not in missing}
    result = screen(events, clean_world.dossiers)
    assert result.flagged.mean() <= 0.01
    assert (set(result.p_values["hours"]) == {NOT_RUN}) == ("evening" in missing)


def test_one_clock_of_quarter_hours_is_enough_to_read_both_so() -> None:
    stuffed = world([("burst_many_devices", 0.5)] * 40, seed=5)
    events, dossiers = in_slots(stuffed)
    both = screen(events, dossiers)
    ratings_only = screen(events, stuffed.dossiers)
    exact_minutes = events | {"minute": stuffed.events["minute"]}
    dossiers_only = screen(exact_minutes, dossiers)
    assert both.flagged.mean() >= 0.95
    assert ratings_only.p.tolist() == dossiers_only.p.tolist() == both.p.tolist()


def test_every_attack_of_the_reference_that_can_be_seen_is_flagged_and_no_clean_officer() -> None:
    labels = reference_columns("labels")
    result = screen(as_numbers(reference_columns("events")), as_numbers(reference_columns("dossiers")))
    attack = dict(zip(labels["officer"], labels["attack"], strict=True))
    flagged = {attack[str(o)] for o, f in zip(result.officer, result.flagged, strict=True) if f}
    visible = [
        f for o, f in zip(result.officer, result.flagged, strict=True) if attack[str(o)] not in {"clean", "dripdev"}
    ]

    assert len(visible) == 16
    assert all(visible)
    assert "clean" not in flagged


def test_clean_officers_are_flagged_no_more_often_than_promised(clean: Screening) -> None:
    # 500 officer-years at 1 %: above 11 alarms the promise would be broken (binomial, 1 in 100)
    assert int(clean.flagged.sum()) <= 11


def test_each_test_keeps_its_level_on_clean_officers(clean: Screening) -> None:
    for name, column in clean.p_values.items():
        values = np.array([p for p in column if not isinstance(p, str)])
        assert values.size >= 490, name
        assert (values <= 0.05).mean() <= 0.08, name


@pytest.mark.parametrize("attack", VISIBLE)
@pytest.mark.parametrize("dose", [0.1, 0.2, 0.5])
def test_bursts_and_devices_are_found(attack: str, dose: float) -> None:
    stuffed = world([("clean", 0.0)] * 40 + [(attack, dose)] * 80, seed=7)

    assert screen(stuffed.events, stuffed.dossiers).flagged[40:].mean() >= 0.95


def test_a_drip_from_all_different_devices_is_honestly_not_detectable() -> None:
    stuffed = world([("clean", 0.0)] * 40 + [("drip", 0.5)] * 80, seed=7)

    assert screen(stuffed.events, stuffed.dossiers).flagged[40:].mean() <= 0.1


@pytest.mark.parametrize("attack", VISIBLE[:2])
def test_bursts_are_found_in_quarter_hours_with_ordinals_of_the_day(attack: str) -> None:
    events, dossiers = in_slots(world([("clean", 0.0)] * 40 + [(attack, 0.2)] * 60, seed=3))
    result = screen(events, dossiers)

    assert result.flagged[40:].mean() >= 0.95
    assert result.flagged[:40].mean() <= 0.05


def test_without_device_and_ordinal_the_device_test_is_not_run() -> None:
    few = world([("clean", 0.0)] * 3, seed=5)
    events = {k: v for k, v in few.events.items() if k != "device"}

    result = screen(events, few.dossiers)

    assert set(result.p_values["device"]) == {NOT_RUN}
    assert set(result.p_values["response"]) == {NOT_RUN}  # too few peers
    assert NOT_RUN not in result.p_values["window"]


def test_with_scores_alone_nothing_can_run_and_nobody_is_flagged() -> None:
    result = screen({"officer": [1, 1, 2], "minute": [1.0, 2.0, 3.0], "score": [5, 5, 1]})

    assert all(p == NOT_RUN for column in result.p_values.values() for p in column)
    assert result.p.tolist() == [1.0, 1.0]
    assert not result.flagged.any()
    assert result.explanation == ("", "")


def test_no_events_at_all_is_an_ordinary_input() -> None:
    nothing = screen({"officer": [], "minute": [], "score": []})
    only_dossiers = screen({"officer": [], "minute": [], "score": []}, {"officer": [4], "minute_closed": [9.0]})

    assert nothing.officer.tolist() == []
    assert only_dossiers.officer.tolist() == [4]
    assert not only_dossiers.flagged.any()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    stuffed = world([("clean", 0.0)] * 3 + [("burst_one_device", 0.2)], seed=2)
    order = np.random.default_rng(seed).permutation(stuffed.events["minute"].size)
    mixed = {k: v[order] for k, v in stuffed.events.items()}
    plain = screen(stuffed.events, stuffed.dossiers)

    other = screen(mixed, stuffed.dossiers)

    assert other.p_values == plain.p_values
    assert other.explanation == plain.explanation


@settings(max_examples=20, deadline=None)
@given(st.integers(4, 25))
def test_more_ratings_in_one_quarter_hour_never_make_a_burst_less_suspicious(k: int) -> None:
    def surplus(size: int) -> float:
        minutes = np.r_[np.arange(40) * 500.0, 700.0 + np.linspace(0, 10, size)]
        events = {"officer": np.zeros(minutes.size), "minute": minutes, "score": np.full(minutes.size, 4)}
        dossiers = {"officer": np.zeros(400), "minute_closed": np.arange(400) * 50.0}
        value = screen(events, dossiers).p_values["window"][0]
        assert not isinstance(value, str)
        return value

    assert surplus(k + 3) <= surplus(k)


def test_the_explanation_names_the_test_that_made_the_verdict() -> None:
    stuffed = world([("clean", 0.0)] * 30 + [("drip_one_device", 0.5)], seed=4)
    result = screen(stuffed.events, stuffed.dossiers)

    assert result.explanation[30] == "device"
    assert set(result.explanation) <= {"", *EXPLANATIONS}
    assert set(result.p_values) == set(EXPLANATIONS)


def test_wrong_columns_are_named() -> None:
    good: dict[str, list[float]] = {"officer": [1, 1], "minute": [1.0, 2.0], "score": [5, 4]}
    with pytest.raises(MissingError, match="minute"):
        screen({"officer": [1], "score": [5]})
    with pytest.raises(WrongShapeError, match="events"):
        screen({**good, "score": [5]})
    with pytest.raises(OutOfRangeError, match=r"events\.score"):
        screen({**good, "score": [5, 6]})
    with pytest.raises(NotFiniteError, match=r"events\.minute"):
        screen({**good, "minute": [1.0, float("nan")]})
    with pytest.raises(NotWholeError, match=r"events\.officer"):
        screen({**good, "officer": [1, 1.5]})
    with pytest.raises(OutOfRangeError, match="false_alarm"):
        screen(good, false_alarm=0)
    with pytest.raises(MissingError, match="minute_closed"):
        screen(good, {"officer": [1]})
