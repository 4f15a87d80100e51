"""Print orders: each a folder under INSTANCE/prints with what was asked, how far it is, and for a day the file.

Web and worker meet here. Everything is written beside and put in place whole; nobody but this program may read it.
"""

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from config import Settings
from khaosat.errors import NotFoundFailure
from khaosat.services.printing import Pack, Report, Slips, Wanted, YearPapers

KEPT_FOR: Final = timedelta(days=1)
MOST_KEPT: Final = 20  # orders of one account: what is older makes room
_ORDER, _STATE, _FILE, _CONTENT = "order.json", "state.json", "file", "content"
_KINDS: Final[dict[str, Callable[..., Wanted]]] = {"pack": Pack, "slips": Slips, "report": Report, "year": YearPapers}


@dataclass(frozen=True)
class Order:
    """What one account (None: a program, by a door of its own) asked for, through the door of one permission."""

    id: str
    account_id: int | None
    needs: str
    asked_at: datetime
    wanted: Wanted

    @property
    def extension(self) -> str:
        """The file's: pictures come in a ZIP."""
        if isinstance(self.wanted, Report | YearPapers):
            return "docx"
        return "pdf" if isinstance(self.wanted, Slips) or self.wanted.form == "pdf" else "zip"


@dataclass(frozen=True)
class State:
    """How far an order is: `waiting`, `working` (pages read again, of how many), `done`, `failed` with a reason."""

    name: str = "waiting"
    done: int = 0
    of: int = 0
    reason: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.name in {"done", "failed"}


def lay(
    settings: Settings, *, account_id: int | None, needs: str, wanted: Wanted, at: datetime, content: bytes = b""
) -> Order:
    """Write down what is wanted, a report with its content; returns the order with an id that nobody guesses."""
    for old, _state in of_account(settings, account_id=account_id, needs=needs)[MOST_KEPT - 1 :]:
        shutil.rmtree(_folder(settings, old.id), ignore_errors=True)
    order = Order(secrets.token_hex(16), account_id, needs, at, wanted)
    folder = _folder(settings, order.id)
    folder.mkdir(parents=True, mode=0o700)
    if content:
        _put_bytes(folder / _CONTENT, content)
    kind = next(name for name, made in _KINDS.items() if made is type(wanted))
    _put(folder / _ORDER, asdict(order) | {"kind": kind, "asked_at": at.isoformat()})
    return order


def read(settings: Settings, order_id: str) -> Order:
    """Return the order of that id; raises NotFoundFailure."""
    if len(order_id) != 32 or not set(order_id) <= set("0123456789abcdef"):  # noqa: PLR2004  an id of ours, and no path
        raise NotFoundFailure(what="print order")
    kept = _taken(_folder(settings, order_id) / _ORDER)
    if kept is None:
        raise NotFoundFailure(what="print order")
    kind, asked_at, wanted = kept.pop("kind"), kept.pop("asked_at"), kept.pop("wanted")
    made = _KINDS[kind](**{name: tuple(each) if isinstance(each, list) else each for name, each in wanted.items()})
    return Order(wanted=made, asked_at=datetime.fromisoformat(asked_at), **kept)


def of_account(settings: Settings, *, account_id: int | None, needs: str) -> list[tuple[Order, State]]:
    """Return what an account asked for through that door, the newest first, with how far it is."""
    own = (order for order in _all(settings) if (order.account_id, order.needs) == (account_id, needs))
    return [(order, state(settings, order)) for order in sorted(own, key=lambda one: one.asked_at, reverse=True)]


def state(settings: Settings, order: Order) -> State:
    """Return how far an order is."""
    return State(**(_taken(_folder(settings, order.id) / _STATE) or {}))


def say(settings: Settings, order: Order, state: State) -> None:
    """Write down how far an order is."""
    _put(_folder(settings, order.id) / _STATE, asdict(state))


def keep(settings: Settings, order: Order, content: bytes) -> None:
    """Put the finished file in place."""
    _put_bytes(file_of(settings, order), content)


def content_of(settings: Settings, order: Order) -> bytes:
    """Return the content a report was asked for with."""
    return (_folder(settings, order.id) / _CONTENT).read_bytes()


def file_of(settings: Settings, order: Order) -> Path:
    """Return where an order's file lies once it is done."""
    return _folder(settings, order.id) / _FILE


def give_up_begun(settings: Settings) -> int:
    """Say of what an earlier worker left half done that it failed; for a worker that begins. Returns how many."""
    begun = [order for order in _all(settings) if state(settings, order).name == "working"]
    for order in begun:
        say(settings, order, State("failed", reason="interrupted"))
    return len(begun)


def remove_old(settings: Settings, *, now: datetime) -> int:
    """Remove the orders of more than a day ago, their files with them; returns how many."""
    old = [order for order in _all(settings) if order.asked_at < now - KEPT_FOR]
    for order in old:
        shutil.rmtree(_folder(settings, order.id), ignore_errors=True)
    return len(old)


def _folder(settings: Settings, order_id: str) -> Path:
    return settings.instance / "prints" / order_id


def _all(settings: Settings) -> Iterator[Order]:
    for folder in (settings.instance / "prints").glob("*"):
        try:
            yield read(settings, folder.name)
        except NotFoundFailure:
            continue  # being laid, or being removed


def _taken(file: Path) -> dict[str, Any] | None:
    try:
        taken: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return taken


def _put(file: Path, what: Mapping[str, object]) -> None:
    _put_bytes(file, json.dumps(what).encode())


def _put_bytes(file: Path, content: bytes) -> None:
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(file)
