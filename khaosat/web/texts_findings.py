"""Words of findings: what each test asks, how sure it is, how often it is wrong, what could not be asked."""

from collections.abc import Callable
from datetime import date
from typing import Final

from flask_babel import gettext

from khaosat.services.findings import Finding, Look
from khaosat.services.screening import FALSE_ALARM
from khaosat.web.filters import day as day_words
from khaosat.web.filters import number, percent

_: Callable[..., str] = gettext  # the library has no types
IN_A_MILLION: Final = 1e-6
STRONG, VERY_STRONG = 1e-5, 1e-9
LEAST_SHARE: Final = 0.001  # never told as none


def detectors() -> dict[str, str]:
    """Return what each test found, in a few words, by its code."""
    return {
        "window": _("Nhiều phiếu trong 15 phút hơn số hồ sơ giải thích được"),
        "homogeneity": _("Một khung 15 phút toàn phiếu chấm mọi câu mức cao nhất"),
        "device": _("Quá nhiều phiếu trong ngày trông như từ một máy"),
        "runs": _("Chuỗi phiếu chấm mọi câu mức cao nhất dài khác thường"),
        "hours": _("Giờ chấm khác hẳn giờ trả hồ sơ"),
        "response": _("Số phiếu trên mỗi hồ sơ cao hơn hẳn đồng nghiệp"),
    }


def explanation(detector: str) -> str:
    """Return how a test works, for somebody who must decide."""
    return {
        "window": _(
            "So số phiếu của từng khung 15 phút với số hồ sơ người này trả quanh khung ấy, theo tỷ lệ trả lời thường "
            "ngày của chính họ. Một đoàn cùng làm một thủ tục, hay hồ sơ nhập muộn, cũng trông như vậy."
        ),
        "homogeneity": _(
            "So các phiếu mức cao nhất trong một khung 15 phút với tỷ lệ của chính người này ở ngoài khung ấy. Một "
            "đoàn khách rất hài lòng cũng trông như vậy."
        ),
        "device": _(
            "Đếm thứ tự phiếu trong ngày của máy trông giống nhau. Một gia đình, một người nộp thay nhiều hồ sơ, điện "
            "thoại dùng chung ở quầy cũng trông như vậy."
        ),
        "runs": _("So chuỗi phiếu mức cao nhất dài nhất với chuỗi gặp được nếu thứ tự phiếu là ngẫu nhiên."),
        "hours": _("So giờ gửi phiếu với giờ trả hồ sơ. Nói về cả kỳ, không chỉ ra được phiếu nào."),
        "response": _("So với ít nhất 20 đồng nghiệp. Nói về cả kỳ, không chỉ ra được phiếu nào."),
    }[detector]


def strength(verdict: float) -> str:
    """Return how strong a finding is."""
    if verdict <= VERY_STRONG:
        return _("rất mạnh")
    return _("mạnh") if verdict <= STRONG else _("vừa đủ để báo")


def chance(p: float) -> str:
    """Return a small chance in words."""
    if p < IN_A_MILLION:
        return _("dưới một phần triệu")
    return _("khoảng 1 trên %(number)s", number=number(round(1 / p, -1 if p < 1e-2 else 0)))  # noqa: PLR2004  rounding


def false_alarms(look: Look) -> str:
    """Return how often looks are wrong, and where the figure comes from."""
    return _(
        "Mỗi lần soát báo nhầm một người trung thực với khả năng nhiều nhất 1 trên %(look)s, nên cả năm nhiều nhất "
        "1 %%; lần này soát %(officers)s người, dự kiến nhiều nhất %(expected)s báo nhầm. Cách chia ngưỡng bảo đảm "
        "mức ấy; khi mô phỏng 2.000 người trung thực, ngưỡng 1 %% báo nhầm 0,35 %% (docs/statistics.md).",
        look=number(round(1 / FALSE_ALARM)),
        officers=number(look.family),
        expected=number(look.family * look.false_alarm, 2),
    )


def expected_false(finding: Finding) -> str:
    """Return how many of the findings of a look, down to this one, are likely to be false."""
    return _(
        "Trong các dấu hiệu của lần soát ấy mạnh từ mức này trở lên, dự kiến không quá %(share)s là báo nhầm.",
        share=percent(max(finding.expected_false, LEAST_SHARE), 1),
    )


def not_run(look: Look) -> list[tuple[str, str]]:
    """Return the tests that could not be run for anybody, each with its reason."""
    why = {
        "window": _("chưa nhập số hồ sơ trả theo khung 15 phút"),
        "hours": _("chưa nhập số hồ sơ trả theo khung 15 phút"),
        "response": _("cần ít nhất 20 người có số hồ sơ trả theo khung 15 phút"),
        "device": _("không phiếu nào có số thứ tự theo máy"),
        "homogeneity": _("không ai đủ 10 phiếu"),
        "runs": _("không ai đủ 10 phiếu"),
    }
    return [(detectors()[test], why[test]) for test, officers in look.ran.items() if not officers]


def states() -> dict[str, str]:
    """Return where a finding stands, by its state."""
    return {
        "waiting": _("chờ quyết"),
        "exclusion_proposed": _("đã đề nghị loại, chờ người thứ hai"),
        "excluded": _("đã loại"),
        "kept": _("có lý do, vẫn tính"),
        "lapsed": _("hết hạn xác nhận, vẫn tính"),
    }


def choices() -> dict[str, str]:
    """Return by what the queue may be narrowed: a state, or that nobody decided within the term."""
    return {"qua-han": _("chờ quyết, đã quá hạn")} | states()


def by_slot(day: date) -> str:
    """Return the title of a picture of one day's quarter hours."""
    return _("Phiếu theo khung 15 phút, ngày %(day)s", day=day_words(day))


def by_week() -> str:
    """Return the title of a picture of weeks."""
    return _("Phiếu theo tuần")


def usual_day(answers: float) -> str:
    """Return how many answers a usual day of the officer has."""
    return _("Ngày thường của người này: %(number)s phiếu.", number=number(answers, 1))


def bar(when: str, total: int, part: int, dossiers: int | None) -> str:
    """Return what one bar says."""
    said: str = _("%(when)s: %(total)s phiếu, trong đó %(part)s bị nêu", when=when, total=total, part=part)
    return said if dossiers is None else _("%(said)s, %(number)s hồ sơ trả", said=said, number=dossiers)


def marks() -> tuple[str, str, str]:
    """Return what the marks of the picture mean: all, those pointed at, dossiers."""
    return _("mọi phiếu về người này"), _("phiếu bị nêu"), _("hồ sơ trả")


def nothing_drawn() -> str:
    """Return what an empty picture says."""
    return _("Chưa có gì để vẽ.")


def sides() -> dict[str, str]:
    """Return the two sides of an effect."""
    return {"with": _("Tính các phiếu này"), "without": _("Không tính các phiếu này")}
