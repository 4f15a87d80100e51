"""The staff's menu: what this person may open, by permission and not by role."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from khaosat.policy import Permission
from khaosat.web import guard, texts_accounts


@dataclass(frozen=True)
class Door:
    """One entry of the menu."""

    title: str
    address: str
    here: bool


def doors() -> list[Door]:
    """Return the menu of the signed-in person, empty for nobody."""
    person = guard.maybe_person()
    if person is None or person.must_confirm_second_factor or person.must_change_password:
        return []
    known = (
        (Permission.ACCOUNT_SELF, "account.today", _("Hôm nay")),
        (Permission.UNIT_RESULTS, "unit.home", _("Kết quả")),
        (Permission.UNIT_CASES, "unit.cases", _("Lời nhắn")),
        (Permission.UNIT_PLACARDS, "unit.placards", _("Bảng mã QR")),
        (Permission.AFFAIRS_UNITS, "affairs.units", _("Các đơn vị")),
        (Permission.AFFAIRS_OFFICERS, "affairs.officers", _("Công chức")),
        (Permission.APPRAISAL_READ, "appraisal.years_of_appraisal", _("Kỳ đánh giá")),
        (Permission.RULES_READ, "appraisal.rulesets", _("Quy tắc")),
        (Permission.AFFAIRS_HELD, "affairs.held", _("Tạm giữ")),
        (Permission.AFFAIRS_PLACARDS, "affairs.placards", _("Bảng mã QR")),
        (Permission.AFFAIRS_GRANTS, "affairs.grants", _("Quyền xem")),
        (Permission.AFFAIRS_SEALS, "affairs.seals", _("Niêm phong")),
        (Permission.AFFAIRS_AUDIT, "affairs.audit", _("Nhật ký")),
        (Permission.OFFICER_RESULTS, "officer.home", _("Của tôi")),
        (Permission.ADMIN_CATALOGUE, "admin.home", _("Quản trị")),
        (Permission.ADMIN_ACCOUNTS, "admin.accounts", _("Tài khoản")),
        (Permission.ADMIN_TOKENS, "admin.tokens", _("Mã truy cập")),
        (Permission.ADMIN_PLACARDS, "admin.placards", _("Bảng mã QR")),
        (Permission.ADMIN_CATALOGUE, "admin.offices", _("Bộ phận Một cửa")),
        (Permission.ADMIN_CATALOGUE, "admin.imports", _("Nhập dữ liệu")),
        (Permission.COLLECTOR_ENTRY, "collector.home", _("Nhập phiếu")),
    )
    return [
        Door(title, url_for(endpoint), request.endpoint == endpoint)
        for permission, endpoint, title in known
        if permission in person.permissions and endpoint in current_app.view_functions
    ]


def install(app: Flask) -> None:
    """Give every template the menu, the person and the demo mark."""

    @app.context_processor
    def _everywhere() -> dict[str, object]:
        return {
            "doors": doors,
            "person": guard.maybe_person,
            "demo": guard.settings().demo,
            "role_words": texts_accounts.role,
            "told_words": texts_accounts.told,
        }
