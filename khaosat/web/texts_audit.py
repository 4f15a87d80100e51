"""Words of the audit trail: what was done, and its values."""

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import gettext

from khaosat.policy import Role
from khaosat.web import (
    filters,
    texts_accounts,
    texts_appraisal_year,
    texts_complaints,
    texts_moves,
    texts_unit_classes,
    texts_year_check,
)

_: Callable[..., str] = gettext  # the library has no types


def act(name: str) -> str:
    """Return what an act of the trail is called; one without words is shown by its code."""
    named = _acts_upon_people() | _acts_upon_the_rest() | texts_appraisal_year.acts() | texts_moves.acts()
    named |= texts_year_check.acts() | texts_complaints.acts() | texts_unit_classes.acts()
    return named.get(name, name)


def _acts_upon_people() -> dict[str, str]:
    return {
        "accounts:create": _("Tạo tài khoản"),
        "accounts:reset_password": _("Đặt lại mật khẩu"),
        "accounts:reset_second_factor": _("Đặt lại mã xác thực"),
        "accounts:change_password": _("Tự đổi mật khẩu"),
        "accounts:disable": _("Ngừng tài khoản"),
        "accounts:enable": _("Mở lại tài khoản"),
        "accounts:make_demo": _("Tạo tài khoản minh hoạ"),
        "accounts:demo_passwords": _("Tạo mật khẩu minh hoạ"),
        "grants:grant": _("Trao vai trò"),
        "grants:confirm": _("Xác nhận quyền"),
        "grants:confirm_first": _("Xác nhận quyền đầu tiên"),
        "grants:refuse": _("Từ chối quyền"),
        "grants:revoke": _("Thu hồi vai trò"),
        "sign_ins:end": _("Kết thúc phiên đăng nhập"),
        "tokens:make": _("Tạo mã truy cập"),
        "tokens:confirm": _("Xác nhận mã truy cập"),
        "tokens:refuse": _("Từ chối mã truy cập"),
        "leagues:ask": _("Yêu cầu tính lại khoảng thứ hạng"),
        "tokens:revoke": _("Thu hồi mã truy cập"),
        "second_factors:enrol": _("Cài mã xác thực"),
        "second_factors:new_recovery_codes": _("Tạo mã khôi phục"),
    }


def _acts_upon_the_rest() -> dict[str, str]:
    return {
        "placards:issue": _("Phát hành bảng mã"),
        "placards:issue_for_counters": _("Phát hành bảng mã cho từng quầy"),
        "placards:print": _("Đặt in bảng mã"),
        "placards:revoke": _("Gỡ bảng mã"),
        "placards:replace": _("Thay bảng mã"),
        "answers:enter": _("Nhập một phiếu"),
        "answers:correct": _("Sửa một phiếu vừa nhập"),
        "answers:remove": _("Xoá một phiếu vừa nhập"),
        "kiosks:invite": _("Cấp mã ghi danh máy"),
        "kiosks:enrol": _("Ghi danh máy lấy ý kiến"),
        "kiosks:revoke": _("Thu hồi máy lấy ý kiến"),
        "offices:set_hours": _("Đổi giờ nhận ý kiến"),
        "rules:load": _("Nạp bộ quy tắc xếp loại"),
        "slips:print": _("Đặt in phiếu có mã"),
        "offices:set_slips": _("Đổi việc phát phiếu có mã"),
        "catalogue:import": _("Nhập dữ liệu"),
        "leagues:compute": _("Tính khoảng thứ hạng"),
        "questionnaires:write_down": _("Lập phiếu hỏi"),
        "cases:reply": _("Trả lời lời nhắn"),
        "comments:see_to": _("Đánh dấu ý kiến"),
        "measures:add": _("Thêm giải pháp cải tiến"),
        "measures:change": _("Sửa giải pháp cải tiến"),
        "measures:finish": _("Ghi kết quả giải pháp"),
        "measures:carry": _("Chuyển giải pháp sang kỳ sau"),
        "holds:keep": _("Cho tính phiếu tạm giữ"),
        "holds:exclude": _("Đề nghị loại phiếu tạm giữ"),
        "holds:confirm": _("Xác nhận loại phiếu tạm giữ"),
        "findings:look": _("Soát phiếu của một tuần đã khoá sổ"),
        "findings:keep": _("Ghi một dấu hiệu là có lý do, phiếu vẫn tính"),
        "findings:exclude": _("Đề nghị loại các phiếu của một dấu hiệu"),
        "findings:confirm": _("Xác nhận loại các phiếu của một dấu hiệu"),
        "retention:forget": _("Xoá dữ liệu quá hạn"),
        "results:take": _("Tải kết quả về"),
        "rounds:open_standing": _("Mở đợt thường xuyên"),
    }


def subject(text: str) -> str:
    """Return what an act was done to: 'account:lan' as 'tài khoản lan'."""
    kind, _colon, which = text.partition(":")
    known = {
        "account": _("tài khoản"),
        "token": _("mã truy cập"),
        "accounts": _("các tài khoản"),
        "placard": _("bảng mã"),
        "office": _("bộ phận"),
        "catalogue": _("danh mục"),
        "questionnaire": _("phiếu hỏi"),
        "leagues": _("khoảng thứ hạng"),
        "league": _("lần tính khoảng thứ hạng"),
        "appraisal_year": _("kỳ đánh giá"),
        "appraisal": _("hồ sơ đánh giá"),
        "unit": _("đơn vị"),
        "case": _("lời nhắn"),
        "comment": _("ý kiến"),
        "measure": _("giải pháp"),
        "answer": _("phiếu"),
        "round": _("đợt khảo sát"),
    }
    return f"{known[kind]} {which}" if kind in known else text


def name(key: str) -> str:
    """Return what a value of an event is called; one without words is shown by its key."""
    return (_values_of_people() | _values_of_the_rest()).get(key, key)


def _values_of_people() -> dict[str, str]:
    return {
        "display_name": _("họ tên"),
        "officer": _("công chức"),
        "role": _("vai trò"),
        "waits_for_affairs": _("chờ Sở Nội vụ"),
        "confirmed_at": _("xác nhận lúc"),
        "disabled_at": _("ngừng lúc"),
        "ends_at": _("kết thúc lúc"),
        "sign_ins_ended": _("phiên đã kết thúc"),
        "other_sign_ins_ended": _("phiên khác đã kết thúc"),
        "told": _("số người được báo"),
        "second_factor": _("mã xác thực"),
        "second_factor_since": _("mã xác thực từ"),
        "recovery_codes": _("mã khôi phục"),
        "power": _("dùng để"),
        "last_day": _("ngày cuối"),
    }


def _values_of_the_rest() -> dict[str, str]:
    return {
        "unit": _("đơn vị"),
        "office": _("bộ phận"),
        "counter": _("quầy"),
        "revoked_at": _("thu hồi, gỡ lúc"),
        "replaced_by": _("thay bằng"),
        "reason": _("lý do"),
        "slips": _("phát phiếu có mã"),
        "mode": _("phương thức"),
        "day": _("ngày"),
        "kiosk": _("máy số"),
        "opens": _("mở lúc (khung 15 phút)"),
        "closes": _("đóng lúc (khung 15 phút)"),
        "days": _("các ngày (bit)"),
        "printed_slips": _("số phiếu có mã"),
        "placards": _("bảng mã"),
        "sheets": _("loại tờ"),
        "form": _("dạng tệp"),
        "field": _("lĩnh vực"),
        "text": _("nội dung"),
        "factor": _("yếu tố"),
        "period": _("kỳ"),
        "due": _("hạn"),
        "done_on": _("xong ngày"),
        "outcome": _("kết quả"),
        "counters": _("quầy"),
        "from": _("kể từ"),
        "file": _("tệp"),
        "created": _("dòng mới"),
        "changed": _("giá trị đổi"),
        "unchanged": _("dòng giữ nguyên"),
        "year": _("năm"),
        "state": _("trạng thái"),
        "proposed_class": _("mức đề nghị"),
        "decided_class": _("mức quyết định"),
        "final_class": _("mức chính thức"),
        "files": _("số hồ sơ"),
    }


def value(one: object) -> str:
    """Return a value of the trail as it is read: nothing, yes, no, several, a moment, a role, or as it stands."""
    if one is None or one in ([], {}):
        return "–"
    if isinstance(one, bool):
        return _("có") if one else _("không")
    if isinstance(one, dict):
        return "; ".join(f"{key}: {value(part)}" for key, part in one.items())
    if isinstance(one, list):
        return ", ".join(value(part) for part in one)
    return _text(str(one))


def _text(one: str) -> str:
    if one in set(Role):
        return texts_accounts.role(one)
    try:
        return filters.moment(datetime.fromisoformat(one)) if "T" in one else filters.day(date.fromisoformat(one))
    except ValueError:
        return one
