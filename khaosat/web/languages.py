"""The languages of the pages: an own table, because ethnic languages have no CLDR locale.

A language is a folder `<code>/` with `name.txt` (what it calls itself) and `LC_MESSAGES/messages.mo`, among the
product's translations or in `INSTANCE/translations`. Dates and numbers of one that CLDR does not know are Vietnamese.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.support import Translations
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, Domain
from werkzeug.exceptions import HTTPException

from config import ROOT

SOURCE, SOURCE_NAME = "vi", "Tiếng Việt"
CATALOGUE = "LC_MESSAGES/messages.mo"
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")  # as HTML's `lang` and the answer's column take it
FOR_CITIZENS = frozenset({"citizen", "kiosk", "api"})  # they start in Vietnamese, whoever used the browser before
COOKIE = "ngon-ngu"  # set on staff pages only; a citizen's choice travels in the address and the form
_TABLE = "languages"
_forced: ContextVar[str | None] = ContextVar("language", default=None)


class Catalogues(Domain):  # type: ignore[misc]  # the library has no types
    """The sentences by our own codes; the library's would have to be locales of CLDR."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__()
        self.folders = [str(folder) for folder in folders]
        self.read: dict[str, Translations] = {}

    def get_translations(self) -> Translations:
        """Return the catalogue of the page's language, read once; Vietnamese needs none."""
        code = spoken()
        if code not in self.read:
            found = Translations()
            for folder in self.folders:
                if isinstance(one := Translations.load(folder, [code]), Translations):
                    found.merge(one)
            self.read[code] = found
        return self.read[code]


def languages() -> dict[str, str]:
    """Return what each language calls itself, by code, Vietnamese first."""
    table: dict[str, str] = current_app.extensions[_TABLE]
    return table


def language() -> str:
    """Return the language asked for: in the address or form, else (staff) in the cookie, else Vietnamese."""
    if not has_request_context():
        return SOURCE
    code: str | None = g.get("language")
    if code is None:
        code = g.language = _found_out()
    return code


def _found_out() -> str:
    asked = _asked()
    if asked in languages():
        return asked
    kept = "" if request.blueprint in FOR_CITIZENS else request.cookies.get(COOKIE, "")
    return kept if kept in languages() else SOURCE


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say what is said inside in that language, whatever the page was asked in."""
    before = _forced.set(code)
    try:
        yield
    finally:
        _forced.reset(before)


def _asked() -> str:
    try:
        return request.values.get("lang", "")
    except HTTPException:  # a form too large to be read still gets its page in words
        return request.args.get("lang", "")


def spoken() -> str:
    """Return the language things are said in at this moment: the one forced by `speaking`, else the page's."""
    return _forced.get() or language()


@lru_cache
def locale_of(code: str) -> str:
    """Return how dates and numbers are written in that language; where CLDR does not know it, as in Vietnamese."""
    try:
        return str(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return SOURCE


def _table(folders: Iterable[Path]) -> dict[str, str]:
    """Return the languages that stand in these folders with a name and a catalogue."""
    table = {SOURCE: SOURCE_NAME}
    for folder in folders:
        for name in sorted(folder.glob("*/name.txt")):
            if CODE.fullmatch(name.parent.name) and (name.parent / CATALOGUE).exists():
                table[name.parent.name] = name.read_text(encoding="utf-8").strip()
    return table


def install(app: Flask) -> None:
    """Choose the language of each request and remember a staff member's choice."""
    folders = (ROOT / "khaosat/translations", app.config["SETTINGS"].instance / "translations")
    app.extensions[_TABLE] = _table(folders)
    babel = Babel(app, locale_selector=lambda: locale_of(language()), default_locale=SOURCE)
    babel.domain_instance = Catalogues(folders)
    app.jinja_env.globals.update(languages=languages, language=language)

    @app.after_request
    def remember(response: Response) -> Response:
        if request.args.get("lang") in languages() and request.blueprint not in {*FOR_CITIZENS, None}:
            response.set_cookie(COOKIE, language(), max_age=31536000, httponly=True, samesite="Lax")
        return response
