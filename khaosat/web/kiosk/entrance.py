"""The tablet's page, and the way to it: a one-time code typed on the tablet itself."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import ROOT
from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.services import kiosks
from khaosat.services.acts import Actor
from khaosat.web import guard, texts_kiosk
from khaosat.web.kiosk import desk, pages
from khaosat.web.kiosk.desk import Desk

TABLET = Actor(None, "kiosk")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class KioskPage:
    """The tablet's page: every word in every language, so that it needs nothing more; `version` changes with it."""

    desk: Desk
    words: dict[str, dict[str, str]]
    version: str


@dataclass(frozen=True)
class EntrancePage:
    """The page of a tablet that is not enrolled; `mistyped` where the code was not one of this placard's."""

    desk: Desk
    mistyped: bool = False


@pages.get("/kiosk/<code>", needs=Permission.PUBLIC)
def page(code: str) -> Response:
    """Show the faces to an enrolled tablet, the way to enrol to any other."""
    found = desk.desk(code)
    if not found.enrolled:
        return _entrance(EntrancePage(found))
    shown = shape(found)
    response = make_response(render_template("kiosk/kiosk.html", page=shown))
    return _with_cookie(response, request.cookies[desk.COOKIE])  # a year from its last use


@pages.post("/kiosk/<code>/ghi-danh", needs=Permission.PUBLIC)
def enrol(code: str) -> Response:
    """Spend a one-time code; the tablet leaves with its cookie."""
    found = desk.desk(code)
    typed = request.form.get("code", "")[:100]
    if found.placard.revoked:
        return _entrance(EntrancePage(found))
    try:
        with desk.enrolling(found.placard) as session:
            secret = kiosks.enrol(session, placard=found.placard, code=typed, by=TABLET, at=guard.now())
    except InvalidFailure:
        return _entrance(EntrancePage(found, mistyped=True), 422)
    return _with_cookie(redirect(url_for("kiosk.page", code=found.placard.code), 303), secret)


@pages.get("/kiosk/worker.js", needs=Permission.PUBLIC)
def worker() -> Response:
    """Hand out the service worker from where its scope begins."""
    return Response((ROOT / "static/js/kiosk/worker.js").read_bytes(), mimetype="text/javascript")


def shape(found: Desk) -> KioskPage:
    """Return what the enrolled tablet's page holds now."""
    questions = found.survey.questionnaire.overall.texts if found.survey else {}
    words = texts_kiosk.words(questions)
    text = json.dumps([words, found.placard.office_name, found.placard.counter_name], sort_keys=True)
    return KioskPage(found, words, hashlib.sha256((text + _files()).encode()).hexdigest()[:16])


@cache
def _files() -> str:
    """Return the digest of the page's own files: a new one makes every tablet load its page again."""
    files = sorted([*(ROOT / "static/js/kiosk").glob("*.js"), ROOT / "static/css/kiosk.css"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _entrance(shown: EntrancePage, status: int = 200) -> Response:
    gone = 410 if shown.desk.placard.revoked else status
    return make_response(render_template("kiosk/entrance.html", page=shown), gone)


def _with_cookie(response: Response, secret: str) -> Response:
    response.set_cookie(
        desk.COOKIE,
        secret,
        max_age=YEAR,
        path="/kiosk/",
        httponly=True,
        samesite="Strict",
        secure=guard.settings().public_url.startswith("https"),
    )
    return response
