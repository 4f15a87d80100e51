"""Words of the audit trail: what was done, and its values."""

from collections.abc import Callable

from flask_babel import gettext

_: Callable[..., str] = gettext  # the library has no types


def act(name: str) -> str:
    """Return what an act of the trail is called; one without words is shown by its code."""
    known = {
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
        "second_factors:enrol": _("Cài mã xác thực"),
        "second_factors:new_recovery_codes": _("Tạo mã khôi phục"),
        "placards:issue": _("Phát hành bảng mã"),
        "placards:revoke": _("Gỡ bảng mã"),
        "placards:replace": _("Thay bảng mã"),
        "offices:set_slips": _("Đổi việc phát phiếu có mã"),
        "catalogue:import": _("Nhập dữ liệu"),
    }
    return known.get(name, name)


def value(name: object) -> str:
    """Return a value of the trail as it is read: nothing, yes, no, several, or as it stands."""
    if name is None or name in ([], {}):
        return "–"
    if isinstance(name, bool):
        return _("có") if name else _("không")
    if isinstance(name, dict):
        return "; ".join(f"{key}: {value(part)}" for key, part in name.items())
    if isinstance(name, list):
        return ", ".join(value(part) for part in name)
    return str(name)
