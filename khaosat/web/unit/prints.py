"""Printing for the person's own units and those below: the same sheets, made by the worker."""

from flask import Response as File
from flask import render_template, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import printing
from khaosat.web import guard, print_orders
from khaosat.web.outcome import led_on
from khaosat.web.unit import pages

NEEDS = Permission.UNIT_PLACARDS


@pages.post("/ket-qua/bang-ma/in", needs=NEEDS)
def order_prints() -> Response:
    """Take an order for sheets of the person's placards; a foreign code is not among them."""
    return led_on(
        lambda: print_orders.lay(
            printing.ask_pack(
                guard.session(), print_orders.choice(guard.person().scope.reads), by=guard.actor(), at=guard.now()
            ),
            NEEDS,
            follow=lambda print_id: url_for("unit.print_order", print_id=print_id),
        ),
        back=url_for("unit.placards"),
    )


@pages.get("/ket-qua/bang-ma/in/<print_id>", needs=NEEDS)
def print_order(print_id: str) -> str:
    """Show how far an order is."""
    return render_template("unit/print_order.html", page=print_orders.one(print_id, NEEDS))


@pages.get("/ket-qua/bang-ma/in/<print_id>/tep", needs=NEEDS)
def print_file(print_id: str) -> File:
    """Hand out the finished file."""
    return print_orders.fetch(print_id, NEEDS)
