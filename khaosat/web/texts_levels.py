"""Names of what a unit's figures are split by: factors, splits and their levels."""

from collections.abc import Callable, Mapping

from flask_babel import gettext

from khaosat.services.unit_figures import ItemFigure, LevelFigure, Split
from khaosat.web.languages import language

_: Callable[..., str] = gettext  # the library has no types


def in_language(names: dict[str, str]) -> str:
    """Return the text in the page's language, Vietnamese where it has none."""
    return names.get(language()) or names.get("vi", "")


def factor_name(item: ItemFigure) -> str:
    """Return the factor's short name, or the item's own question where a factor has several."""
    if item.code == item.factor:
        return {
            "A": _("Tiếp cận dịch vụ"),
            "B": _("Thủ tục hành chính"),
            "C": _("Công chức"),
            "D": _("Kết quả dịch vụ"),
            "E": _("Tiếp nhận góp ý, phản ánh"),
        }.get(item.code, item.code)
    return in_language(dict(item.texts)) or item.code


def level_name(split: Split, level: LevelFigure) -> str:
    """Return what a level of a split is called; unknown and rare ones are 'the rest'."""
    return named_level(split.name, level.level, level.names)


def named_level(split: str, level: str, names: Mapping[str, str]) -> str:
    """Return what a level is called by its code; `names` by language where it is a field of procedure."""
    if names:
        return in_language(dict(names))
    known = {
        ("kind", "person"): _("Cá nhân"),
        ("kind", "business"): _("Tổ chức, doanh nghiệp"),
        ("mode", "placard"): _("Quét mã trên bảng"),
        ("mode", "kiosk"): _("Máy tính bảng tại chỗ"),
        ("mode", "link"): _("Qua liên kết"),
        ("mode", "paper"): _("Phiếu giấy"),
        ("mode", "assisted"): _("Được hỗ trợ ghi"),
        ("mode", "recheck"): _("Phúc tra"),
        ("verified", "yes"): _("Có mã"),
        ("verified", "no"): _("Không có mã"),
    }
    return known.get((split, level), _("Còn lại, không rõ"))


def split_names() -> dict[str, str]:
    """Return what the splits are called, in the order they are offered."""
    return {
        "kind": _("Cá nhân và tổ chức"),
        "mode": _("Hình thức trả lời"),
        "field": _("Lĩnh vực"),
        "verified": _("Phiếu có mã và không có mã"),
    }
