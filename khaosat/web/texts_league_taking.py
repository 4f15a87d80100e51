"""Words of the league taken along as a file: what stands over the picture, in the heads of columns, and beside them."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.leagues import LeagueView, Line
from khaosat.web.filters import number, percent
from khaosat.web.texts_duties import duty_group
from khaosat.web.texts_league import base_name, certainty_name
from khaosat.web.texts_levels import in_language
from khaosat.web.texts_results import dates

_: Callable[..., str] = gettext  # the library has no types


def heading(view: LeagueView) -> list[str]:
    """Return the lines over the picture: what it shows, of whom and when, and what the marks are."""
    league, rules = view.league, view.league.rules
    return [
        _("Công chức: khoảng thứ hạng, không phải bảng xếp hạng"),
        f"{dates(league.first_day, league.last_day)} · {_group(view)} · {_adjusted(view)}",
        _("Vạch là khoảng 95 %% của điểm đã co về mức chung (thang 1–5), chấm là điểm; xếp theo vần chữ cái.", _=""),
        _(
            "Sau điểm: khoảng 95 %% của thứ hạng và khả năng thuộc %(top)s người đứng đầu.",
            top=number(rules["places"]),
        ),
    ]


def heads(view: LeagueView) -> dict[str, str]:
    """Return the heads of the columns and the names of the sheets."""
    return {
        "title": _("Công chức"),
        "state": _("Nhận định"),
        "key": _("Mã công chức"),
        "name": _("Họ tên"),
        "unit": _("Đơn vị"),
        "evidence": _("Phiếu"),
        "n": _("Số phiếu"),
        "mean": _("Điểm đã co về mức chung"),
        "low": _("Điểm, khoảng 95 %%: thấp", _=""),
        "high": _("Điểm, khoảng 95 %%: cao", _=""),
        "rank_low": _("Hạng, khoảng 95 %%: từ", _=""),
        "rank_high": _("Hạng, khoảng 95 %%: đến", _=""),
        "p_top": _("Khả năng thuộc %(top)s người đứng đầu, %%", top=number(view.league.rules["places"])),
        "otherwise": _("Nếu không hiệu chỉnh") if view.asked.adjusted else _("Nếu có hiệu chỉnh"),
        "notes": _("Cách tính và lưu ý"),
    }


def notes(view: LeagueView) -> list[str]:
    """Return what must be read beside the table."""
    league, rules, cap = view.league, view.league.rules, view.league.rules["cap"]
    shared = league.results["adjusted" if view.asked.adjusted else "plain"]
    said = [
        f"{dates(league.first_day, league.last_day)} · {_group(view)} · {_adjusted(view)}",
        _(
            "Trần %(share)s của số %(base)s là tham số, theo %(citation)s (%(certainty)s).",
            share=percent(cap["share"], 0),
            base=base_name(cap["base"]),
            citation=cap["citation"],
            certainty=certainty_name(cap["certainty"]),
        ),
        in_language(cap["doubt"]),
        _("Trần là giới hạn trên, không phải chỉ tiêu phải lấp đầy."),
        _("Tỷ lệ đề nghị nhầm dự kiến %(share)s.", share=percent(shared["expected_undeserved"])),
        _("Độ tin cậy của điểm: %(reliability)s.", reliability=number(shared["reliability"], 2)),
        _("Dưới %(minimum)s phiếu: chưa nêu điểm.", minimum=number(rules["minimum"])),
        _("Xếp theo vần chữ cái trong mỗi nhận định: đây không phải bảng xếp hạng."),
    ]
    return [note for note in said if note]


def rank_words(line: Line) -> str:
    """Return the interval of ranks."""
    return _("hạng %(low)s–%(high)s", low=number(line.rank_low), high=number(line.rank_high))


def withheld(line: Line) -> str:
    """Return why no figure is given."""
    return _("%(n)s phiếu, chưa nêu điểm", n=number(line.n))


def _group(view: LeagueView) -> str:
    return _("nhóm nhiệm vụ: %(group)s", group=duty_group(view.league.duty_group))


def _adjusted(view: LeagueView) -> str:
    if view.asked.adjusted:
        return _("đã hiệu chỉnh theo lĩnh vực, đối tượng, hình thức")
    return _("không hiệu chỉnh")
