"""Ceilings of a year: counted in each unit and group, warned about, never applied; equals at the border named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from khaosat.models.appraisal import Appraisal
from khaosat.queries.appraisals import Filed
from khaosat.rules.reading import shipped
from khaosat.services.appraisal_caps import CapGroup, cap_groups, other_base

RULES = next(one for one in shipped() if one.key == "nd-335-2025")


def _filed(place: int, quality_class: str | None, points: str | None = None, unit: int = 1, group: str = "g") -> Filed:
    kept = None if quality_class is None else {"points": points, "class": quality_class}
    file = Appraisal(year=2026, officer_id=place, unit_id=unit, duty_group=group, suggestion=kept)
    file.suggested_class = quality_class
    return Filed(file, f"cc-{place}", f"{place}")


def _files(*classes: tuple[str, str]) -> list[Filed]:
    return [_filed(place, name, points) for place, (name, points) in enumerate(classes)]


def _only(files: Sequence[Filed]) -> CapGroup:
    (found,) = cap_groups(RULES, files)
    return found


def test_a_base_of_four_gives_no_place_and_is_shown() -> None:
    found = _only(_files(("excellent", "95"), ("good", "80"), ("good", "75"), ("good", "70"), ("completed", "60")))
    assert (found.base, found.places, found.wanted, found.over) == (4, 0, 1, 1)


def test_a_base_of_five_gives_one_and_the_other_base_is_counted_beside() -> None:
    found = _only(_files(("excellent", "95"), *[("good", "80")] * 4))
    assert (found.base, found.places, found.over) == (5, 1, 0)
    assert other_base(RULES, found.ceiling) == ("good",)
    assert found.otherwise == 0  # of four who are good


def test_a_ceiling_that_leaves_its_class_out_is_counted_with_it_beside() -> None:
    ceiling = replace(RULES.ceilings[0], base=("good",))
    rules = replace(RULES, ceilings=(ceiling,))
    (found,) = cap_groups(rules, _files(("excellent", "95"), *[("good", "80")] * 4))
    assert (found.places, found.otherwise) == (0, 1)


def test_equals_at_the_border_are_named_and_nobody_is_cut_off() -> None:
    found = _only(_files(("excellent", "95"), ("excellent", "95"), *[("good", "80")] * 3))
    assert (found.places, found.over) == (1, 1)
    assert [one.officer_key for one in found.border] == ["cc-0", "cc-1"]
    apart = _only(_files(("excellent", "95.5"), ("excellent", "95"), *[("good", "80")] * 3))
    assert apart.border == ()
    assert [one.file.suggested_class for one in _files(("excellent", "95"))] == ["excellent"]


def test_each_unit_and_each_group_of_like_duties_has_its_own() -> None:
    files = [_filed(place, "good", "80", unit=place % 2 + 1, group="a" if place < 6 else "b") for place in range(12)]
    assert [(one.unit_id, one.duty_group, one.base) for one in cap_groups(RULES, files)] == [
        (1, "a", 3), (1, "b", 3), (2, "a", 3), (2, "b", 3),
    ]  # fmt: skip  # read across
    whole = replace(RULES, ceilings=(replace(RULES.ceilings[0], within=()),))
    (found,) = cap_groups(whole, files)
    assert (found.unit_id, found.duty_group, found.places) == (None, None, 2)


def test_who_has_no_class_counts_for_no_base() -> None:
    found = _only([*_files(*[("good", "80")] * 5), _filed(9, None)])
    assert (found.base, found.unclassed) == (5, 1)


@pytest.mark.parametrize("stage", ["proposed_class", "decided_class", "final_class"])
def test_the_latest_class_of_a_file_counts(stage: str) -> None:
    files = _files(("excellent", "95"), *[("good", "80")] * 4)
    setattr(files[0].file, stage, "good")
    assert _only(files).wanted == 0
