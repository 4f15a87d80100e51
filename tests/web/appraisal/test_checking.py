"""A signed year on its pages: Giang checks it and sees every difference, Đức corrects it as a new version."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.movers import NOW
from tests.factories.signed_year import YEAR, signed
from tests.web.quality import page, text_of

PAGE, CORRECTION = f"/thi-dua/{YEAR}/kiem-tra", f"/thi-dua/{YEAR}/dinh-chinh"
SHEETS = dict.fromkeys(("an", "chi", "duc", "em", "giang"), f"/thi-dua/{YEAR}/ho-so/{{}}") | {
    "binh": f"/cua-toi/danh-gia/{YEAR}"
}
STORY = (
    "Đính chính sau khi ký", "Bản 3: Hoàn thành xuất sắc nhiệm vụ", "11/1/2027", "Bản án số 9/HC",
    "Bản 2: Hoàn thành tốt nhiệm vụ", "Kết luận thanh tra số 5/KL", "Bản 1: Hoàn thành nhiệm vụ", "lúc ký",
)  # fmt: skip  # as they follow one another


@pytest.fixture
def year(app: Flask, clock: StillClock) -> Cast:
    app.config["WTF_CSRF_ENABLED"] = False
    movers = signed(app.extensions["engine"], app.config["SETTINGS"].keys)
    clock.moment = NOW
    cast = Cast(app, clock, movers.made)
    cast.accounts = dict(movers.accounts)
    return cast


def test_giang_checks_the_year_and_takes_its_bytes_along(year: Cast) -> None:
    giang = year.browser("giang")
    page(giang.get(PAGE))
    said = giang.post(PAGE).get_data(as_text=True)
    assert "Khớp hoàn toàn: tính lại 17 hồ sơ, 34 dòng" in said
    body = giang.get(f"{PAGE}/1.json")
    assert json.loads(body.get_data())["year"]["year"] == YEAR
    assert giang.get(f"{PAGE}/2.json").status_code == 404
    assert "Kiểm tra kỳ đánh giá đã ký" in giang.get("/thi-dua/nhat-ky").get_data(as_text=True)


def test_an_edit_by_hand_is_shown_with_officer_before_and_now(year: Cast, app: Flask) -> None:
    with app.extensions["engine"].execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TRIGGER appraisals_frozen_update"))
        connection.execute(text("UPDATE appraisals SET final_class = 'excellent' WHERE final_class = 'completed'"))
    answer = year.browser("giang").post(PAGE)
    page(answer)
    said = answer.get_data(as_text=True)
    assert "chỗ khác với lúc ký" in said
    assert all(word in said for word in ("cc-19330-1", "final_class", "completed", "excellent"))


def test_duc_corrects_and_everybody_who_checks_sees_it(year: Cast) -> None:
    duc = year.browser("duc")
    page(duc.get(CORRECTION))
    form = {"officer": "cc-19330-1", "class": "good", "reason": "Kết luận thanh tra số 5/KL"}
    assert "Đã lập bản đính chính mới" in duc.post(CORRECTION, data=form, follow_redirects=True).get_data(as_text=True)
    refused = duc.post(CORRECTION, data=form | {"class": "completed"}, follow_redirects=True).get_data(as_text=True)
    assert "không bao giờ làm xấu đi" in refused
    said = year.browser("giang").post(PAGE).get_data(as_text=True)
    assert "Khớp hoàn toàn" in said
    assert "Kết luận thanh tra số 5/KL" in said
    assert duc.post(CORRECTION, data=form | {"officer": "cc-nobody"}).status_code == 404


def test_whoever_may_not_check_finds_nothing(year: Cast) -> None:
    for name in ("an", "binh", "duc", "em", "dung"):
        assert year.browser(name).get(PAGE).status_code == 404
        assert year.browser(name).get(f"{PAGE}/1.json").status_code == 404
    for name in ("an", "binh", "chi", "em", "giang"):
        assert year.browser(name).post(CORRECTION, data={}).status_code == 404


def test_the_sheet_shows_what_was_corrected_and_why_with_what_was_signed(year: Cast) -> None:
    key, other = "cc-19330-1", "cc-19330-2"
    before = {name: year.browser(name).get(SHEETS[name].format(key)).get_data(as_text=True) for name in SHEETS}
    duc = year.browser("duc")
    for class_, reason in (("good", "Kết luận thanh tra số 5/KL"), ("excellent", "Bản án số 9/HC")):
        duc.post(CORRECTION, data={"officer": key, "class": class_, "reason": reason})
    for name, address in SHEETS.items():
        assert "Đính chính sau khi ký" not in before[name], name
        said = text_of(page(year.browser(name).get(address.format(key))))
        places = [said.index(words) for words in STORY]
        assert places == sorted(places), f"{name}: the newest version first, what was signed last"
        assert "Hoàn thành xuất sắc nhiệm vụ" in said[: said.index("Đính chính sau khi ký")], "what stands, above"
    assert "Đính chính sau khi ký" not in duc.get(SHEETS["duc"].format(other)).get_data(as_text=True)
