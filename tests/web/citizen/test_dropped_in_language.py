"""A language that CLDR does not know is added by dropping in a folder and its questionnaire texts; nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from sqlalchemy import Engine, select

from config import Settings
from khaosat.access import Scope, open_session
from khaosat.models.questionnaire import Item
from khaosat.web.app import create_app
from tests.conftest import StillClock
from tests.factories.province import SmallProvince, small_province
from tests.web.citizen.conftest import Citizen, words
from tests.web.quality import page

WORDS = {
    "Rất hài lòng": "Zzoba zzol",
    "Đã ghi: %(word)s": "Zzek: %(word)s",
    "Đã ghi, cảm ơn Ông/Bà": "Zzek",
    "Phiếu ngày %(day)s của Ông/Bà vẫn nguyên như lần ghi cuối, nhưng không sửa được nữa. Nếu hôm nay Ông/Bà được phục"
    " vụ lần khác, xin quét lại mã.": "Zzur %(day)s.",
}
CODE, NAME = "qzz", "Zzaba"


@pytest.fixture
def province(sqlite_engine: Engine) -> SmallProvince:
    """The small province, whose questionnaire asks in the invented language too."""
    made = small_province(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("a questionnaire in one more language")) as session:
        for item in session.scalars(select(Item)):
            item.texts = {**item.texts, CODE: f"Zza {item.code}?"}
        session.commit()
    return made


@pytest.fixture
def app(settings: Settings, sqlite_engine: Engine, clock: StillClock) -> Flask:
    """The program after the folder was dropped in."""
    drop_in(settings.instance / "translations")
    made = create_app(settings, clock=clock, engine=sqlite_engine)
    made.testing = True
    return made


def drop_in(folder: Path) -> None:
    catalogue = Catalog()
    for vietnamese, said in WORDS.items():
        catalogue.add(vietnamese, said)
    home = folder / CODE / "LC_MESSAGES"
    home.mkdir(parents=True)
    with (home / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    (folder / CODE / "name.txt").write_text(f"{NAME}\n", encoding="utf-8")


def test_the_visit_is_made_in_it_and_dates_are_vietnamese(citizen: Citizen, clock: StillClock) -> None:
    front = page(citizen.get("/"))
    assert (CODE, NAME) in [(link.get("lang"), link.text) for link in front.iter("a")]
    scanned = citizen.scan(CODE)
    assert page(scanned).get("lang") == CODE
    assert "Zza Z1?" in words(scanned)
    assert "Zzoba zzol" in words(scanned)
    assert "Zzek: Zzoba zzol" in words(citizen.tap(5, lang=CODE))
    assert "Zza A?" in words(citizen.tell(q__OF=4, lang=CODE))
    assert citizen.row().language == CODE
    clock.moment += timedelta(days=3)
    assert "Zzur 22/11/2026." in words(citizen.tap(4, lang=CODE), 409)


def test_what_it_does_not_say_is_said_in_vietnamese(citizen: Citizen) -> None:
    assert "Không hài lòng" in words(citizen.scan(CODE))


def test_a_language_nobody_dropped_in_is_vietnamese(citizen: Citizen) -> None:
    assert page(citizen.get(f"/p/{citizen.code}?lang=qyy")).get("lang") == "vi"


def test_a_folder_without_a_catalogue_is_no_language(settings: Settings, app: Flask) -> None:
    folder = settings.instance / "translations/qxx"
    folder.mkdir()
    (folder / "name.txt").write_text("Zx", encoding="utf-8")
    made = create_app(settings, engine=app.extensions["engine"], clock=app.extensions["clock"])
    assert list(made.extensions["languages"]) == ["vi", "en", CODE]
