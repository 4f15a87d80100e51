"""What of a year's appraisal waits for a person: many at once where nothing differs, else one by one."""

from collections.abc import Callable

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import appraisal_desk, appraisal_moves
from khaosat.services import appraisal_files as files
from khaosat.services.appraisal_flow import Move
from khaosat.services.appraisal_moves import Wish
from khaosat.web import guard, texts_appraisal_year, texts_desk, texts_moves, texts_rules
from khaosat.web.appraisal import pages, seeing
from khaosat.web.asker import asker
from khaosat.web.outcome import outcome

LONGEST = 40
LONGEST_ID = 9
READ = Permission.APPRAISAL_READ


@pages.get("/thi-dua/<int:year>/viec", needs=READ)
def desk(year: int) -> str:
    """Show what waits for this person in one queue."""
    queue, page = request.args.get("viec", "")[:LONGEST], request.args.get("trang", 1, type=int)
    found = appraisal_desk.desk(guard.session(), asker(), year=year, queue=queue, page=page)
    caps = files.caps_view(guard.session(), year=year, whole=seeing.whole()) if seeing.groups() else None
    return render_template(
        "appraisal/desk.html",
        found=found,
        over=sum(one.over > 0 for one, _unit in caps.to_look_at) if caps else 0,
        words=texts_desk,
        year_words=texts_appraisal_year,
        rules_words=texts_rules,
    )


@pages.post("/thi-dua/<int:year>/viec/de-nghi", needs=Permission.APPRAISAL_PROPOSE)
def propose_many(year: int) -> Response:
    """Propose what is suggested, for those chosen."""
    return _many(year, Move.PROPOSE, appraisal_moves.propose)


@pages.post("/thi-dua/<int:year>/viec/tham-dinh", needs=Permission.APPRAISAL_VERIFY)
def verify_many(year: int) -> Response:
    """Verify those chosen."""
    return _many(year, Move.VERIFY, appraisal_moves.verify)


@pages.post("/thi-dua/<int:year>/viec/quyet-dinh", needs=Permission.APPRAISAL_DECIDE)
def decide_many(year: int) -> Response:
    """Decide as proposed, for those chosen."""
    return _many(year, Move.DECIDE, appraisal_moves.decide)


@pages.post("/thi-dua/<int:year>/viec/thong-bao", needs=Permission.APPRAISAL_VERIFY)
def tell_many(year: int) -> Response:
    """Tell the officers chosen."""
    return _many(year, Move.TELL, appraisal_moves.tell)


def _many(year: int, move: Move, verb: Callable[..., None]) -> Response:
    wishes = [_wish(key) for key in request.form.getlist("file")]
    asking = asker()
    return outcome(
        lambda: verb(guard.session(), wishes=wishes, who=asking.who, by=guard.actor(), at=guard.now()),
        done=texts_moves.done(move, len(wishes)),
        to=url_for("appraisal.desk", year=year, viec=move),
    )


def _wish(key: str) -> Wish:
    """Return what is wanted of a file by what its row sent: id, newest step seen, class shown."""
    number, seen, named = [*key[:LONGEST].split(" ", 2), "", ""][:3]
    return Wish(_whole(number), named or None, seen=_whole(seen))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else 0
