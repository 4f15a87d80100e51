"""Moving one officer's file: each move a form of its own on the evidence sheet; what was typed is never lost."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission
from khaosat.services import appraisal_desk, appraisal_moves
from khaosat.services.appraisal_flow import Move
from khaosat.services.appraisal_moves import Wish
from khaosat.web import guard, texts_moves
from khaosat.web.appraisal import pages
from khaosat.web.appraisal.sheet import page_of
from khaosat.web.asker import asker
from khaosat.web.texts_accounts import problem

VERIFY, DECIDE, COSIGN = Permission.APPRAISAL_VERIFY, Permission.APPRAISAL_DECIDE, Permission.APPRAISAL_COSIGN
FILE = "/thi-dua/<int:year>/ho-so/<officer_key>"
LONGEST = 40
Answer = Response | tuple[str, int]


@pages.post(f"{FILE}/de-nghi", needs=Permission.APPRAISAL_PROPOSE)
def propose(year: int, officer_key: str) -> Answer:
    """Propose a class."""
    return _moved(year, officer_key, Move.PROPOSE, appraisal_moves.propose)


@pages.post(f"{FILE}/tham-dinh", needs=VERIFY)
def verify(year: int, officer_key: str) -> Answer:
    """Verify what was proposed."""
    return _moved(year, officer_key, Move.VERIFY, appraisal_moves.verify)


@pages.post(f"{FILE}/tra-lai", needs=VERIFY)
def send_home(year: int, officer_key: str) -> Answer:
    """Return it to the unit head."""
    return _moved(year, officer_key, Move.RETURN, appraisal_moves.send_home)


@pages.post(f"{FILE}/quyet-dinh", needs=DECIDE)
def decide(year: int, officer_key: str) -> Answer:
    """Decide a class."""
    return _moved(year, officer_key, Move.DECIDE, appraisal_moves.decide)


@pages.post(f"{FILE}/gui-lai", needs=DECIDE)
def send_back(year: int, officer_key: str) -> Answer:
    """Send it back to Internal Affairs."""
    return _moved(year, officer_key, Move.SEND_BACK, appraisal_moves.send_back)


@pages.post(f"{FILE}/rut-quyet-dinh", needs=DECIDE)
def take_back(year: int, officer_key: str) -> Answer:
    """Take a decision back that waits for its second signature."""
    return _moved(year, officer_key, Move.TAKE_BACK, appraisal_moves.take_back)


@pages.post(f"{FILE}/dong-ky", needs=COSIGN)
def cosign(year: int, officer_key: str) -> Answer:
    """Sign as the second person."""
    return _moved(year, officer_key, Move.COSIGN, appraisal_moves.cosign)


@pages.post(f"{FILE}/khong-dong-ky", needs=COSIGN)
def refuse(year: int, officer_key: str) -> Answer:
    """Refuse to sign as the second person."""
    return _moved(year, officer_key, Move.REFUSE, appraisal_moves.refuse)


@pages.post(f"{FILE}/thong-bao", needs=VERIFY)
def tell(year: int, officer_key: str) -> Answer:
    """Tell the officer."""
    return _moved(year, officer_key, Move.TELL, appraisal_moves.tell)


@pages.post(f"{FILE}/giai-quyet", needs=Permission.APPRAISAL_HEAR)
def decide_appeal(year: int, officer_key: str) -> Answer:
    """Decide the appeal."""
    return _moved(year, officer_key, Move.DECIDE_APPEAL, appraisal_moves.decide_appeal)


def _moved(year: int, officer_key: str, move: Move, verb: Callable[..., None]) -> Answer:
    given, asking = request.form, asker()
    found = appraisal_desk.way(guard.session(), asking, year=year, officer_key=officer_key)
    seen = given.get("seen", "")[:LONGEST]
    wish = Wish(
        found.file.id, given.get("class", "")[:LONGEST] or None, given.get("reason", ""),
        int(seen) if seen.isdecimal() else None,
    )  # fmt: skip  # what the form holds
    try:
        verb(guard.session(), wishes=[wish], who=asking.who, by=guard.actor(), at=guard.now())
    except (InvalidFailure, ConflictFailure) as failure:
        return page_of(year, officer_key, wrong=problem(failure), typed={"move": move, **given.to_dict()}), 422
    flash(texts_moves.done(move), "done")
    waits = url_for("appraisal.desk", year=year, viec=move)
    return redirect(waits)
