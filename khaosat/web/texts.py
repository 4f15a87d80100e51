"""Sentences that no single template owns: what went wrong, and what comes next."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class FailureText:
    """A failure in words: what happened, and what to do now."""

    title: str
    advice: str


def failure(code: str) -> FailureText:
    """Return the words of a failure's code; an unknown code gets the plainest ones."""
    known = {
        "not_found": (_("Không tìm thấy trang này"), _("Kiểm tra lại địa chỉ, hoặc quay về trang đầu.")),
        "http_404": (_("Không tìm thấy trang này"), _("Kiểm tra lại địa chỉ, hoặc quay về trang đầu.")),
        "http_405": (_("Trang này không nhận yêu cầu đó"), _("Quay lại trang trước rồi thử lại.")),
        "http_413": (_("Nội dung gửi lên quá dài"), _("Rút ngắn nội dung rồi gửi lại.")),
        "http_400": (_("Yêu cầu không đọc được"), _("Mở lại trang rồi thử lại; phiên làm việc có thể đã hết hạn.")),
        "http_429": (_("Thử quá nhiều lần"), _("Chờ một phút rồi thử lại.")),
        "invalid": (_("Có chỗ chưa đúng"), _("Xem lại những ô đã điền rồi gửi lại.")),
        "conflict": (_("Việc này trái với điều đã có"), _("Tải lại trang để xem tình trạng hiện tại.")),
        "immutable": (_("Không sửa được nữa"), _("Bản đã dùng thì giữ nguyên; hãy lập phiên bản mới.")),
        "day_closed": (_("Ngày này đã khoá sổ"), _("Phiếu của ngày đã khoá không sửa được nữa.")),
        "sign_in": (_("Tên, mật khẩu hoặc mã không đúng"), _("Thử lại, hoặc nhờ quản trị viên đặt lại mật khẩu.")),
        "locked": (_("Tài khoản tạm khoá"), _("Thử sai quá nhiều lần. Hãy chờ rồi thử lại.")),
    }
    title, advice = known.get(code, (_("Có lỗi phía máy chủ"), _("Chúng tôi đã ghi nhận. Hãy thử lại sau ít phút.")))
    return FailureText(title, advice)
