"""Commands for accounts: the first administrator and the first of Internal Affairs come in through here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import Failure
from khaosat.policy import READS_ANSWERS, Role
from khaosat.services import accounts as keeping
from khaosat.services import directory, grants
from khaosat.services.acts import Actor

BY = Actor(None, "command accounts")


accounts = AppGroup("accounts", help="Make accounts, give roles, reset passwords.")


@accounts.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="The role to give at once.")
@click.option("--unit", "unit_key", metavar="KEY", help="The unit the role is for.")
@click.option("--officer", "officer_key", metavar="KEY", help="The officer this person is.")
@click.option("--display-name", metavar="TEXT", help="The name that pages show; the sign-in name if left out.")
def create(
    name: str, role: str | None, unit_key: str | None, officer_key: str | None, display_name: str | None
) -> None:
    """Make the account NAME and print its one-time password."""
    with _desk() as session:
        password = keeping.create(
            session, name=name, display_name=display_name or name, officer_key=officer_key, by=BY, at=_now()
        )
        click.echo(f"{name}: {password}  (good for one sign-in, then to be changed)")
        if role is not None:
            _grant(session, name, Role(role), unit_key)


@accounts.command()
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_key", metavar="KEY", help="The unit the role is for.")
def grant(name: str, role: str, unit_key: str | None) -> None:
    """Give the account NAME a ROLE."""
    with _desk() as session:
        _grant(session, name, Role(role), unit_key)


@accounts.command()
@click.argument("name")
@click.option("--second-factor", is_flag=True, help="Forget the phone and the recovery codes, not the password.")
def reset(name: str, *, second_factor: bool) -> None:
    """Give NAME a new one-time password; everybody in the same roles is told."""
    with _desk() as session:
        account_id = directory.account_id_of(session, name=name)
        if second_factor:
            keeping.reset_second_factor(session, account_id=account_id, by=BY, at=_now())
            click.echo(f"{name}: enrols a new second factor at the next sign-in")
            return
        password = keeping.reset_password(session, account_id=account_id, by=BY, at=_now())
        click.echo(f"{name}: {password}  (good for one sign-in, then to be changed)")


def _grant(session: ScopedSession, name: str, role: Role, unit_key: str | None) -> None:
    account_id = directory.account_id_of(session, name=name)
    given = grants.grant(session, account_id=account_id, role=role, unit_key=unit_key, by=BY, at=_now())
    if role is Role.AFFAIRS and not directory.somebody_confirms(session):
        grants.confirm_first(session, grant_id=given, by=BY, at=_now())
        click.echo(f"{name}: {role.value}, the first of Internal Affairs")
    elif role in READS_ANSWERS:
        click.echo(f"{name}: {role.value}, once Internal Affairs has confirmed it")
    else:
        click.echo(f"{name}: {role.value}")


@contextmanager
def _desk() -> Iterator[ScopedSession]:
    try:
        with open_session(current_app.extensions["engine"], Scope.sign_in_desk()) as session:
            yield session
    except Failure as failure:
        raise click.ClickException(f"{failure.code}: {dict(failure.details)}") from failure


def _now() -> datetime:
    return current_app.extensions["clock"].now()  # type: ignore[no-any-return]  # a config.Clock


COMMANDS: list[click.Command] = [accounts]
