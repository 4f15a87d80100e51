"""What needs the administrator today."""

from flask import render_template

from khaosat.policy import Permission
from khaosat.services.today import administrators_today
from khaosat.web import guard
from khaosat.web.admin import pages


@pages.get("/quan-tri", needs=Permission.ADMIN_CATALOGUE)
def home() -> str:
    """Show what waits, and where the rest is."""
    now = guard.now()
    return render_template("admin/home.html", today=administrators_today(guard.session(), now=now), day=now.date())
