"""The league seen: intervals inside rows, states in words, never a bare rank, and every line explained."""

import gzip
import re
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.models.league import LeagueLine
from khaosat.services.sorting import sort_key
from tests.cast import Cast
from tests.factories.league import a_league
from tests.factories.province import WITHOUT_SLIPS, SmallProvince
from tests.web.quality import page, statements, text_of

ADDRESS = "/thi-dua/cong-chuc"
SVG = ".//{http://www.w3.org/2000/svg}svg"
ORDER = ["đề nghị", "chưa phân định", "trong nhóm chung", "thấp hơn mức chung", "chưa đủ phiếu"]


@pytest.fixture
def league(app: Flask, province: SmallProvince) -> int:
    return a_league(app.extensions["engine"], province)


def groups(tree: Element) -> dict[str, list[str]]:
    """The names in each state's rows, as they stand on the page."""
    found: dict[str, list[str]] = {}
    for row in tree.findall(".//table[@class='rows stack league']/tbody/tr"):
        state = row.find("th[@scope='rowgroup']/span")
        if state is not None:
            found[str(state.text)] = []
        else:
            found[list(found)[-1]].append(str(row.findtext("th/a")))
    return found


@pytest.mark.parametrize("who", ["chi", "giang"])
def test_states_stand_in_words_with_names_in_alphabetical_order_and_never_a_rank(
    who: str, cast: Cast, league: int
) -> None:
    assert league
    tree = page(cast.browser(who).get(ADDRESS))
    found = groups(tree)
    assert list(found) == [state for state in ORDER if state in found]
    assert all(names == sorted(names, key=sort_key) for names in found.values())
    assert sum(map(len, found.values())) == 17
    text = text_of(tree)
    assert "đề nghị nhầm dự kiến" in text
    assert "Trần 20 % của số người được so sánh là tham số" in text
    assert "nhiều nguồn thống nhất, chưa đối chiếu văn bản" in text
    assert not re.search(r"[Hh]ạng \d+(?!\d*–)", text), "a rank without its interval"
    assert not tree.findall(".//ol/li/table"), "no list 1…N"


def test_the_interval_is_drawn_inside_each_row_and_only_where_there_are_enough_answers(cast: Cast, league: int) -> None:
    assert league
    tree = page(cast.browser("chi").get(ADDRESS))
    rows = [row for row in tree.findall(".//table[@class='rows stack league']/tbody/tr") if row.find("td") is not None]
    drawn = {row.findtext("th/a"): row.find(SVG) is not None for row in rows}
    assert [name for name, there in drawn.items() if not there] == ["Công chức mẫu so-noi-vu-2"]
    few = next(row for row in rows if row.find(SVG) is None)
    assert "dưới 10 phiếu: chưa nêu điểm" in " ".join(few.itertext())
    assert "–" not in " ".join(few.itertext()), "no rank and no interval of six answers"


def test_where_no_slips_are_handed_out_the_evidence_says_so_and_nobody_is_proposed(cast: Cast, league: int) -> None:
    assert league
    tree = page(cast.browser("chi").get(f"{ADDRESS}?don-vi={WITHOUT_SLIPS}"))
    found = groups(tree)
    named = [name for names in found.values() for name in names]
    assert len([name for name in named if f"{WITHOUT_SLIPS}-" in name]) == 3
    assert not any(f"mẫu {WITHOUT_SLIPS}-" in name for name in found.get("đề nghị", []))
    assert text_of(tree).count("không xác thực") >= 3
    one = text_of(page(cast.browser("chi").get(f"{ADDRESS}/cc-{WITHOUT_SLIPS}-1")))
    assert "Phiếu không xác thực không đưa đến đề nghị được" in one


def test_case_mix_can_be_switched_off_and_both_stand_side_by_side(cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    with_it, without = (page(browser.get(f"{ADDRESS}?hieu-chinh={one}")) for one in (1, 0))
    assert "đã hiệu chỉnh theo lĩnh vực" in text_of(with_it)
    assert "Nếu không hiệu chỉnh" in text_of(with_it)
    assert "Nếu có hiệu chỉnh" in text_of(without)
    sides = [
        ["".join(cell.itertext()) for cell in row] for row in with_it.findall(".//table[@class='rows sides']/tbody/tr")
    ]
    assert [row[0] for row in sides[:5]] == ORDER
    assert all(len(row) == 3 for row in sides)
    again = [
        ["".join(cell.itertext()) for cell in row] for row in without.findall(".//table[@class='rows sides']/tbody/tr")
    ]
    assert again == sides


def test_a_state_that_would_differ_is_told_in_the_row(app: Flask, cast: Cast, league: int) -> None:
    with open_session(app.extensions["engine"], Scope.system("a test")) as session:
        officer = cast.province.officers["19330"][0]
        session.get_one(LeagueLine, (league, False, officer)).state = "below"
        session.commit()
    tree = page(cast.browser("chi").get(ADDRESS))
    told = [row.findtext("th/a") for row in tree.findall(".//tr") if row.find("td[@class='differs']") is not None]
    assert told == ["Công chức mẫu 19330-1"]


@pytest.mark.parametrize(
    ("query", "number"),
    [("don-vi=461", 9), ("don-vi=19330", 3), ("trang-thai=too_few", 1), ("don-vi=con-co", 0), ("trang=99", 17)],
)
def test_the_list_can_be_narrowed_and_an_empty_choice_is_a_good_page(
    query: str, number: int, cast: Cast, league: int
) -> None:
    assert league
    tree = page(cast.browser("chi").get(f"{ADDRESS}?{query}"))
    assert sum(map(len, groups(tree).values())) == number
    if not number:
        assert "Không có ai như vậy" in text_of(tree)


@pytest.mark.parametrize(
    ("query", "status"), [("trang-thai=first", 422), ("don-vi=atlantis", 404), ("nhom=kh%C3%A1c", 404)]
)
def test_choices_that_do_not_exist_make_a_plain_page(query: str, status: int, cast: Cast, league: int) -> None:
    assert league
    page(cast.browser("chi").get(f"{ADDRESS}?{query}"), status)


def test_an_explanation_gives_every_number_of_the_line(app: Flask, cast: Cast, league: int) -> None:
    officer = cast.province.officers["461"][0]
    with open_session(app.extensions["engine"], Scope.system("a test").reading()) as session:
        working = session.get_one(LeagueLine, (league, True, officer)).working
    text = text_of(page(cast.browser("chi").get(f"{ADDRESS}/cc-461-1")))
    for name in (
        "raw_mean",
        "mean",
        "kappa",
        "steady",
        "room",
        "mu",
        "kept",
        "posterior_mean",
        "posterior_sd",
        "p_top",
    ):
        assert f"{working[name]:.5f}".replace(".", ",") in text, name
    for name in ("variance", "added", "var_mu"):
        assert f"{working[name]:.7f}".replace(".", ",") in text, name
    by_hand = working["raw_mean"] + sum(shift["effect"] for shift in working["shifts"])
    assert by_hand == pytest.approx(working["mean"], abs=1e-12)
    variance = working["kappa"] * working["room"] * working["deff"] / working["n"] + working["added"]
    assert variance == pytest.approx(working["variance"], rel=1e-12)
    nodes = working["working"]
    p = sum(w * q for w, q in zip(nodes["weight"], nodes["probability"], strict=True))
    assert p == pytest.approx(working["p_top"], abs=1e-9)
    assert "lĩnh vực: Hộ tịch" in text
    assert "lĩnh vực: Đất đai (gốc)" in text


def test_too_few_answers_give_no_number_but_say_how_many_more(cast: Cast, league: int) -> None:
    assert league
    text = text_of(page(cast.browser("chi").get(f"{ADDRESS}/cc-so-noi-vu-2")))
    assert "Mới có 6 phiếu được tính, cần ít nhất 10." in text
    assert "Cần thêm 4 phiếu" in text
    assert "Điểm thô" not in text


def test_who_is_at_the_border_is_told_how_many_answers_would_tell(cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    found = groups(page(browser.get(ADDRESS)))
    assert found["chưa phân định"]
    key = found["chưa phân định"][0].removeprefix("Công chức mẫu ")
    text = text_of(page(browser.get(f"{ADDRESS}/cc-{key}")))
    assert "ranh giới" in text


def test_before_the_first_league_the_page_says_when_it_comes(cast: Cast) -> None:
    browser = cast.browser("chi")
    assert "Chưa có lần tính nào" in text_of(page(browser.get(ADDRESS)))
    page(browser.get(f"{ADDRESS}/cc-461-1"), 404)
    page(browser.get(f"{ADDRESS}/nobody"), 404)


def test_nobody_but_internal_affairs_and_the_inspector_may_look(cast: Cast, league: int) -> None:
    assert league
    for who in ("an", "binh", "duc", "em", "dung", "thu"):
        page(cast.browser(who).get(ADDRESS), 404)
        page(cast.browser(who).get(f"{ADDRESS}/cc-461-1"), 404)


def test_the_pages_read_stored_lines_in_few_statements(app: Flask, cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    for address in (ADDRESS, f"{ADDRESS}?don-vi=461&hieu-chinh=0", f"{ADDRESS}/cc-461-1"):
        with statements(app.extensions["engine"]) as seen:
            browser.get(address)
        assert len(seen) <= 12, "\n".join(seen)
        assert not [one for one in seen if "responses" in one or "tallies" in one]


def test_a_hundred_rows_a_page_stay_light(app: Flask, cast: Cast, league: int) -> None:
    """The heaviest page there can be: the measured weight of a row, a hundred times, and the rest of the page."""
    assert league
    tree = cast.browser("chi").get(ADDRESS).get_data()
    rows = re.findall(rb"<tr>\s*<th scope=\"row\"><a.*?</tr>", tree, re.DOTALL)
    assert len(rows) == 17
    varied = b"".join(row.replace(b"cc-", b"cc-%d" % number) for number in range(6) for row in rows)
    assert app
    assert len(gzip.compress(tree + varied, 6)) < 24_000
