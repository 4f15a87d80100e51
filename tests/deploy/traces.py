"""What a day has left behind: everything that is stored anywhere, searched for whoever was there."""

import re
from collections.abc import Iterable
from uuid import UUID

import redis
from sqlalchemy import Engine, text

from tests.deploy.crowd import Citizen

CATALOGUE = frozenset({"placards", "kiosks", "events"})  # acts of administrators: they name codes, and no citizen


def tables(engine: Engine) -> dict[str, list[str]]:
    """Return each row of each table as one text."""
    with engine.connect() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return {
            name: [str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"'))] for name in names
        }


def of_redis(url: str) -> str:
    """Return all keys, values and lists of slow commands of a Redis."""
    memory = redis.Redis.from_url(url)
    kept = [
        f"{key!r} {memory.get(key) if memory.type(key) == b'string' else memory.zrange(key, 0, -1, withscores=True)!r}"
        for key in memory.scan_iter()
    ]
    slow = str(memory.slowlog_get())
    memory.close()
    return "\n".join([*kept, slow])


def named(text: str, people: Iterable[Citizen], receipts: Iterable[str]) -> set[str]:
    """Return which addresses, browsers, codes and receipts of these people a text names."""
    addresses = set(re.findall(r"127\.\d+\.\d+\.\d+", text))
    browsers = set(re.findall(r"Phone/[\d.]+", text))
    spelled = set(re.findall(r"[A-Za-z0-9]{7}|\w{4}-\w{4}-\w{4}-\w{5}", text))
    return (
        addresses & {one.address for one in people}
        | browsers
        | spelled & ({one.code for one in people} | {one.code.lower() for one in people} | set(receipts))
    )


def order_told(came: list[UUID], lie: list[UUID]) -> float:
    """Return how much the order in which rows lie tells of the order in which they came: rank correlation, -1 … 1."""
    moment = {answer: place for place, answer in enumerate(came)}
    ranks = [moment[answer] for answer in lie if answer in moment]
    count = len(ranks)
    middle = (count - 1) / 2
    shared = sum((place - middle) * (rank - middle) for place, rank in enumerate(sorted_ranks(ranks)))
    return shared / sum((place - middle) ** 2 for place in range(count))


def sorted_ranks(values: list[int]) -> list[int]:
    """Return each value's place among all of them."""
    place = {value: rank for rank, value in enumerate(sorted(values))}
    return [place[value] for value in values]


def as_they_lie(engine: Engine) -> tuple[list[UUID], int]:
    """Return the answers' ids as they lie in PostgreSQL's file, and how many transactions wrote them."""
    with engine.connect() as connection:
        lie = list(connection.execute(text("SELECT id FROM responses ORDER BY ctid")).scalars())
        writers = connection.execute(text("SELECT count(DISTINCT xmin::text) FROM responses")).scalar_one()
    return lie, writers
