"""Roles: giving and taking them."""

from flask import request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import InvalidFailure
from khaosat.policy import READS_ANSWERS, Permission, Role
from khaosat.services import directory, grants
from khaosat.web import guard, texts_done
from khaosat.web.admin import pages
from khaosat.web.outcome import outcome


@pages.post("/quan-tri/tai-khoan/<int:account_id>/vai-tro", needs=Permission.ADMIN_ACCOUNTS)
def grant(account_id: int) -> Response:
    """Give somebody a role, for a unit where the role needs one."""
    name, unit_key = request.form.get("role", ""), request.form.get("unit") or None
    return outcome(
        lambda: grants.grant(
            guard.session(), account_id=account_id, role=_role(name), unit_key=unit_key, by=guard.actor(),
            at=guard.now(),
        ),
        done=texts_done.granted_and_waits() if name in READS_ANSWERS else texts_done.done("grants:grant"),
        to=url_for("admin.account", account_id=account_id),
    )  # fmt: skip  # one act, one line of thought


@pages.post("/quan-tri/quyen/<int:grant_id>/thu-hoi", needs=Permission.ADMIN_ACCOUNTS)
def revoke(grant_id: int) -> Response:
    """Take a role away, with a reason."""
    reason = request.form.get("reason", "")[:500]
    account_id = directory.account_of_grant(guard.session(), grant_id=grant_id)
    return outcome(
        lambda: grants.revoke(guard.session(), grant_id=grant_id, reason=reason, by=guard.actor(), at=guard.now()),
        done=texts_done.done("grants:revoke"),
        to=url_for("admin.account", account_id=account_id),
    )


def _role(name: str) -> Role:
    if name not in set(Role):
        raise InvalidFailure(field="role", reason="unknown")
    return Role(name)
