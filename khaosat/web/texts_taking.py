"""Words of files to take along: titles of tables, heads of columns, and how the figures were made."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.unit_figures import UnitResults
from khaosat.web.texts_deciding import elsewhere_sentence, gathered_names, gathered_sentence, outcome_sentence
from khaosat.web.texts_response import response_sentence
from khaosat.web.texts_results import dates, period_name
from khaosat.web.texts_screen import place_note

_: Callable[..., str] = gettext  # the library has no types


def titles() -> dict[str, str]:
    """Return what the tables are called."""
    return {
        "headline": _("Kết quả chung"),
        "change": _("Thay đổi so với kỳ trước"),
        "factors": _("Các yếu tố"),
        "against": _("Yếu tố so với các yếu tố khác"),
        "visit": _("Đi lại và đúng hẹn"),
        "months": _("Theo tháng"),
        "below": _("Đơn vị trực thuộc"),
        "officers": _("Công chức (điểm)"),
        "responses": _("Tỷ lệ trả lời"),
        "notes": _("Cách tính và lưu ý"),
    }


def heads() -> dict[str, str]:
    """Return the heads of the columns."""
    return {
        "table": _("Bảng"),
        "what": _("Chỉ tiêu"),
        "value": _("Giá trị"),
        "unit": _("Đơn vị tính"),
        "low": _("Khoảng tin cậy 95 %%: thấp", _=""),
        "high": _("Khoảng tin cậy 95 %%: cao", _=""),
        "n": _("Số phiếu"),
        "why": _("Vì sao không nêu; lưu ý"),
        "method": _("Phương pháp"),
        "first": _("Từ ngày"),
        "last": _("Đến ngày"),
        "answers": _("Số phiếu"),
        "dossiers": _("Số hồ sơ đã trả"),
        "rate": _("Tỷ lệ trả lời"),
        "silent_low": _("Hài lòng nếu người im lặng đều không hài lòng"),
        "silent_high": _("Hài lòng nếu người im lặng đều hài lòng"),
    }


def notes(results: UnitResults) -> list[str]:
    """Return what must be read beside the figures."""
    head = results.headline
    said = [f"{results.unit.name}. {period_name(results.period)}."]
    if head.blocks:
        said.append(
            _(
                "Số liệu %(dates)s, %(blocks)s đợt công bố.",
                dates=dates(head.blocks.first, head.blocks.last),
                blocks=head.blocks.number,
            )
        )
    if head.place and head.percent.shown:
        said.append(place_note(head.place))
    who = results.handled
    said += [response_sentence(head.response), outcome_sentence(results.factors, who), elsewhere_sentence(who)]
    said.append(f"{gathered_sentence(who)} {gathered_names(who)}".strip())
    return [*filter(None, said), *methods()]


def methods() -> list[str]:
    """Return how every figure is made and what it does not say."""
    return [
        _("Tỷ lệ hài lòng: số người chấm “Hài lòng”, “Rất hài lòng” trên số người trả lời; khoảng tin cậy Wilson."),
        _("Điểm trung bình: thang 1–5; khoảng tin cậy dùng độ phân tán chung của các đơn vị cùng loại."),
        _("Các yếu tố tính gộp: sai số tính theo người, không theo câu trả lời."),
        _("Thay đổi: khoảng tin cậy theo Newcombe; khoảng chứa số 0 thì chưa đủ căn cứ để nói có thay đổi."),
        _(
            "Một yếu tố so với các yếu tố khác: cùng những người trả lời; năm khoảng cùng đúng với độ tin cậy 95 %%.",
            _="",
        ),
        _(
            "Đúng hẹn và kết quả nói về nơi giải quyết hồ sơ; nơi tiếp đón và thái độ nói về Bộ phận Một cửa. Phiếu "
            "không cho biết là hồ sơ nào: ý kiến được tính ở nơi tiếp nhận."
        ),
        _("Số liệu chỉ gồm các đợt đã công bố. Mỗi cách chia có đợt riêng, nên số phiếu có thể khác nhau."),
        _(
            "Dưới 5 phiếu không nêu gì; 5–9 phiếu chỉ nêu mức; dưới 30 phiếu hoặc 5 %% số hồ sơ: chỉ để tham khảo.",
            _="",
        ),
        _("Người trả lời tự chọn trả lời, không phải mẫu ngẫu nhiên; không suy ra cho người không trả lời."),
    ]
