"""The table of an appraisal's states and moves as Markdown: a Mermaid diagram and a table, for `docs/appraisal.md`.

Written with `python -m khaosat.documents.appraisal_drawing > docs/appraisal.md`; a test compares them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from khaosat.policy import GRANTS, Permission
from khaosat.services.appraisal_flow import PASSAGES, Asks, Lowers, Passage, State

TEXT: Final = Path(__file__).parents[2] / "templates/documents/appraisal-flow.md"
ASKED: Final = {
    Asks.COMPLETE: "every component",
    Asks.CLASS: "a class of the ruleset",
    Asks.REASON: "a reason",
    Asks.REASON_IF_DIFFERENT: "a reason where it differs",
    Asks.NOT_LOWER: "not below what was decided",
    Asks.OWN: "the officer themself",
    Asks.TERM_OPEN: "within the term of appeal",
    Asks.TERM_OVER: "the term of appeal is over",
}
WHERE: Final = {Lowers.YES: "below what the officer may hold on to", Lowers.NO: "not below it"}


def drawn() -> str:
    """Return the whole page."""
    text = TEXT.read_text(encoding="utf-8")
    return text.replace("[diagram]", "\n".join(_diagram())).replace("[table]", "\n".join(_table()))


def _diagram() -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {State.DRAFTED}")
    for row in PASSAGES:
        said = f"{row.move} ({_who(row.needs)})" + (f", {row.where}" if row.where else "")
        yield f"    {row.before} --> {row.after}: {said}"
    yield from (f"    {State.FINAL} --> [*]", "```")


def _table() -> Iterator[str]:
    yield "| from | move | to | who | asks for | nobody who, on this appraisal, did |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in PASSAGES:
        cells = (row.before, row.move, row.after, _who(row.needs), _asked(row), ", ".join(sorted(row.apart_from)))
        yield "| " + " | ".join(cells) + " |"


def _who(needs: Permission | None) -> str:
    return " or ".join(role for role, granted in GRANTS.items() if needs in granted) if needs else "time"


def _asked(row: Passage) -> str:
    named = [words for asked, words in ASKED.items() if asked in row.asks]
    return "; ".join([*named, *([WHERE[row.where]] if row.where else [])])


if __name__ == "__main__":
    sys.stdout.write(drawn())
