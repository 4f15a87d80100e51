"""Ceilings as data: the one in force, its worked examples, and nothing rounded up."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.rules import caps


def test_each_ceiling_gives_its_own_worked_examples() -> None:
    checked = 0
    for cap, row in zip(caps.caps(), sorted(caps.rows(), key=lambda row: row["since"]), strict=True):
        for example in row["example"]:
            assert cap.places(eligible=example["eligible"], peers=example["peers"]) == example["places"]
            checked += 1
    assert checked >= 3


def test_the_ceiling_is_the_one_in_force_on_that_day() -> None:
    new = caps.cap_on(date(2026, 1, 1))
    old = caps.cap_on(date(2025, 12, 31))
    assert new is not None
    assert old is not None
    assert new.citation != old.citation
    assert caps.cap_on(caps.caps()[0].since - timedelta(days=1)) is None


def test_a_ceiling_never_travels_without_its_source_certainty_and_doubt_in_every_language() -> None:
    for cap in caps.caps():
        assert cap.citation
        assert cap.certainty in {"A", "B", "C"}
        assert cap.doubt["vi"]
        assert cap.doubt["en"]


def test_the_base_decides_of_whom_the_share_is_taken() -> None:
    cap = caps.Cap(date(2026, 1, 1), Decimal("0.20"), caps.ELIGIBLE, "x", "C", {})
    assert cap.places(eligible=10, peers=50) == 2
    assert replace(cap, base=caps.PEERS).places(eligible=10, peers=50) == 10


@given(st.integers(0, 100), st.integers(0, 60_000))
@settings(max_examples=60, deadline=None)
def test_places_are_rounded_down_exactly(hundredths: int, eligible: int) -> None:
    cap = caps.Cap(date(2026, 1, 1), Decimal(hundredths) / 100, caps.ELIGIBLE, "x", "C", {})
    assert cap.places(eligible=eligible, peers=0) == hundredths * eligible // 100


@pytest.mark.parametrize(("share", "base"), [("1.5", "eligible"), ("-0.1", "eligible"), ("0.2", "everybody")])
def test_a_ceiling_that_cannot_be_is_refused(share: str, base: str, tmp_path: Path) -> None:
    file = tmp_path / "cap.toml"
    file.write_text(
        f'[[cap]]\nsince = 2026-01-01\nshare = {share}\nbase = "{base}"\ncitation = "x"\ncertainty = "C"\n'
        'doubt = {vi = "x", en = "x"}\n',
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match="no ceiling"):
        caps.caps(file)
