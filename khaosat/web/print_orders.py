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


@dataclass(frozen=True)
class Door:
    """By whom and through which permission an order was laid; a program has no account."""

    account_id: int | None
    needs: str


def own(needs: Permission) -> list[OrderPage]:
    """Return what this person has ordered through that door within a day, the newest first."""
    found = print_orders.of_account(guard.settings(), account_id=guard.person().account_id, needs=needs)
    return [OrderPage(order, state) for order, state in found]


def one(print_id: str, needs: Permission) -> OrderPage:
    """Return one order of this person; raises NotFoundFailure for somebody else's and for another door's."""
    return at_door(print_id, Door(guard.person().account_id, needs))


def at_door(print_id: str, door: Door) -> OrderPage:
    """Return one order laid through that door; raises NotFoundFailure for any other."""
    order = print_orders.read(guard.settings(), print_id)
    if Door(order.account_id, order.needs) != door:
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
    order = send(wanted, Door(guard.person().account_id, needs), content=content)
    return redirect(follow(order.id), 303)


def send(wanted: Wanted, door: Door, *, content: bytes = b"") -> Order:
    """Write the order down and send it to the worker."""
    settings = guard.settings()
    order = print_orders.lay(
        settings, account_id=door.account_id, needs=door.needs, wanted=wanted, at=guard.now(), content=content
    )
    work = current_app.extensions.get(SENDS) or partial(printing.send, settings=settings)
    work(order.id)
    return order


def fetch(print_id: str, needs: Permission) -> File:
    """Hand the finished file out; raises NotFoundFailure before it is done."""
    return handed_out(one(print_id, needs))


def handed_out(page: OrderPage) -> File:
    """Hand the file of an order out; raises NotFoundFailure before it is done."""
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
