"""Print orders of a person: laid on one page, followed on another, fetched when they are done.

The audiences that may print share these steps; each has routes of its own, and an order is fetched through the door
it was laid by, by the account that laid it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Response as File
from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from khaosat.access import Units
from khaosat.errors import NotFoundFailure
from khaosat.jobs import print_orders, printing
from khaosat.jobs.print_orders import Order, State
from khaosat.policy import Permission
from khaosat.services.printing import Choice, Report, Slips, Wanted, YearPapers
from khaosat.web import guard
from khaosat.web.printing import attachment

SENDS = "prints"  # where tests put a worker that prints at once


@dataclass(frozen=True)
class OrderPage:
    """An order and how far it is."""

    order: Order
    state: State


def own(needs: Permission) -> list[OrderPage]:
    """Return what this person has ordered through that door within a day, the newest first."""
    found = print_orders.of_account(guard.settings(), account_id=guard.person().account_id, needs=needs)
    return [OrderPage(order, state) for order, state in found]


def one(print_id: str, needs: Permission) -> OrderPage:
    """Return one order of this person; raises NotFoundFailure for somebody else's and for another door's."""
    order = print_orders.read(guard.settings(), print_id)
    if order.account_id != guard.person().account_id or order.needs != needs:
        raise NotFoundFailure(what="print order")
    return OrderPage(order, print_orders.state(guard.settings(), order))


def choice(units: Units | None = None) -> Choice:
    """Return what the form chose: everything its search found, or the placards ticked."""
    ticked = frozenset(request.form.getlist("code"))
    every = request.form.get("which") == "all"
    return Choice(
        units=units,
        search=request.form.get("tim", "")[:100] if every else "",
        codes=None if every else ticked,
        kinds=tuple(request.form.getlist("kind")),
        form=request.form.get("form", "pdf"),
    )


def lay(wanted: Wanted, needs: Permission, *, follow: Callable[[str], str], content: bytes = b"") -> Response:
    """Write the order down, send it to the worker, and lead on to the page it is followed on."""
    settings, account = guard.settings(), guard.person().account_id
    order = print_orders.lay(settings, account_id=account, needs=needs, wanted=wanted, at=guard.now(), content=content)
    send = current_app.extensions.get(SENDS) or partial(printing.send, settings=settings)
    send(order.id)
    return redirect(follow(order.id), 303)


def fetch(print_id: str, needs: Permission) -> File:
    """Hand the finished file out; raises NotFoundFailure before it is done."""
    page = one(print_id, needs)
    if page.state.name != "done":
        raise NotFoundFailure(what="print order")
    file = print_orders.file_of(guard.settings(), page.order)
    return attachment(file.read_bytes(), f"{_name(page.order.wanted)}.{page.order.extension}")


def _name(wanted: Wanted) -> str:
    if isinstance(wanted, Report):
        return f"bao-cao-{'tong-ket' if wanted.final else 'so-ket'}-{wanted.unit_key}-{wanted.period}"
    if isinstance(wanted, YearPapers):
        return "-".join(filter(None, (wanted.name, str(wanted.year), wanted.unit_key)))
    return f"phieu-{wanted.office_key}" if isinstance(wanted, Slips) else "bang-ma"
