"""The term of findings is data, says how sure we are of it, and is found by date."""

from datetime import date
from pathlib import Path

import pytest

from khaosat.rules.finding_terms import finding_term_on, finding_terms

TERM = 'since = {since}\ndays = {days}\ncitation = "—"\ncertainty = "{certainty}"\n[term.doubt]\nvi = "a"\n'


def test_the_term_of_today_is_an_assumption_and_says_so() -> None:
    found = finding_term_on(date(2026, 11, 28))
    assert (found.days, found.certainty) == (30, "assumption")
    assert set(found.doubt) == {"vi", "en"}


def test_the_newest_term_in_force_is_the_one(tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    rows = [("2020-01-01", 5), ("2016-01-01", 10)]
    file.write_text("".join("[[term]]\n" + TERM.format(since=a, days=b, certainty="press") for a, b in rows), "utf-8")
    assert [term.days for term in finding_terms(file)] == [10, 5]


@pytest.mark.parametrize(("days", "certainty"), [(0, "press"), (10, "sure")])
def test_a_term_of_no_day_or_of_unknown_certainty_is_refused(tmp_path: Path, days: int, certainty: str) -> None:
    file = tmp_path / "terms.toml"
    file.write_text("[[term]]\n" + TERM.format(since="2016-01-01", days=days, certainty=certainty), "utf-8")
    with pytest.raises(ValueError, match="no term of findings"):
        finding_terms(file)
