"""The languages of the pages: an own table, because ethnic languages have no CLDR locale."""

from flask import Flask, Response, request
from flask_babel import Babel
from werkzeug.exceptions import HTTPException

from config import ROOT

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
FOR_CITIZENS = frozenset({"citizen", "kiosk"})  # they start in Vietnamese, whoever used the browser before
COOKIE = "ngon-ngu"  # set on staff pages only; a citizen's choice travels in the address and the form


def language() -> str:
    """Return the language asked for: in the address or form, else (staff) in the cookie, else Vietnamese."""
    if not request:
        return "vi"
    asked = _asked()
    if asked in LANGUAGES:
        return asked
    kept = "" if request.blueprint in FOR_CITIZENS else request.cookies.get(COOKIE, "")
    return kept if kept in LANGUAGES else "vi"


def _asked() -> str:
    try:
        return request.values.get("lang", "")
    except HTTPException:  # a form too large to be read still gets its page in words
        return request.args.get("lang", "")


def install(app: Flask) -> None:
    """Choose the language of each request and remember a staff member's choice."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "khaosat/translations")
    Babel(app, locale_selector=language, default_locale="vi")
    app.jinja_env.globals.update(languages=LANGUAGES, language=language)

    @app.after_request
    def remember(response: Response) -> Response:
        if request.args.get("lang") in LANGUAGES and request.blueprint not in {*FOR_CITIZENS, None}:
            response.set_cookie(COOKIE, language(), max_age=31536000, httponly=True, samesite="Lax")
        return response
