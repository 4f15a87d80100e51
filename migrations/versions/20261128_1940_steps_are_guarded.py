"""The database looks at each step of an appraisal once more: only the table's moves, in their order, by who may."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1940"
down_revision = "20261128_1935"
branch_labels = None
depends_on = None

# as khaosat/services/appraisal_flow.py had them that day
PASSAGES = (
    "drafted>propose>proposed", "returned>propose>proposed", "proposed>verify>verified", "proposed>return>returned",
    "verified>decide>decided", "verified>decide>decided_pending_second", "verified>send_back>proposed",
    "decided_pending_second>cosign>decided", "decided_pending_second>refuse>verified",
    "decided_pending_second>take_back>verified", "decided>tell>told", "told>appeal>appealed", "told>lapse>final",
    "appealed>withdraw>told", "appealed>decide_appeal>appeal_decided", "appeal_decided>tell>final",
)  # fmt: skip  # one way after the other
APART = {
    ("verify", "return"): ("propose",),
    ("decide", "send_back", "take_back"): ("propose", "verify", "return"),
    ("cosign", "refuse"): ("propose", "verify", "return", "decide", "send_back", "take_back"),
    ("decide_appeal",): ("propose", "verify", "return", "decide", "send_back", "take_back", "cosign", "refuse"),
}
REASONED = ("return", "send_back", "refuse", "take_back", "appeal", "decide_appeal")
MOVES = sorted({passage.split(">")[1] for passage in PASSAGES})


def upgrade() -> None:
    op.add_column("appraisals", sa.Column("appeal_until", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER appraisal_steps_look ON appraisal_steps")
        op.execute("DROP TRIGGER appraisal_years_look ON appraisal_years")
        op.execute("DROP FUNCTION look_at_appraisal_step()")
        op.execute("DROP FUNCTION look_at_appraisal_year()")
    else:
        for name in _looks():
            op.execute(f"DROP TRIGGER appraisal_steps_{name}")
        op.execute("DROP TRIGGER appraisal_years_unfinished")
    op.drop_column("appraisals", "appeal_until")


def _words(words: tuple[str, ...] | list[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _looks() -> dict[str, str]:
    """What is refused, by a name for it: the same condition on either database."""
    way = "COALESCE(NEW.state_before, '') || '>' || NEW.move || '>' || NEW.state_after"
    still = "COALESCE(NEW.state_before, 'drafted') = NEW.state_after"  # what is no move changes no state
    last = (
        "(SELECT state_after FROM appraisal_steps WHERE appraisal_id = NEW.appraisal_id ORDER BY id DESC LIMIT 1)"
    )
    judged = " OR ".join(
        f"(NEW.move IN {_words(list(moves))} AND EXISTS (SELECT 1 FROM appraisal_steps AS earlier "
        "WHERE earlier.appraisal_id = NEW.appraisal_id AND earlier.made_by = NEW.made_by "
        f"AND earlier.move IN {_words(list(apart))}))"
        for moves, apart in APART.items()
    )
    return {
        "off_the_table": f"NOT ({way} IN {_words(list(PASSAGES))} OR (NEW.move NOT IN {_words(MOVES)} AND {still}))",
        "out_of_order": f"COALESCE({last}, 'drafted') <> COALESCE(NEW.state_before, 'drafted')",
        "judged_again": judged,
        "by_nobody": "(NEW.made_by IS NULL) <> (NEW.move = 'lapse') AND NEW.move IN " + _words(MOVES),
        "without_reason": f"NEW.move IN {_words(list(REASONED))} AND COALESCE(NEW.reason, '') = ''",
    }


UNFINISHED = (
    "OLD.state = 'open' AND NEW.state = 'signed' "
    "AND EXISTS (SELECT 1 FROM appraisals WHERE year = NEW.year AND state <> 'final')"
)


def _on_sqlite() -> None:
    for name, refused in _looks().items():
        op.execute(
            f"CREATE TRIGGER appraisal_steps_{name} BEFORE INSERT ON appraisal_steps WHEN {refused} "
            f"BEGIN SELECT RAISE(ABORT, 'appraisal_steps: {name}'); END"
        )
    op.execute(
        f"CREATE TRIGGER appraisal_years_unfinished BEFORE UPDATE ON appraisal_years WHEN {UNFINISHED} "
        "BEGIN SELECT RAISE(ABORT, 'appraisal_years: unfinished'); END"
    )


def _on_postgresql() -> None:
    raised = " ".join(
        f"IF {refused} THEN RAISE EXCEPTION 'appraisal_steps: {name}' USING ERRCODE = 'check_violation'; END IF;"
        for name, refused in _looks().items()
    )
    op.execute(
        f"CREATE FUNCTION look_at_appraisal_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} RETURN NEW; "
        "END $$"
    )
    op.execute(
        "CREATE TRIGGER appraisal_steps_look BEFORE INSERT ON appraisal_steps "
        "FOR EACH ROW EXECUTE FUNCTION look_at_appraisal_step()"
    )
    op.execute(
        "CREATE FUNCTION look_at_appraisal_year() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {UNFINISHED} THEN RAISE EXCEPTION 'appraisal_years: unfinished' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER appraisal_years_look BEFORE UPDATE ON appraisal_years "
        "FOR EACH ROW EXECUTE FUNCTION look_at_appraisal_year()"
    )
