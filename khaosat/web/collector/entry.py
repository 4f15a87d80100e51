"""One form after another: digits and Enter. Each is stored once, whatever is pressed twice."""

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import key_ring
from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, DayClosedFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import entering, entry_desk, tokens
from khaosat.services.days import day_of
from khaosat.services.entry_desk import EntryDesk
from khaosat.services.tokens import Token
from khaosat.web import guard, texts, texts_accounts, texts_done
from khaosat.web.collector import drawer, forms, pages
from khaosat.web.collector.drawer import Entry
from khaosat.web.collector.forms import Typed
from khaosat.web.languages import language
from khaosat.web.outcome import outcome

NEEDS = Permission.COLLECTOR_ENTRY
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class EntryPage:
    """A form to be typed. `corrects` is the entry whose place it takes; `typed` what was sent and cannot be taken."""

    desk: EntryDesk
    mode: str
    day: date
    today: date
    token: str
    problems: dict[str, str]
    corrects: Entry | None = None

    @property
    def officers(self) -> list[tuple[str, str]]:
        """Whom the form may name, to choose from."""
        return [(str(officer.id), officer.display_name) for officer in self.desk.officers]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields served there, in the language of the page."""
        return [(str(field.id), str(field.names.get(language()) or field.names["vi"])) for field in self.desk.fields]

    @property
    def first(self) -> str:
        """The field to begin at: the first that cannot be taken, else the first item."""
        items = [forms.ITEM + item.code for item in self.desk.survey.questionnaire.items]
        return next((name for name in [*items, "comment"] if name in self.problems), items[0])


@pages.get("/nhap-phieu/<office_key>", needs=NEEDS)
def entry(office_key: str) -> Answer:
    """Show an empty form for that office."""
    mode, day = _mode(request.args.get("phuong-thuc")), _day(request.args.get("ngay", "")) or _today()
    try:
        desk = _desk(office_key, day)
    except ConflictFailure as failure:
        return _refused(failure)
    return _page(EntryPage(desk, mode, day, _today(), _new_token(desk), {}))


@pages.post("/nhap-phieu/<office_key>", needs=NEEDS)
def enter(office_key: str) -> Answer:
    """Store a form and show the next one, of the same office, mode and day."""
    mode, day = _mode(request.form.get("mode")), _day(request.form.get("day", ""))
    if day is None:
        raise InvalidFailure(field="day", reason="unreadable")
    try:
        desk = _desk(office_key, day)
        typed = forms.typed(desk.survey)
        sent = request.form.get("t", "")
        token = tokens.read(_keys(), sent, office_id=desk.office.id)
        if typed.problems:
            return _page(EntryPage(desk, mode, day, _today(), sent, typed.problems)), 422
        _store(desk, token, typed, mode, day)
    except InvalidFailure as failure:
        problem = {str(failure.details.get("field", "form")): str(failure.details["reason"])}
        return _page(EntryPage(desk, mode, day, _today(), _new_token(desk), problem)), 422
    except ConflictFailure as failure:
        if failure.details.get("reason") != "spent":
            return _refused(failure)
        flash(texts_accounts.problem(failure).sentence, "done")
    else:
        drawer.put(office_key=office_key, office_name=desk.office.unit_name, mode=mode, day=day, token=sent)
        flash(texts_done.done("answers:enter"), "done")
    onward: dict[str, Any] = {"phuong-thuc": mode, "ngay": day.isoformat()}
    return redirect(url_for("collector.entry", office_key=office_key, **onward))


@pages.route("/nhap-phieu/phieu/<int:number>", methods=["GET", "POST"], needs=NEEDS)
def correct(number: int) -> Answer:
    """Put another form in the place of one entered before; what stood there is not shown."""
    old = drawer.entry(number)
    if not old.can_change:
        raise DayClosedFailure(day=old.form_day)
    desk = _desk(old.office_key, old.form_day)
    typed = forms.typed(desk.survey) if request.method == "POST" else Typed()
    if request.method == "GET" or typed.problems:
        shown = EntryPage(desk, old.mode, old.form_day, _today(), old.token, typed.problems, corrects=old)
        return _page(shown), 422 if typed.problems else 200
    token, now = tokens.read(_keys(), old.token, office_id=desk.office.id), guard.now()

    def put() -> None:
        with open_session(guard.engine(), Scope.entering(desk.office.unit_id, token.answer_id)) as session:
            entering.correct(
                session, desk=desk, token=token, form=typed.form(old.mode, old.form_day), now=now, by=guard.actor(),
                at=entering.quarter(now),
            )  # fmt: skip  # one act, one line of thought

    return outcome(put, done=texts_done.done("answers:correct"), to=url_for("collector.home"))


@pages.post("/nhap-phieu/phieu/<int:number>/xoa", needs=NEEDS)
def remove(number: int) -> Response:
    """Take a form back."""
    old = drawer.entry(number)
    desk, now = _desk(old.office_key, old.form_day), guard.now()
    token = tokens.read(_keys(), old.token, office_id=desk.office.id)

    def take_back() -> None:
        with open_session(guard.engine(), Scope.entering(desk.office.unit_id, token.answer_id)) as session:
            entering.remove(session, desk=desk, token=token, now=now, by=guard.actor(), at=entering.quarter(now))
        drawer.take_out(number)

    return outcome(take_back, done=texts_done.done("answers:remove"), to=url_for("collector.home"))


def _store(desk: EntryDesk, token: Token, typed: Typed, mode: str, day: date) -> None:
    now = guard.now()
    with open_session(guard.engine(), Scope.entering(desk.office.unit_id, token.answer_id)) as session:
        entering.enter(
            session, desk=desk, token=token, form=typed.form(mode, day), now=now, by=guard.actor(),
            at=entering.quarter(now),
        )  # fmt: skip  # one act, one line of thought


def _page(shown: EntryPage) -> str:
    return render_template("collector/entry.html", page=shown, entries=drawer.entries()[:5], count=drawer.count())


def _refused(failure: ConflictFailure) -> Answer:
    sentence = texts_accounts.problem(failure).sentence
    if failure.code == "round_closed":
        sentence = texts.failure(failure.code).title
    return render_template("collector/refused.html", sentence=sentence), 409


def _desk(office_key: str, day: date) -> EntryDesk:
    return entry_desk.open_desk(
        guard.session(), person=guard.person(), office_key=office_key, day=day, today=_today()
    )  # fmt: skip  # one call, one line of thought


def _mode(sent: str | None) -> str:
    return sent if sent in entering.MODES else entering.MODES[0]


def _day(sent: str) -> date | None:
    try:
        return date.fromisoformat(sent)
    except ValueError:
        return None


def _today() -> date:
    return day_of(guard.now())


def _new_token(desk: EntryDesk) -> str:
    nonce = os.urandom(tokens.NONCE_BYTES)
    return tokens.issue(_keys(), nonce=nonce, office_id=desk.office.id, at=guard.now())


def _keys() -> tuple[bytes, ...]:
    return key_ring(guard.settings().keys, "token")
