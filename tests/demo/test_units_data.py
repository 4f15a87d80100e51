"""The project's own file of the 172 units, and the invented half of the province around it."""

from collections import Counter

from khaosat.demo.officers import PRINTED, WITHOUT_OFFICE, counters, kind_of, offices, posts
from khaosat.demo.sources import table
from khaosat.demo.visits import fields, with_slips


def test_the_file_holds_the_province_its_bodies_districts_and_communes() -> None:
    units = table("units")
    assert Counter(row["kind"] for row in units) == {"province": 1, "department": 20, "district": 10, "commune": 141}
    assert len({row["key"] for row in units}) == 172
    districts = {row["key"] for row in units if row["kind"] == "district"}
    below = Counter(row["parent_key"] for row in units if row["kind"] == "commune")
    assert sorted(below.values()) == [5, 9, 9, 14, 19, 20, 21, 22, 22]
    assert districts - below.keys() == {WITHOUT_OFFICE}


def test_three_names_occur_twice_in_two_towns() -> None:
    units = table("units")
    names = Counter(row["name"] for row in units)
    twice = {name for name, number in names.items() if number > 1}
    assert twice == {"UBND phường 1", "UBND phường 2", "UBND phường 3"}
    towns = {row["parent_key"] for row in units if row["name"] in twice}
    assert towns == {"461", "462"}


def test_170_offices_have_504_officers_as_the_plan_of_2016_counts_them() -> None:
    assert len(offices()) == 170
    assert WITHOUT_OFFICE not in offices()
    assert Counter(kind_of(post.office) for post in posts()) == {"department": 45, "district": 36, "commune": 423}
    assert Counter(post.part_time for post in posts()) == {False: 437, True: 67}
    assert {post.office for post in posts()} == set(offices())
    assert all(post.name == f"Công chức mẫu {number:03d}" for number, post in enumerate(posts(), start=1))


def test_every_counter_serves_known_fields_and_every_officer_sits_at_one() -> None:
    for office in offices():
        desks = dict(counters(office))
        assert desks, office
        assert {field for served in desks.values() for field in served} <= set(fields())
    assert all(post.counter in dict(counters(post.office)) for post in posts())


def test_three_offices_in_four_hand_out_slips_and_the_printed_one_has_three_officers_or_more() -> None:
    assert 0.7 < sum(map(with_slips, offices())) / 170 < 0.8
    assert sum(post.office == PRINTED for post in posts()) >= 3
