"""The printing job: what was asked becomes a file, every code on it read again and compared with the database.

The rows are asked for when the job begins and once more when the file is finished: a placard taken down meanwhile is
not handed out.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, cast

import structlog
from huey import SqliteHuey
from sqlalchemy import Engine

from config import Clock, Settings, clock_of, key_ring
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.jobs import print_orders
from khaosat.jobs.print_orders import Order, State
from khaosat.services import placards, slips
from khaosat.services.printing import SLIPS_A_SHEET, Pack, Report, Slips, YearPapers

if TYPE_CHECKING:
    from khaosat.documents.typesetting import Pictures

log = structlog.get_logger(__name__)
QUEUE: Final = "khaosat-prints"
OFTEN: Final = 0.3  # seconds between two words on how far it is
Told = Callable[[int, int], None]


def queue(settings: Settings, *, immediate: bool = False) -> SqliteHuey:
    """Return the queue of print orders, apart from the night's: neither waits for the other."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(QUEUE, filename=str(settings.instance / "jobs.db"), utc=True, immediate=immediate)


def task(jobs: SqliteHuey, work: Callable[[str], None]) -> Callable[[str], object]:
    """Put the job's task on a queue; calling what is returned sends an order's id to whoever works there."""
    sent: Callable[[str], object] = jobs.task(name="print")(work)
    return sent


def send(order_id: str, *, settings: Settings) -> None:
    """Send an order's id to the worker."""
    jobs = queue(settings)
    try:
        task(jobs, partial(work_apart, settings=settings))(order_id)
    finally:
        jobs.storage.close()


def work_apart(order_id: str, *, settings: Settings) -> None:
    """Make an order's file in a process that ends with it: what typesetting remembers ends too."""
    process = get_context("spawn").Process(target=_alone, args=(order_id, settings), name=f"print-{order_id[:8]}")
    process.start()
    process.join()
    if process.exitcode:
        with suppress(NotFoundFailure):
            print_orders.say(settings, print_orders.read(settings, order_id), State("failed", reason="interrupted"))


def _alone(order_id: str, settings: Settings) -> None:
    engine = connect(settings.database_url)
    work(order_id, engine=engine, clock=clock_of(settings), settings=settings)
    engine.dispose()


def work(order_id: str, *, engine: Engine, clock: Clock, settings: Settings) -> None:
    """Make an order's file here; an order that has made room for newer ones is passed over."""
    with suppress(NotFoundFailure):
        make(print_orders.read(settings, order_id), engine=engine, clock=clock, settings=settings)


def make(order: Order, *, engine: Engine, clock: Clock, settings: Settings) -> State:
    """Make an order's file and say how far it is; whatever goes wrong is said and logged, never raised."""
    told = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told > OFTEN:
            told = time.monotonic()
            print_orders.say(settings, order, State("working", done, of))

    tell(0, 0)
    try:
        content = _made(order, engine=engine, clock=clock, settings=settings, tell=tell)
        print_orders.keep(settings, order, content)
        ended = State("done")
    except (NotFoundFailure, ConflictFailure):
        ended = State("failed", reason="changed")
    except Exception:  # the page that waits must be told, whatever it was
        log.exception("print")
        ended = State("failed", reason="failed")
    print_orders.say(settings, order, ended)
    return ended


def _made(order: Order, *, engine: Engine, clock: Clock, settings: Settings, tell: Told) -> bytes:
    wanted = order.wanted
    if isinstance(wanted, Report | YearPapers):
        from khaosat.documents import official_docx, official_from  # noqa: PLC0415  libraries only this needs

        return official_docx(official_from(print_orders.content_of(settings, order)), tell=tell)
    if isinstance(wanted, Slips):
        return slips_file(wanted, engine=engine, clock=clock, settings=settings, tell=tell)
    return pack_file(wanted, engine=engine, clock=clock, settings=settings, tell=tell)


def pack_file(wanted: Pack, *, engine: Engine, clock: Clock, settings: Settings, tell: Told) -> bytes:
    """Return a PDF, or a ZIP of pictures, of the placards wanted; `tell` hears of each page read again.

    Raises NotFoundFailure where one no longer hangs, ConflictFailure where that changed while it was printed,
    UnreadableError for a code that does not say what its row says.
    """
    from khaosat.documents import placard_pack  # noqa: PLC0415  typst only where something is printed

    lines = _hanging(wanted, engine, clock)
    if not lines or {line.code for line in lines} != set(wanted.codes):
        raise NotFoundFailure(what="placard")
    address, demo = settings.public_url, settings.demo
    if wanted.form == "pdf":
        made = placard_pack.pack(lines, public_url=address, demo=demo, kinds=wanted.kinds, progress=tell)
    else:
        form = cast("Pictures", wanted.form)
        made = placard_pack.pictures(lines, public_url=address, demo=demo, form=form, kinds=wanted.kinds, progress=tell)
    if _hanging(wanted, engine, clock) != lines:
        raise ConflictFailure(reason="placards_changed")
    return made


def slips_file(wanted: Slips, *, engine: Engine, clock: Clock, settings: Settings, tell: Told) -> bytes:
    """Return a PDF of fresh receipt slips, which stand nowhere else; raises as `pack_file`."""
    from khaosat.documents import placard_pack, slip_sheets  # noqa: PLC0415  as above

    with open_session(engine, Scope.public()) as session:
        (line, *_) = placards.hanging(session, day=clock.now().date(), office_key=wanted.office_key)
        served = {field.key: field for field in slips.fields_of(session, office_id=line.office_id)}
    key, *_older = key_ring(settings.keys, slips.RING)
    made = slips.new_slips(
        key, office_key=wanted.office_key, field_key=wanted.field_key, count=wanted.sheets * SLIPS_A_SHEET
    )
    name = str(served[wanted.field_key].names["vi"])
    sheet = placard_pack.slip_sheet(
        line, public_url=settings.public_url, demo=settings.demo, field_name=name, slips=made
    )
    return slip_sheets.slips_pdf([sheet], progress=tell)


def _hanging(wanted: Pack, engine: Engine, clock: Clock) -> tuple[placards.PlacardLine, ...]:
    codes = set(wanted.codes)
    with open_session(engine, Scope.public()) as session:
        return tuple(line for line in placards.hanging(session, day=clock.now().date()) if line.code in codes)
