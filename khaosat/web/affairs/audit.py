"""The audit trail: who did what, before and after."""

from flask import render_template, request

from khaosat.policy import Permission
from khaosat.services import audit as keeping
from khaosat.web import guard, texts_audit
from khaosat.web.affairs import pages


@pages.get("/thi-dua/nhat-ky", needs=Permission.AFFAIRS_AUDIT)
def audit() -> str:
    """Show one page of the trail, newest first; GET forms narrow it and can be shared."""
    words, act = request.args.get("tim", "")[:100], request.args.get("viec", "")[:60]
    page = request.args.get("trang", 1, type=int)
    trail = keeping.trail(guard.session(), search=words, act=act, page=page)
    acts = [(name, texts_audit.act(name)) for name in trail.acts]
    return render_template(
        "affairs/audit.html", trail=trail, words=words, chosen=act, acts=acts, act_words=texts_audit.act,
        subject_words=texts_audit.subject, name_words=texts_audit.name, value_words=texts_audit.value,
    )  # fmt: skip  # one page, one line of thought
