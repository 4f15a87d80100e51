"""A frozen year worked out again from its own text: the same bytes, and every contradiction named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.db import connect
from khaosat.services import year_snapshots
from khaosat.services.year_body import canonical_text
from khaosat.services.year_recount import recount, unlike
from tests.factories.movers import Movers
from tests.factories.signed_year import YEAR, keeper
from tests.services.test_year_check import BINH, built, keys

__all__ = ["built", "keys"]  # the same signed year

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_whatever_is_frozen_reads_back_and_is_written_as_the_same_bytes(value: object) -> None:
    frozen = canonical_text(value)
    assert canonical_text(json.loads(frozen)) == frozen
    assert frozen.isascii()


@given(VALUES, VALUES)
@settings(max_examples=300, deadline=None)
def test_two_values_differ_by_nothing_exactly_where_they_are_the_same_bytes(one: object, other: object) -> None:
    same = canonical_text(one) == canonical_text(other)
    assert (list(unlike("file", "x", one, other)) == []) is same


def _suggestion(body: dict[str, Any]) -> None:
    body["files"][BINH]["suggestion"]["points"] = "99"


def _evidence(body: dict[str, Any]) -> None:
    body["files"][BINH]["evidence"]["mean"] = "4.9"


def _way(body: dict[str, Any]) -> None:
    body["files"][BINH]["steps"][2]["state_after"] = "told"


def _final(body: dict[str, Any]) -> None:
    body["files"][BINH]["steps"][-2]["quality_class"] = "good"


def _places(body: dict[str, Any]) -> None:
    body["ceilings"][0]["places"] += 1


def _line(body: dict[str, Any]) -> None:
    next(iter(body["leagues"].values()))["lines"][f"{BINH}/plain"]["working"]["tau2"] *= 1.5


def _column(body: dict[str, Any]) -> None:
    next(iter(body["leagues"].values()))["lines"][f"{BINH}/plain"]["p_top"] = 0.5


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        (_suggestion, {("file", "suggestion/points")}),
        (_evidence, {("file", "evidence/mean")}),
        (_way, {("file", "steps/3"), ("file", "steps/4")}),
        (_final, {("file", "final_class")}),
        (_places, {("ceiling", "1/places")}),
        (_line, {("league", "1/plain/kept"), ("league", "1/plain/posterior_mean"), ("league", "1/plain/posterior_sd")}),
        (_column, {("league", "1/plain/p_top")}),
    ],
)
def test_a_text_that_contradicts_itself_is_found_without_any_database(
    built: tuple[Path, Movers],
    fault: Callable[[dict[str, Any]], None],
    wanted: set[tuple[str, str]],
) -> None:
    engine = connect(f"sqlite:///{built[0]}")
    with keeper(engine) as wide:
        body = json.loads(year_snapshots.body_text(wide, year=YEAR, version=1))
    engine.dispose()
    assert list(recount(body)) == []
    fault(body)
    assert {(one.about, one.field) for one in recount(body)} == wanted
