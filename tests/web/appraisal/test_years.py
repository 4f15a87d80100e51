"""A year of appraisal on its pages: each sees what they reach, ceilings warn, components are looked at first."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal
from khaosat.models.officer import Posting
from khaosat.queries.appraisals import file_of
from khaosat.services.importing import reading
from tests.cast import Cast
from tests.factories.appraisal import YEAR, an_open_year
from tests.factories.league import a_league
from tests.factories.province import SmallProvince

LIST, HOME = "/thi-dua/ky", f"/thi-dua/{YEAR}/ky"
OWN, FOREIGN = f"/thi-dua/{YEAR}/ho-so/cc-19330-1", f"/thi-dua/{YEAR}/ho-so/cc-19357-1"
CEILINGS, COMPONENTS = f"/thi-dua/{YEAR}/muc-tran", f"/thi-dua/{YEAR}/thanh-phan"


@pytest.fixture
def year(app: Flask, province: SmallProvince) -> SmallProvince:
    app.config["WTF_CSRF_ENABLED"] = False
    an_open_year(app.extensions["engine"], province)
    return province


def _set(app: Flask, key: str, **values: object) -> None:
    with open_session(app.extensions["engine"], Scope.system("a test")) as session:
        filed = file_of(session, year=YEAR, officer_key=key)
        assert filed is not None
        for name, value in values.items():
            setattr(filed.file, name, value)
        session.commit()


def _file(app: Flask, key: str) -> Appraisal:
    with open_session(app.extensions["engine"], Scope.system("a test").reading()) as session:
        filed = file_of(session, year=YEAR, officer_key=key)
        assert filed is not None
        return filed.file


def _sent(browser: FlaskClient, act: str, content: str) -> tuple[int, str]:
    data = {"file": (BytesIO(content.encode()), "a.csv"), "act": act}
    answer = browser.post(COMPONENTS, data=data, follow_redirects=True)
    return answer.status_code, answer.text


def test_internal_affairs_opens_a_year_under_a_rule_in_force_for_it(
    app: Flask, cast: Cast, province: SmallProvince
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    assert "Chưa có năm nào mở được" in cast.browser("chi").get(LIST).text
    a_league(app.extensions["engine"], province)
    chi = cast.browser("chi")
    page = chi.get(LIST).text
    assert "2026 nd-335-2025 1" in page
    assert "nd-90-2020" not in page
    told = chi.post(LIST, data={"year": "2026 nd-90-2020 1"}, follow_redirects=True).text
    assert "không có hiệu lực vào ngày cuối năm 2026" in told
    told = chi.post(LIST, data={"year": "2026 nd-335-2025 1"}, follow_redirects=True).text
    assert "Đã mở kỳ đánh giá" in told
    assert "đã mở rồi" in chi.post(LIST, data={"year": "2026 nd-335-2025 1"}, follow_redirects=True).text
    assert cast.browser("an").post(LIST, data={"year": "2026 nd-335-2025 1"}).status_code == 404
    home = chi.get(HOME).text
    assert "17 hồ sơ" in home
    assert "Đây không đúng là năm dương lịch" in home


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("name", "own", "foreign"),
    [("an", 200, 404), ("ha", 404, 200), ("chi", 200, 200), ("giang", 200, 200), ("duc", 404, 404), ("em", 404, 404),
     ("binh", 404, 404), ("dung", 404, 404), ("thu", 404, 404)],
)  # fmt: skip  # read across
def test_a_sheet_opens_to_whoever_reaches_the_file(cast: Cast, name: str, own: int, foreign: int) -> None:
    browser = cast.browser(name)
    assert (browser.get(OWN).status_code, browser.get(FOREIGN).status_code) == (own, foreign)


@pytest.mark.usefixtures("year")
def test_who_decides_sees_what_was_verified_and_who_hears_appeals_what_was_appealed(app: Flask, cast: Cast) -> None:
    _set(app, "cc-19330-1", state="verified")
    assert cast.browser("duc").get(OWN).status_code == 200
    assert cast.browser("duc").get(FOREIGN).status_code == 404
    assert cast.browser("em").get(OWN).status_code == 404
    _set(app, "cc-19330-1", state="appealed", appealed=True)
    appealed = cast.browser("em").get(OWN)
    assert appealed.status_code == 200
    assert "Mức trần của đơn vị" not in appealed.text  # of the unit Em sees one file
    assert "Công chức mẫu 19357" not in cast.browser("em").get(HOME).text
    assert cast.browser("em").get(CEILINGS).status_code == 404


@pytest.mark.usefixtures("year")
def test_a_unit_head_sees_the_files_of_their_unit_alone(cast: Cast) -> None:
    page = cast.browser("an").get(HOME).text
    assert "3 hồ sơ" in page
    assert "Công chức mẫu 19330-2" in page
    assert "Công chức mẫu 19357" not in page
    assert "Nhập điểm thành phần" not in page
    assert "UBND phường 1" not in cast.browser("an").get(CEILINGS).text


@pytest.mark.usefixtures("year")
def test_a_sheet_says_points_with_their_interval_and_what_either_end_would_give(cast: Cast) -> None:
    page = cast.browser("chi").get(OWN).text
    assert "Điểm khảo sát" in page
    assert "[3,25; 3,75]" in page or "; " in page
    assert "ít nhất 60 phiếu, xác thực" in page
    assert "Khảo sát chỉ nói người dân thấy mình được phục vụ thế nào" in page


@pytest.mark.usefixtures("year")
def test_too_few_answers_are_left_out_in_words_and_no_figure_is_shown(cast: Cast) -> None:
    page = cast.browser("chi").get(f"/thi-dua/{YEAR}/ho-so/cc-so-noi-vu-2").text
    assert "Chưa đủ phiếu để nói điều gì, cả tốt lẫn xấu." in page
    assert "quá ít phiếu: phần khảo sát không tính" in page
    assert "tính thành 24" in page  # 20 of 25 are 24 of 30
    assert "Điểm trung bình" not in page


@pytest.mark.usefixtures("year")
def test_a_missing_component_is_named_in_place_of_a_suggestion(cast: Cast) -> None:
    page = cast.browser("an").get(f"/thi-dua/{YEAR}/ho-so/cc-19330-3").text
    assert "còn thiếu Tiêu chí chung, Kết quả thực hiện nhiệm vụ" in page
    assert "cần nêu lý do bằng văn bản" not in page


@pytest.mark.usefixtures("year")
def test_ceilings_warn_and_change_nothing(app: Flask, cast: Cast) -> None:
    for number in (1, 2):
        _set(app, f"cc-19330-{number}", proposed_class="excellent")
    page = cast.browser("an").get(CEILINGS).text
    assert "Cần xem: 1 nhóm" in page
    assert "vượt 2" in page
    assert "làm tròn xuống là 0" in page
    assert "1 hồ sơ chưa có mức" in page
    assert _file(app, "cc-19330-1").proposed_class == "excellent"
    sheet = cast.browser("an").get(OWN).text
    assert "0 suất Hoàn thành xuất sắc nhiệm vụ" in sheet
    assert "Vượt 2" in sheet
    assert "1 nhóm đang vượt mức trần" in cast.browser("an").get(f"/thi-dua/{YEAR}/viec").text


@pytest.mark.usefixtures("year")
def test_a_file_of_components_is_looked_through_then_taken(app: Flask, cast: Cast) -> None:
    chi, row = cast.browser("chi"), "officer_key,general,tasks,disciplined\ncc-19330-3,25,65,no"
    status, told = _sent(chi, "look", row)
    assert (status, "Xem trước: tệp này nhập được" in told) == (200, True)
    assert _file(app, "cc-19330-3").components == {}
    status, told = _sent(chi, "import", row)
    assert "3 giá trị đổi" in told
    assert _file(app, "cc-19330-3").suggested_class is not None
    status, told = _sent(chi, "import", f"{row}\ncc-19330-1,25.5,60,no\nnobody,1,1,no")
    assert status == 422
    assert "ngoài khoảng cho phép" in told  # 25 without the survey's five
    assert "không có hồ sơ của công chức mang mã này" in told
    assert chi.post(COMPONENTS, data={"act": "look"}).status_code == 422


@pytest.mark.usefixtures("year")
def test_the_template_holds_every_officer_and_comes_back_unchanged(cast: Cast) -> None:
    chi = cast.browser("chi")
    content = chi.get(f"{COMPONENTS}.xlsx").data
    lines = reading.lines(content)
    assert [str(cell) for cell in lines[0].cells[:3]] == ["Mã công chức", "Họ tên", "Tiêu chí chung"]
    assert len(lines) == 18
    data = {"file": (BytesIO(content), "a.xlsx"), "act": "import"}
    assert "0 giá trị đổi, 17 dòng giữ nguyên" in chi.post(COMPONENTS, data=data, follow_redirects=True).text


def test_an_old_unit_s_opinion_is_asked_and_written_down(app: Flask, cast: Cast, province: SmallProvince) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    officer = province.officers["19357"][0]
    with open_session(app.extensions["engine"], Scope.system("a test")) as session:
        july = cast.clock.now().date().replace(month=7, day=1)
        session.execute(update(Posting).where(Posting.officer_id == officer).values(valid_to=july))
        place = {"office_id": province.offices["19330"], "unit_id": province.units["19330"]}
        session.add(Posting(officer_id=officer, kind="full_time", duty_group="tiep-nhan", valid_from=july, **place))
        session.commit()
    an_open_year(app.extensions["engine"], province)
    an = cast.browser("an")
    page = an.get(FOREIGN).text
    assert "đơn vị nơi công chức làm việc lúc cuối năm" in page
    assert "chưa có" in page
    assert cast.browser("ha").get(FOREIGN).status_code == 404
    told = an.post(f"{FOREIGN}/y-kien", data={"unit": "19357", "reason": "Làm việc tận tuỵ."}, follow_redirects=True)
    assert "Làm việc tận tuỵ." in told.text
    assert an.post(f"{FOREIGN}/y-kien", data={"unit": "461", "reason": "x"}).status_code == 404
    assert an.post(f"/thi-dua/{YEAR}/ho-so/cc-462-1/y-kien", data={"unit": "462", "reason": "x"}).status_code == 404
    assert cast.browser("giang").post(f"{FOREIGN}/y-kien", data={"unit": "19357", "reason": "x"}).status_code == 404
    again = cast.browser("chi").post(f"{HOME}/lap-lai", follow_redirects=True).text
    assert "0 hồ sơ đổi" in again
    assert "Làm việc tận tuỵ." in an.get(FOREIGN).text


@pytest.mark.usefixtures("year")
def test_a_file_is_handed_over_with_a_reason(cast: Cast) -> None:
    chi = cast.browser("chi")
    told = chi.post(f"{OWN}/chuyen", data={"unit": "19357", "reason": "Biệt phái"}, follow_redirects=True).text
    assert "do Sở Nội vụ chuyển" in told
    assert "Lý do: Biệt phái" in told
    assert cast.browser("an").get(OWN).status_code == 404
    assert cast.browser("ha").get(OWN).status_code == 200
    assert cast.browser("an").post(f"{OWN}/chuyen", data={"unit": "19330", "reason": "x"}).status_code == 404


def test_home_says_that_a_year_that_ended_may_be_opened_until_somebody_does(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    a_league(app.extensions["engine"], cast.province)
    said = "Năm 2026 đã hết: có thể mở kỳ đánh giá"
    cast.clock.moment = datetime(2026, 12, 31, 9, tzinfo=ZONE)
    assert said not in cast.browser("chi").get("/hom-nay").text
    cast.clock.moment = datetime(2027, 1, 4, 9, tzinfo=ZONE)
    assert said in cast.browser("chi").get("/hom-nay").text
    for name in ("an", "duc", "giang", "em"):
        assert said not in cast.browser(name).get("/hom-nay").text, name
    cast.browser("chi").post(LIST, data={"year": "2026 nd-335-2025 1"})
    assert said not in cast.browser("chi").get("/hom-nay").text
