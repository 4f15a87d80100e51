"""Words of programs' tokens."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.policy import TokenPower

_: Callable[..., str] = gettext  # the library has no types


def power(name: TokenPower) -> str:
    """Return what a token is for."""
    return {
        TokenPower.READ_RESULTS: _("Đọc kết quả đã công bố"),
        TokenPower.WRITE_DOSSIERS: _("Gửi số hồ sơ"),
    }[name]
