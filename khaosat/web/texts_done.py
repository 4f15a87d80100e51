"""What a person reads after an act: that it was done, and what follows from it."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.web import texts_appraisal_year, texts_complaints, texts_held, texts_year_check

_: Callable[..., str] = gettext  # the library has no types


def done(act: str) -> str:
    """Return the sentence of an act, by its name in the trail."""
    known = {
        "accounts:change_password": _("Đã đổi mật khẩu."),
        "accounts:disable": _("Đã ngừng tài khoản; các phiên đăng nhập đã kết thúc."),
        "accounts:enable": _("Đã mở lại tài khoản."),
        "accounts:reset_second_factor": _("Đã đặt lại mã xác thực. Mọi người cùng vai trò được báo."),
        "sign_ins:end": _("Đã kết thúc phiên đăng nhập đó."),
        "grants:grant": _("Đã trao vai trò."),
        "grants:confirm": _("Đã xác nhận quyền."),
        "grants:refuse": _("Đã từ chối; lý do đã ghi vào nhật ký."),
        "grants:revoke": _("Đã thu hồi vai trò."),
        "cases:reply": _("Đã ghi trả lời; người hỏi đọc được bằng biên nhận."),
        "measures:add": _("Đã ghi giải pháp."),
        "measures:change": _("Đã sửa giải pháp."),
        "measures:finish": _("Đã ghi kết quả."),
        "measures:carry": _("Đã chuyển sang kỳ sau, hạn là ngày cuối kỳ đó; có thể sửa."),
        "rules:load": _("Đã nạp bộ quy tắc thành một phiên bản mới."),
        "placards:issue": _("Đã phát hành một bảng mã mới. Xin in và treo."),
        "placards:issue_for_counters": _("Đã phát hành bảng mã cho từng quầy. Xin in và đặt."),
        "tokens:refuse": _("Đã từ chối. Mã này không bao giờ dùng được."),
        "leagues:ask": _("Đã gửi cho máy tính; trang này cho biết tiến độ."),
        "tokens:revoke": _("Đã thu hồi. Mã thôi dùng được ngay."),
        "tokens:wait": _("Đã tạo. Mã đọc kết quả dùng được sau khi Sở Nội vụ xác nhận; Sở Nội vụ nhận mã và giao."),
        "placards:revoke": _("Đã gỡ bảng mã."),
        "placards:replace": _("Đã thay. Bảng cũ tự dẫn sang mã mới."),
        "answers:enter": _("Đã ghi."),
        "answers:correct": _("Đã sửa."),
        "answers:remove": _("Đã xoá."),
        "kiosks:invite": _("Đã cấp mã ghi danh."),
        "kiosks:revoke": _("Đã thu hồi. Máy thôi nhận ý kiến ngay khi có mạng."),
        "offices:set_hours": _("Đã ghi giờ nhận ý kiến."),
        "offices:set_slips": _("Đã ghi nhận."),
        "demo:forward": _("Thời gian minh hoạ đã trôi; ngày đã khoá sổ được niêm phong và công bố."),
    }
    known |= texts_complaints.done() | texts_held.done()
    return (known | texts_appraisal_year.done() | texts_year_check.done())[act]


def granted_and_waits() -> str:
    """Return what follows a role that reads answers."""
    return _("Đã trao. Quyền này dùng được sau khi Sở Nội vụ xác nhận.")


def enrolment_caption() -> tuple[str, str]:
    """Return title and description of the QR code that an authenticator app reads."""
    return _("Mã QR để cài mã xác thực"), _("Quét bằng ứng dụng xác thực trên điện thoại.")
