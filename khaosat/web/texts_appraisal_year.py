"""Words of a year's appraisal: what was done, why not, which unit proposes, what the survey may and may not say."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from khaosat.rules.reading import shipped
from khaosat.rules.ruleset import Ceiling, Ruleset
from khaosat.services.appraisal_caps import other_base as other
from khaosat.services.appraisal_evidence import NONE
from khaosat.web import texts_imports
from khaosat.web.filters import number
from khaosat.web.texts_league import state_name
from khaosat.web.texts_rules import figure, quality_class, said

_: Callable[..., str] = gettext  # the library has no types


def acts() -> dict[str, str]:
    """Return what the acts are called in the trail."""
    return {
        "appraisal_years:open": _("Mở kỳ đánh giá năm"),
        "appraisal_years:draft_again": _("Lập lại hồ sơ đánh giá"),
        "appraisals:hand_over": _("Chuyển hồ sơ đánh giá cho đơn vị khác"),
        "appraisals:opinion": _("Ghi ý kiến của đơn vị khác"),
        "appraisals:import": _("Nhập điểm thành phần"),
    }


def done() -> dict[str, str]:
    """Return what a person reads after an act."""
    return {
        "appraisal_years:open": _("Đã mở kỳ đánh giá; mỗi công chức có một hồ sơ."),
        "appraisals:hand_over": _("Đã chuyển; đơn vị mới sẽ đề nghị."),
        "appraisals:opinion": _("Đã ghi ý kiến vào hồ sơ."),
    }


def drafted_again(new: int, changed: int, passed_over: tuple[str, ...]) -> str:
    """Return what drafting again did."""
    said = _("Đã lập lại: %(new)s hồ sơ mới, %(changed)s hồ sơ đổi.", new=new, changed=changed)
    if not passed_over:
        return said
    rest = _("Đã có đề nghị nên giữ nguyên, dù căn cứ nay khác: %(keys)s.", keys=", ".join(passed_over))
    return f"{said} {rest}"


def problems(details: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return why an act was refused."""
    year = details.get("year", "")
    return {
        ("year", "not_begun"): _("Năm này chưa bắt đầu hoặc quá xa."),
        ("ruleset", "not_in_force"): _("Bộ quy tắc này không có hiệu lực vào ngày cuối năm %(year)s.", year=year),
        ("appraisal_year", "there"): _("Kỳ đánh giá năm %(year)s đã mở rồi.", year=year),
        ("appraisal_year", "no_league"): _(
            "Chưa có lần tính khoảng thứ hạng nào kết thúc trong năm %(year)s, nên chưa có căn cứ để lập hồ sơ.",
            year=year,
        ),
        ("appraisal_year", "signed"): _("Kỳ đánh giá năm %(year)s đã ký, không sửa được nữa.", year=year),
        ("appraisal_year", "ruleset_changed"): _("Bộ quy tắc của năm %(year)s không còn như lúc mở.", year=year),
        ("appraisal", "moved_on"): _("Hồ sơ đã chuyển bước hoặc đã ở đơn vị này; xin xem lại."),
        ("unit", "not_in_force"): _("Đơn vị này không còn hoạt động."),
        ("opinion", "missing"): _("Xin ghi ý kiến của đơn vị."),
    }


def row_reason(code: str) -> str:
    """Return why a row of components cannot be taken; the reasons every file has stand with the imports."""
    known = {
        "unknown_officer": _("không có hồ sơ của công chức mang mã này trong năm"),
        "out_of_range": _("ngoài khoảng cho phép của thành phần này"),
        "not_a_number": _("không phải số, ví dụ 28,5"),
        "not_yes_or_no": _("xin ghi có hoặc không"),
        "moved_on": _("hồ sơ đã được đề nghị; muốn đổi điểm thì trả lại trước"),
        "own_file": _("là hồ sơ của chính Ông/Bà: xin để người khác nhập"),
        "no_component": _("tệp không có cột thành phần nào"),
    }
    return known.get(code) or texts_imports.reason(code)


def component(rules: Ruleset, key: str) -> str:
    """Return what a column of components is called."""
    return next((said(one.name) for one in rules.components if one.key == key), officer_column() if key else key)


def officer_column() -> str:
    """Return the heading of the column that names the officer."""
    return _("Mã công chức")


def name_column() -> str:
    """Return the heading of a column nobody reads back."""
    return _("Họ tên")


def component_note(most: str | None) -> str:
    """Return what may stand in a component's cells."""
    return _("Ghi có hoặc không.") if most is None else _("Từ 0 đến %(most)s; để trống thì giữ nguyên.", most=most)


def components_sheet(year: int) -> str:
    """Return the name of the sheet to be filled in."""
    return _("Thành phần %(year)s", year=year)


def yes_or_no(*, yes: bool) -> str:
    """Return a component's yes or no as the importer reads it back."""
    return _("có") if yes else _("không")


def year_state(state: str) -> str:
    """Return where a year stands."""
    return {"open": _("đang đánh giá"), "signed": _("đã ký")}[state]


def other_base(rules: Ruleset, ceiling: Ceiling) -> str:
    """Return the base that other sources name for a ceiling."""
    return ", ".join(quality_class(rules, key) for key in other(rules, ceiling))


def spread(figures: Mapping[str, Any]) -> str:
    """Return the ends of an interval of means."""
    return f"{number(float(figures['low']), 1)}–{number(float(figures['high']), 1)}"


def because(why: str) -> str:
    """Return why this unit proposes."""
    return {
        "only": _("đơn vị nơi công chức làm việc cả năm"),
        "moved": _("đơn vị nơi công chức làm việc lúc cuối năm"),
        "full_time": _("được phân công ở hai nơi: nơi chuyên trách đề nghị"),
        "more_days": _("được phân công ở hai nơi như nhau: nơi làm nhiều ngày hơn đề nghị"),
        "left": _("đơn vị cuối cùng trước khi công chức thôi việc ở bộ phận một cửa"),
        "handed_over": _("do Sở Nội vụ chuyển"),
    }[why]


def survey_state(evidence: Mapping[str, Any]) -> str:
    """Return what the survey found, in the league's words."""
    return _("không có") if evidence["state"] == NONE else state_name(evidence["state"])


def may_say(evidence: Mapping[str, Any]) -> str:
    """Return what the survey's evidence says of this officer."""
    if evidence["state"] == NONE:
        return {
            "too_short": _("Không có căn cứ khảo sát: phục vụ tại bộ phận một cửa chưa đủ sáu tháng trong kỳ."),
            "not_compared": _("Không có căn cứ khảo sát: không được phân công tại bộ phận một cửa trong kỳ lấy phiếu."),
        }[evidence["reason"]]
    if evidence["state"] == "too_few":
        return _("Chưa đủ phiếu để nói điều gì, cả tốt lẫn xấu.")
    if not evidence["verified"]:
        return _("Phiếu không xác thực: chỉ để tham khảo, không được tính điểm và không thể đạt “đề nghị”.")
    return {
        "proposed": _(
            "Có căn cứ xác thực rằng người dân hài lòng với cách phục vụ ở nhóm cao nhất: ủng hộ mức xuất sắc."
        ),
        "undecided": _("Chưa tách được khỏi những người ở ranh giới nhóm cao nhất: không ủng hộ cũng không phản đối."),
        "not_proposed": _("Trong nhóm chung: không nói điều gì xấu, chỉ chưa cho thấy thuộc nhóm cao nhất."),
        "below": _(
            "Có căn cứ rõ là thấp hơn mức chung: cần tìm hiểu nguyên nhân và nêu lý do, không tự thành kết luận."
        ),
    }[evidence["state"]]


def may_not_say() -> str:
    """Return what no survey says."""
    return _(
        "Khảo sát chỉ nói người dân thấy mình được phục vụ thế nào. Nó không nói về khối lượng, chất lượng chuyên môn "
        "hay kỷ luật, không xếp thứ hạng giữa hai người có khoảng tin cậy chồng lên nhau, và ít phiếu không có nghĩa "
        "là kém."
    )


def asked_by(rules: Ruleset, key: str) -> str:
    """Return the source of what the survey asks: the year's ruleset, or the plan."""
    return next((one.citation for one in (rules, *shipped()) if one.key == key), key)


def points(text: str) -> str:
    """Return points as a file keeps them, with the digits they have."""
    return figure(Decimal(text))


def listed(rules: Ruleset, keys: tuple[str, ...]) -> str:
    """Return these components by name."""
    return ", ".join(component(rules, key) for key in keys)
