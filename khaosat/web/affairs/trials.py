"""A ruleset tried on a year that has been, before it is issued: one that is loaded, or a text that is kept nowhere."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from flask import render_template, request

from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.rules.ruleset import Ruleset
from khaosat.services import rulesets
from khaosat.services.simulating import simulate
from khaosat.web import guard, texts_rules, texts_standing
from khaosat.web.affairs import pages
from khaosat.web.texts_accounts import problem

LONGEST = 200
TENTH = Decimal("0.1")


@pages.get("/thi-dua/<int:year>/thu-quy-tac", needs=Permission.AFFAIRS_OFFICERS)
def trial(year: int) -> str:
    """Try a loaded ruleset on the year; the address can be shared."""
    word = request.args.get("quy-tac", "")[:LONGEST]
    offered = _offered()
    after = next((one for one in offered if _word(one) == word), None)
    if word and after is None:
        raise InvalidFailure(field="quy-tac", reason="unknown", value=word)
    return _shown(year, offered, after, request.args)


@pages.post("/thi-dua/<int:year>/thu-quy-tac", needs=Permission.AFFAIRS_OFFICERS)
def try_text(year: int) -> tuple[str, int]:
    """Try an amended text on the year; nothing of it is kept, and one that is no ruleset is told where."""
    sent = request.files.get("tep")
    text = sent.read(rulesets.LARGEST + 1).decode("utf-8", "replace") if sent and sent.filename else None
    given = text if text is not None else request.form.get("van-ban", "")
    try:
        return _shown(year, _offered(), rulesets.tried(given), request.form, text=given), 200
    except InvalidFailure as failure:
        return _shown(year, _offered(), None, request.form, text=given, wrong=problem(failure).sentence), 422


def _shown(
    year: int,
    offered: list[Ruleset],
    after: Ruleset | None,
    asked: Mapping[str, str],
    *,
    text: str = "",
    wrong: str = "",
) -> str:
    against, assumed = asked.get("so-voi", "")[:LONGEST], _assumed(asked.get("gia-dinh", ""))
    found = simulate(guard.session(), year, after=after, against=against, assumed=assumed) if after else None
    return render_template(
        "affairs/trial.html", year=year, offered=offered, after=after, against=against, assumed=assumed, found=found,
        text=text, wrong=wrong, rule_words=texts_rules, stand_words=texts_standing,
    )  # fmt: skip  # what the page is given


def _offered() -> list[Ruleset]:
    return [
        one.rules for one in rulesets.rulesets(guard.session()) if one.rules.subject == "officer" and one.rules.classes
    ]


def _word(rules: Ruleset) -> str:
    return f"{rules.key}:{rules.version}"


def _assumed(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Decimal(text.strip().replace(",", ".")).quantize(TENTH)  # refuses what is no number or endless
    except InvalidOperation as error:
        raise InvalidFailure(field="gia-dinh", reason="unreadable", value=text) from error
