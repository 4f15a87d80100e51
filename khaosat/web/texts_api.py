"""Words of the API: what its problems are called, what its parts are for. Codes stay codes; programs read those."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def problem(code: str) -> tuple[str, str]:
    """Return title and advice of a problem."""
    return problems().get(code) or problems()["http_500"]


def problems() -> dict[str, tuple[str, str]]:
    """Return every code a program may hear, with title and advice."""
    unread = (
        _("Không đọc được loại nội dung này"),
        _("Xem tài liệu: mỗi đường dẫn nhận những loại nội dung nào."),
    )
    return {
        "bearer": (
            _("Chưa có mã truy cập dùng được"),
            _("Gửi mã trong tiêu đề Authorization: Bearer; mã có thể đã hết hạn hoặc bị thu hồi."),
        ),
        "power": (
            _("Mã truy cập này không dùng cho việc đó"),
            _("Đọc kết quả và gửi số hồ sơ là hai loại mã khác nhau."),
        ),
        "too_many": (_("Hỏi nhiều quá"), _("Chờ đủ số giây ghi ở tiêu đề Retry-After rồi hỏi lại.")),
        "not_found": (_("Không có"), _("Không có, hoặc không thuộc đơn vị mà mã truy cập này được xem.")),
        "invalid": (_("Có chỗ chưa đúng"), _("Xem mục fields: chỗ nào và vì sao.")),
        "import": (
            _("Có dòng không nhận được"),
            _("Xem mục problems: dòng nào, cột nào và vì sao. Chưa dòng nào được ghi."),
        ),
        "rows": (
            _("Có dòng trái với nhau hoặc với danh mục"),
            _("Xem mục problems: dòng nào, cột nào và vì sao. Chưa dòng nào được ghi."),
        ),
        "media": unread,
        "conflict": (_("Trái với điều đã có"), _("Đọc lại tình trạng hiện tại rồi thử lại.")),
        "http_400": (_("Nội dung không đọc được"), _("Kiểm tra JSON và cách mã hoá ký tự.")),
        "http_404": (_("Không có"), _("Đường dẫn này không có trong tài liệu.")),
        "http_405": (_("Đường dẫn này không nhận phương thức đó"), _("Xem tiêu đề Allow.")),
        "http_413": (_("Nội dung gửi lên quá lớn"), _("Mỗi lần gửi không quá 16 MB; chia thành nhiều lần.")),
        "http_415": unread,
        "http_500": (_("Có lỗi phía máy chủ"), _("Chúng tôi đã ghi nhận. Thử lại sau ít phút.")),
    }  # fmt: skip  # one code, one line of thought


def title() -> str:
    """Return what the product is called."""
    return _("Khảo sát hài lòng")


def about() -> str:
    """Return what the API is, for the head of its description."""
    return _(
        "Đọc kết quả đã công bố và gửi số hồ sơ. Con số nào cũng đi cùng khoảng tin cậy 95 %%, số phiếu và "
        "phương pháp; con số chưa được nêu thì có lý do (reason), không có giá trị. "
        "Tỷ lệ viết từ 0 đến 1, điểm trung bình từ 1 đến 5.",
        _="",
    )


def summary(name: str) -> str:
    """Return what a resource is for."""
    return {
        "units": _("Các đơn vị của mã truy cập này, từng trang"),
        "unit": _("Một đơn vị"),
        "fields": _("Các lĩnh vực thủ tục"),
        "unit_results": _("Kết quả của một đơn vị trong một kỳ"),
        "unit_trend": _("Tỷ lệ hài lòng theo tháng"),
        "export": _("Tải kết quả: tệp XLSX hoặc CSV như trên trang"),
        "order_report": _("Đặt báo cáo sơ kết hoặc tổng kết (DOCX); làm xong thì tải"),
        "report_order": _("Báo cáo đã đặt làm đến đâu"),
        "report_file": _("Tải báo cáo đã xong (DOCX)"),
        "dossiers": _("Gửi số hồ sơ theo tháng"),
        "closed_dossiers": _("Gửi số hồ sơ trả theo khung 15 phút"),
    }[name]


def described(field: str) -> str:
    """Return what a name in questions and answers means; '' where the name says it."""
    return (_of_figures() | _of_questions()).get(field, "")


def _of_figures() -> dict[str, str]:
    return {
        "value": _("giá trị; không có khi chưa được nêu"),
        "low": _("cận dưới"),
        "high": _("cận trên"),
        "n": _("số người trả lời; không nêu khi dưới 5"),
        "shown": _("có được nêu hay không"),
        "indicative": _("dưới 30 phiếu: chỉ để tham khảo"),
        "reason": _("vì sao không nêu"),
        "band": _("5–9 phiếu: tỷ lệ nằm ở khoảng nào"),
        "method": _("công thức và cách tính khoảng tin cậy"),
        "blocks": _("các đợt công bố đứng sau con số: từ ngày, đến ngày, mấy đợt"),
        "waiting": _("số phiếu mới đang chờ đợt công bố sau"),
        "known": _("biết gì về tỷ lệ trả lời"),
        "by_decree": _("tỷ lệ theo cách tính của Quyết định 766, coi người im lặng là hài lòng"),
        "distribution": _("số phiếu theo mức, từ rất không hài lòng đến rất hài lòng"),
        "elsewhere": _("tỷ lệ hồ sơ trả tại đây do đơn vị khác giải quyết"),
        "decided_elsewhere": _("số hồ sơ trả tại đây do đơn vị khác giải quyết"),
        "from_elsewhere": _("số hồ sơ do đơn vị giải quyết, tiếp nhận ở nơi khác"),
        "gathered_at": _("những nơi có ý kiến về kết quả do đơn vị giải quyết"),
        "against": _("so với các yếu tố khác, cùng những người trả lời"),
        "place": _("vị trí so với giới hạn quanh mức chung của các đơn vị cùng loại"),
        "common": _("mức chung của các đơn vị cùng loại"),
        "small_office": _("dưới ba công chức: con số gần như là của một người"),
    }


def _of_questions() -> dict[str, str]:
    return {
        "unit_key": _("mã đơn vị"),
        "period": _("kỳ, ví dụ 3-thang, thang-10-2026, quy-3-2026, nam-2026, 2026-01_2026-06"),
        "split": _("chia theo: người hay tổ chức, phương thức, lĩnh vực, có mã hay không"),
        "page": _("trang thứ mấy"),
        "per_page": _("mỗi trang bao nhiêu"),
        "dry_run": _("chỉ xem sẽ đổi gì, chưa ghi"),
        "format": _("loại tệp"),
        "report_id": _("mã của báo cáo đã đặt; giữ một ngày"),
        "report_kind": _("sơ kết (interim) hoặc tổng kết (final)"),
        "progress": _("đang chờ, đang làm, đã xong hoặc không làm được"),
        "month": _("tháng"),
        "decided_by": _("mã đơn vị quyết định; để trống nếu là đơn vị tiếp nhận"),
        "officer_key": _("mã công chức; để trống nếu không biết"),
    }
