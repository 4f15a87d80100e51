"""5,000 citizens, repeats, a kiosk and a flood pass through the documented deployment.

Then everything that is stored is read: database, logs, Redis. Nobody is in it, and nothing says who came before whom.
"""

import random
import socket
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine

import config
from khaosat.access import Scope, open_session
from khaosat.jobs import nightly
from khaosat.services import kiosks, placards
from khaosat.services.acts import Actor
from tests.deploy import traces
from tests.deploy.crowd import UNCHECKED, Citizen, Crowd, citizens
from tests.deploy.stand import Stand, move, stand
from tests.factories.province import SmallProvince, small_province

pytestmark = [pytest.mark.postgres, pytest.mark.deploy]
TODAY = date(2026, 11, 24)  # a Tuesday
OPENS, STEPS = time(8, 0), 8
KEEPER = Actor(None, "a test")
CITIZENS, REPEATS, PRESSES, FLOOD = 5000, 250, 100, 300


def _moment(step: int) -> datetime:
    return datetime.combine(TODAY, OPENS, config.ZONE) + timedelta(hours=step)


def _enrolment(engine: Engine, code: str, at: datetime) -> str:
    with open_session(engine, Scope.system("a keeper")) as session:
        placard = placards.placard(session, code=code, day=TODAY)
        return kiosks.invite(session, placard=placard, by=KEEPER, at=at)


def a_day(deployed: Stand, engine: Engine, province: SmallProvince, people: list[Citizen], *, presses: int) -> Crowd:
    """Send everybody, hour by hour; a tablet at noon."""
    crowd = Crowd(deployed.port)
    for step in range(STEPS):
        move(deployed.settings, _moment(step))
        crowd.visit(people[len(people) * step // STEPS : len(people) * (step + 1) // STEPS])
        if step == STEPS // 2:
            tablet = Citizen("127.9.9.9", "Phone/tablet", province.codes["19330"])
            code = _enrolment(engine, tablet.code, _moment(step))
            crowd.press(tablet, code, presses=presses, day=TODAY, slot=(OPENS.hour + step) * 4)
    return crowd


def findings(
    deployed: Stand, engine: Engine, people: list[Citizen], crowd: Crowd, server_log: str
) -> dict[str, set[str]]:
    """Return who is named where: empty sets are what we want."""
    rows = traces.tables(engine)
    about_people = "\n".join(row for table, lines in rows.items() if table not in traces.CATALOGUE for row in lines)
    everywhere = [*people, Citizen("127.9.9.9", "Phone/tablet", people[0].code)]
    return {
        "database": traces.named(about_people, everywhere, crowd.receipts),
        "acts": {
            found for found in traces.named("\n".join(rows["events"]), everywhere, crowd.receipts) if "." in found
        },
        "logs": traces.named(deployed.logs(), everywhere, crowd.receipts),
        "log of the database": traces.named(server_log, everywhere, crowd.receipts),
        "redis": traces.named(traces.of_redis(deployed.redis_url), everywhere, crowd.receipts),
        "files of redis": set(deployed.files_of_redis()),
    }


def _log_of(engine: Engine) -> str:
    folder = Path(str(engine.url.query["host"]))
    return "\n".join(
        path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("**/*log") if path.is_file()
    )


def _people(province: SmallProvince, count: int, repeats: int, flood: int) -> list[Citizen]:
    draw = random.Random(20_261_124)  # noqa: S311  a documented seed
    codes = sorted(province.codes.values())
    once = citizens(count - repeats, codes, draw)
    again = [Citizen(one.address, one.browser, one.code, taps=2) for one in citizens(repeats, codes, draw)]
    mixed = draw.sample([*once, *again], count)
    place = len(mixed) // 2
    return [*mixed[:place], *([Citizen("127.7.7.7", "Phone/7.7", codes[0], taps=50)] * (flood // 50)), *mixed[place:]]


def test_a_day_of_citizens_leaves_nobody_behind(postgres_engine: Engine, tmp_path: Path) -> None:
    province = small_province(postgres_engine)
    people = _people(province, CITIZENS, REPEATS, FLOOD)
    with stand(tmp_path, postgres_engine) as deployed:
        crowd = a_day(deployed, postgres_engine, province, people, presses=PRESSES)
        found = findings(deployed, postgres_engine, people, crowd, _log_of(postgres_engine))
        lie, _ = traces.as_they_lie(postgres_engine)
        assert len(crowd.came) == len(set(crowd.came)) == len(lie) == CITIZENS + REPEATS + PRESSES + FLOOD
        # not near 1: on a slow day autovacuum hands room of dead rows to later ones
        assert traces.order_told(crowd.came, lie) > 0.5, "what must be mended can be seen at all"
        move(deployed.settings, _moment(72))
        nightly.run(postgres_engine, now=_moment(72), settings=deployed.settings)
        lie, writers = traces.as_they_lie(postgres_engine)
        after = findings(deployed, postgres_engine, people, crowd, _log_of(postgres_engine))
    assert not any(found.values()), found
    assert not any(after.values()), after
    assert (sorted(lie), writers) == (sorted(crowd.came), 1)
    assert abs(traces.order_told(crowd.came, lie)) < 0.06, "four standard deviations of a shuffled day"


def _with_addresses(text: str) -> str:
    return text.replace("'$time_iso8601", "'$remote_addr $time_iso8601").replace(" if=$of_staff", "")


def _with_paths(text: str) -> str:
    return text.replace("$status", "$request_uri $status").replace(" if=$of_staff", "")


@pytest.mark.parametrize(
    "fault", ["addresses in the log", "codes in the log", "an address in redis", "a file of redis"]
)
def test_a_fault_in_the_deployment_is_found(fault: str, postgres_engine: Engine, tmp_path: Path) -> None:
    province = small_province(postgres_engine)
    people = _people(province, 16, 2, 0)
    spoilt = {"addresses in the log": _with_addresses, "codes in the log": _with_paths}.get(fault, str)
    with stand(
        tmp_path, postgres_engine, nginx=spoilt, redis="appendonly yes" if fault == "a file of redis" else ""
    ) as deployed:
        crowd = a_day(deployed, postgres_engine, province, people, presses=2)
        if fault == "an address in redis":
            memory = Redis.from_url(deployed.redis_url)
            memory.set(f"seen:{people[0].address}", "1")
            memory.close()
        found = findings(deployed, postgres_engine, people, crowd, "")
    where = {"an address in redis": "redis", "a file of redis": "files of redis"}.get(fault, "logs")
    assert {place for place, names in found.items() if names} == {where}


def test_slow_phones_wait_at_the_proxy_and_keep_nobody_out(postgres_engine: Engine, tmp_path: Path) -> None:
    province = small_province(postgres_engine)
    with stand(tmp_path, postgres_engine) as deployed, ExitStack() as open_lines:
        move(deployed.settings, _moment(0))
        for _ in range(100):
            line = socket.create_connection(("127.0.0.1", deployed.port), 10)
            slow = open_lines.enter_context(UNCHECKED.wrap_socket(line, server_hostname="localhost"))
            slow.sendall(b"POST /p/X/cham HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nt=")
        crowd = Crowd(deployed.port)
        crowd.visit(_people(province, 20, 2, 0))
    assert len(crowd.came) == 22
