"""Words of results that several pages share: periods, dates, figures, and why a figure is withheld."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext

from khaosat.services.figures import LEAST, Band, Figure, Method, Withheld
from khaosat.services.periods import Month, Period, Span
from khaosat.services.unit_figures import Standing
from khaosat.web.audience import Audience
from khaosat.web.filters import day, number, percent, signed

_: Callable[..., str] = gettext  # the library has no types
ROMAN = ("I", "II", "III", "IV")
SIGNED = frozenset({Method.DIFFERENCE, Method.AGAINST})
DASH = "\N{EN DASH}"


def period_name(period: Period) -> str:
    """Return the name of a period as people say it."""
    start, end = period.start, period.end
    if period.span is Span.ROLLING:
        return _("%(months)s tháng gần nhất", months=period.months)
    if period.span is Span.QUARTER:
        return _("Quý %(quarter)s/%(year)s", quarter=ROMAN[start.number // 3], year=start.year)
    if period.span is Span.YEAR:
        return _("Năm %(year)s", year=start.year)
    if period.span is Span.MONTH:
        return _("Tháng %(month)s", month=month_name(start))
    return _("Từ tháng %(start)s đến tháng %(end)s", start=month_name(start), end=month_name(end))


def month_name(month: Month) -> str:
    """Return 9/2026."""
    return f"{month.number}/{month.year}"


def dates(first: date, last: date) -> str:
    """Return the days from first to last in words."""
    return _("từ %(first)s đến %(last)s", first=day(first), last=day(last))


def value_of(figure: Figure) -> str:
    """Return the number alone: 86,4 %, +1,2 or 4,31; empty where it is withheld."""
    if figure.value is None:
        return ""
    if figure.method is Method.MEAN:
        return number(figure.value, 2)
    if figure.method in SIGNED:
        return signed(100 * figure.value)
    return percent(figure.value)


def interval_of(figure: Figure) -> str:
    """Return the interval: 82,8 – 89,4, without the unit that stands at the number."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.method is Method.MEAN:
        return f"{number(figure.low, 2)} {DASH} {number(figure.high, 2)}"
    write = signed if figure.method in SIGNED else number
    between = "…" if figure.method in SIGNED else DASH
    return f"{write(100 * figure.low, 1)} {between} {write(100 * figure.high, 1)}"


def persons(figure: Figure) -> str:
    """Return how many people it rests on; never the exact number of fewer than five."""
    if 0 < figure.n < LEAST:
        return _("dưới 5 phiếu")
    return _("%(count)s phiếu", count=number(figure.n))


def in_short(figure: Figure) -> str:
    """Return number, interval and n in one line, or why there is none."""
    if not figure.shown:
        return why(figure)
    return f"{value_of(figure)} ({interval_of(figure)}) · {persons(figure)}"


def why(figure: Figure) -> str:
    """Return in words why a figure is withheld; empty where it is shown."""
    if figure.reason is None:
        return ""
    if figure.reason is Withheld.BAND_ONLY and figure.band is not None:
        return {
            Band.UNDER_HALF: _("5 đến 9 phiếu: dưới một nửa hài lòng"),
            Band.MIDDLE: _("5 đến 9 phiếu: từ một nửa đến dưới bốn phần năm hài lòng"),
            Band.FOUR_FIFTHS: _("5 đến 9 phiếu: từ bốn phần năm trở lên hài lòng"),
        }[figure.band]
    return {
        Withheld.NO_ANSWERS: _("chưa có phiếu nào"),
        Withheld.TOO_FEW: _("chưa đủ phiếu (dưới 5)"),
        Withheld.BAND_ONLY: _("chưa đủ phiếu (cần 10)"),
        Withheld.WAITING: _("phiếu mới đang chờ đợt công bố"),
        Withheld.NO_OFFICE: _("không có Bộ phận Một cửa"),
        Withheld.CORRECTED: _("chỉ có phiếu điều chỉnh, chưa tính riêng được"),
        Withheld.DECIDED_ELSEWHERE: _("không so: phần lớn hồ sơ do đơn vị khác giải quyết"),
        Withheld.NOT_COMPARED: _("chưa so sánh được: một trong hai kỳ chưa đủ phiếu"),
    }[figure.reason]


def change_sentence(figure: Figure) -> str:
    """Return what a difference between two periods allows to say."""
    if figure.low is None or figure.high is None:
        return why(figure)
    if figure.low > 0:
        return _("Có căn cứ để nói là tăng.")
    if figure.high < 0:
        return _("Có căn cứ để nói là giảm.")
    return _("Chưa đủ căn cứ để nói có thay đổi.")


def standing_sentence(standing: Standing) -> str:
    """Return how a unit lies to the province, as far as its interval tells."""
    return {
        Standing.ABOVE: _("Cao hơn mức chung của tỉnh, ngoài sai số ngẫu nhiên."),
        Standing.BELOW: _("Thấp hơn mức chung của tỉnh, ngoài sai số ngẫu nhiên."),
        Standing.UNCLEAR: _("Không khác biệt rõ so với mức chung của tỉnh."),
    }[standing]


FILTERS: dict[str, Callable[..., str]] = {
    "period": period_name,
    "month": month_name,
    "value": value_of,
    "interval": interval_of,
    "persons": persons,
    "why": why,
    "in_short": in_short,
    "change_sentence": change_sentence,
    "standing_sentence": standing_sentence,
}


def lend_to(audience: Audience) -> None:
    """Make the words known to every template of the program, dates(first, last) among them."""
    for name, word in FILTERS.items():
        audience.add_app_template_filter(word, name)
    audience.add_app_template_global(dates, "dates")
