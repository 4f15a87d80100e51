"""Who collects, what for, how long: told before the first question to whoever asks."""

from flask import render_template

from khaosat.policy import Permission
from khaosat.web import guard
from khaosat.web.citizen import desk, pages


@pages.get("/thong-tin", needs=Permission.PUBLIC)
@pages.get("/p/<code>/thong-tin", needs=Permission.PUBLIC)
def notice(code: str | None = None) -> str:
    """Show the notice, with the way back to the page it was opened from; who operates is a setting."""
    placard = desk.look(code) if code else None
    return render_template("citizen/notice.html", placard=placard, settings=guard.settings())
