"""Printing: sheets for one office, a selection or all; receipt slips for an office. The worker prints."""

from flask import Response as File
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import printing
from khaosat.services.printing import Choice, Slips
from khaosat.web import guard, print_orders
from khaosat.web.admin import pages
from khaosat.web.outcome import led_on

NEEDS = Permission.ADMIN_PLACARDS


@pages.get("/quan-tri/in", needs=NEEDS)
def prints() -> str:
    """Offer the placards that hang, to be printed, and what this person has ordered."""
    words = request.args.get("tim", "")[:100]
    lines = printing.chosen(guard.session(), Choice(search=words), at=guard.now())
    return render_template("admin/prints.html", lines=lines, words=words, orders_laid=print_orders.own(NEEDS))


@pages.post("/quan-tri/in", needs=NEEDS)
def order_prints() -> Response:
    """Take an order for sheets of placards."""
    return led_on(
        lambda: print_orders.lay(
            printing.ask_pack(guard.session(), print_orders.choice(), by=guard.actor(), at=guard.now()),
            NEEDS,
            follow=_follow,
        ),
        back=url_for("admin.prints"),
    )


@pages.post("/quan-tri/mot-cua/<office_key>/in-phieu", needs=NEEDS)
def order_slips(office_key: str) -> Response:
    """Take an order for sheets of receipt slips of one office and field."""
    wanted = Slips(office_key, request.form.get("field", ""), request.form.get("sheets", 0, type=int))
    return led_on(
        lambda: print_orders.lay(
            printing.ask_slips(guard.session(), wanted, by=guard.actor(), at=guard.now()), NEEDS, follow=_follow
        ),
        back=url_for("admin.office", office_key=office_key),
    )


@pages.get("/quan-tri/in/<print_id>", needs=NEEDS)
def print_order(print_id: str) -> str:
    """Show how far an order is."""
    return render_template("admin/print_order.html", page=print_orders.one(print_id, NEEDS))


@pages.get("/quan-tri/in/<print_id>/tep", needs=NEEDS)
def print_file(print_id: str) -> File:
    """Hand out the finished file."""
    return print_orders.fetch(print_id, NEEDS)


def _follow(print_id: str) -> str:
    return url_for("admin.print_order", print_id=print_id)
