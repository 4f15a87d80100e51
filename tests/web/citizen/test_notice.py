"""Before the first question two lines, behind them a page: who, why, how long, and whom to ask, from the settings."""

from dataclasses import replace
from pathlib import Path

import config
from tests.web.citizen.conftest import Citizen, words

ENVIRONMENT = {"OPERATOR": " Cơ quan A ", "OPERATOR_CONTACT": "so@a.example", "LEGAL_BASIS": "Kế hoạch 7/KH-A"}


def test_the_notice_stands_before_the_first_question(citizen: Citizen) -> None:
    shown = words(citizen.scan())
    assert "cán bộ không xem được. Ai giữ, để làm gì?" in shown.split("Câu hỏi Z1")[0]


def test_who_operates_whom_to_ask_and_on_what_basis_are_settings(citizen: Citizen, tmp_path: Path) -> None:
    told = config.read({"INSTANCE": str(tmp_path), **ENVIRONMENT})
    kept = citizen.app.config["SETTINGS"]
    named = {"operator": told.operator, "operator_contact": told.operator_contact, "legal_basis": told.legal_basis}
    citizen.app.config["SETTINGS"] = replace(kept, **named)
    shown = words(citizen.get(f"/p/{citizen.code}/thong-tin"))
    for said in ENVIRONMENT.values():
        assert f"{said.strip()}." in shown


def test_a_notice_without_an_operator_says_so_instead_of_inventing_one(citizen: Citizen) -> None:
    shown = words(citizen.get("/thong-tin"))
    assert "chưa ghi tên mình" in shown
    assert "Hỏi về dữ liệu" not in shown
