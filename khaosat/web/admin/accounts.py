"""Accounts: making them, resetting them, switching them off, ending sign-ins."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission, Role
from khaosat.services import accounts as keeping
from khaosat.services import directory, signing_in
from khaosat.web import guard, texts_accounts, texts_done
from khaosat.web.admin import pages
from khaosat.web.outcome import outcome
from khaosat.web.texts_accounts import Problem

NEEDS = Permission.ADMIN_ACCOUNTS


@pages.get("/quan-tri/tai-khoan", needs=NEEDS)
def accounts() -> str:
    """List the accounts."""
    return _list(None)


@pages.post("/quan-tri/tai-khoan", needs=NEEDS)
def create_account() -> str | tuple[str, int]:
    """Make an account and show its one-time password, once."""
    form = {field: request.form.get(field, "")[:200] for field in ("name", "display_name", "officer")}
    try:
        password = keeping.create(
            guard.session(), name=form["name"], display_name=form["display_name"],
            officer_key=form["officer"] or None, by=guard.actor(), at=guard.now(),
        )  # fmt: skip  # one act, one line of thought
    except (InvalidFailure, ConflictFailure) as failure:
        return _list(texts_accounts.problem(failure)), 422
    account_id = directory.account_id_of(guard.session(), name=form["name"])
    return render_template("admin/one_time_password.html", name=form["name"], password=password, account_id=account_id)


@pages.get("/quan-tri/tai-khoan/<int:account_id>", needs=NEEDS)
def account(account_id: int) -> str:
    """Show one account."""
    found = directory.account_file(guard.session(), account_id=account_id, now=guard.now())
    units = directory.units_to_choose(guard.session(), day=guard.now().date())
    roles = [(role.value, texts_accounts.role(role)) for role in Role]
    own = account_id == guard.person().account_id
    return render_template("admin/account.html", file=found, one=found.line, units=units, roles=roles, own=own)


@pages.post("/quan-tri/tai-khoan/<int:account_id>/mat-khau", needs=NEEDS)
def reset_password(account_id: int) -> Response | str:
    """Give a one-time password and show it, once."""
    session = guard.session()
    found = directory.account_file(session, account_id=account_id, now=guard.now())
    if account_id == guard.person().account_id:
        return outcome(_refuse_own, done="", to=_page_of(account_id))
    password = keeping.reset_password(session, account_id=account_id, by=guard.actor(), at=guard.now())
    return render_template(
        "admin/one_time_password.html", name=found.line.name, password=password, account_id=account_id
    )


@pages.post("/quan-tri/tai-khoan/<int:account_id>/ma-xac-thuc", needs=NEEDS)
def reset_second_factor(account_id: int) -> Response:
    """Forget a lost phone."""
    return outcome(
        lambda: keeping.reset_second_factor(guard.session(), account_id=account_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("accounts:reset_second_factor"),
        to=_page_of(account_id),
    )


@pages.post("/quan-tri/tai-khoan/<int:account_id>/ngung", needs=NEEDS)
def disable_account(account_id: int) -> Response:
    """Switch an account off."""
    return outcome(
        lambda: keeping.disable(guard.session(), account_id=account_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("accounts:disable"),
        to=_page_of(account_id),
    )


@pages.post("/quan-tri/tai-khoan/<int:account_id>/mo-lai", needs=NEEDS)
def enable_account(account_id: int) -> Response:
    """Switch an account on again."""
    return outcome(
        lambda: keeping.enable(guard.session(), account_id=account_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("accounts:enable"),
        to=_page_of(account_id),
    )


@pages.post("/quan-tri/phien/<int:sign_in_id>/ket-thuc", needs=NEEDS)
def end_sign_in(sign_in_id: int) -> Response:
    """End somebody's sign-in."""
    account_id = directory.account_of_sign_in(guard.session(), sign_in_id=sign_in_id)
    return outcome(
        lambda: signing_in.end_sign_in(guard.session(), sign_in_id=sign_in_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("sign_ins:end"),
        to=_page_of(account_id),
    )


def _list(problem: Problem | None) -> str:
    words = request.args.get("tim", "")[:100]
    found = directory.account_list(guard.session(), search=words, now=guard.now())
    return render_template("admin/accounts.html", accounts=found, words=words, problem=problem, form=request.form)


def _page_of(account_id: int) -> str:
    return url_for("admin.account", account_id=account_id)


def _refuse_own() -> None:
    raise ConflictFailure(what="account", reason="own")
