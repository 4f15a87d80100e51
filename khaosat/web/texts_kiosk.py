"""What the tablet at the exit says: all of it in every language, because it must speak without a network."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from khaosat.web.languages import languages, speaking

_: Callable[..., str] = gettext  # the library has no types
WORD, COUNT, OPENS, CLOSES = "{word}", "{count}", "{opens}", "{closes}"  # blanks the script fills in


def words(questions: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the sentences by language and name; `questions` is the overall item's text by language."""
    found = {}
    for code in languages():
        with speaking(code):
            found[code] = _words() | {"faces": questions.get(code) or questions.get("vi", "")}
    return found


def _words() -> dict[str, str]:
    return {
        "face5": _("Rất hài lòng"),
        "face4": _("Hài lòng"),
        "face3": _("Bình thường"),
        "face2": _("Không hài lòng"),
        "face1": _("Rất không hài lòng"),
        "small": _("Chạm một lần là xong. Chúng tôi không biết Ông/Bà là ai; cán bộ không xem được từng phiếu."),
        "thanks": _("Cảm ơn Ông/Bà. Đã ghi: %(word)s", word=WORD),
        "thanks_more": _("Màn hình sẽ tự quay về đầu."),
        "undo": _("Bấm nhầm? Chọn lại"),
        "again": _("Xin chọn lại"),
        "again_more": _("Nếu Ông/Bà không chọn lại, lựa chọn trước được giữ."),
        "waiting": _("%(count)s phiếu chờ gửi", count=COUNT),
        "starting": _("Đang kết nối…"),
        "starting_more": _("Máy cần mạng ở lần mở đầu tiên."),
        "closed": _("Ngoài giờ nhận ý kiến"),
        "closed_more": _("Máy nhận ý kiến từ %(opens)s đến %(closes)s. Xin cảm ơn Ông/Bà.", opens=OPENS, closes=CLOSES),
        "unasked": _("Hiện không có cuộc khảo sát nào"),
        "unasked_more": _("Xin cảm ơn Ông/Bà."),
        "empty": _("Máy tạm chưa nhận được ý kiến"),
        "empty_more": _("Máy mất mạng đã lâu. Xin Ông/Bà quét mã QR treo tại đây."),
        "revoked": _("Máy này không còn được ghi danh"),
        "revoked_more": _("Máy không nhận ý kiến nữa. Cán bộ phụ trách có thể tải lại trang để ghi danh lại."),
        "reload": _("Tải lại trang"),
        "elsewhere": _("Trang này đang mở ở một thẻ khác"),
        "elsewhere_more": _("Xin dùng thẻ đó, hoặc đóng nó lại: trang này sẽ tự chạy."),
        "failed": _("Máy không giữ được phiếu"),
        "failed_more": _("Lựa chọn vừa rồi chưa được ghi. Xin Ông/Bà quét mã QR treo tại đây."),
    }
