"""The file an inspector keeps: the whole sealed list, one entry a line, to compare a database with later.

It is only ever appended to; a list that no longer continues it is refused, never written over it.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from khaosat.errors import SealFailure
from khaosat.queries.seal_list import FIELDS, Seal
from khaosat.services.seal_chain import fault_of

KIND: Final = "khaosat seals 1"


@dataclass(frozen=True)
class Kept:
    """What a file holds: the public keys it names and the entries, oldest first."""

    keys: tuple[bytes, ...]
    entries: tuple[Seal, ...]


def read_kept(file: Path) -> Kept:
    """Return what a kept file holds. Raises SealFailure where it cannot be read or contradicts itself."""
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="ascii").splitlines()]
        keys = tuple(bytes.fromhex(key) for line in lines if KIND in line for key in line[KIND])
        entries = tuple(_entry(line) for line in lines if KIND not in line)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SealFailure(reason="file_unreadable", file=str(file)) from error
    before: Seal | None = None
    for entry in entries:
        fault = fault_of(entry, before, keys)
        if fault:
            raise SealFailure(reason="file_contradicts_itself", sequence=entry.sequence, day=entry.day, fault=fault)
        before = entry
    return Kept(keys, entries)


def continue_kept(file: Path, entries: Sequence[Seal], public_keys: Sequence[bytes]) -> int:
    """Append the entries (and public keys) the file does not hold yet, making it where there is none.

    Returns how many entries were new. Raises SealFailure where the list does not continue what the file holds.
    """
    kept = read_kept(file) if file.exists() else Kept((), ())
    for place, old in enumerate(kept.entries):
        if place >= len(entries) or old.digest != entries[place].digest:
            raise SealFailure(reason="does_not_continue", sequence=old.sequence, day=old.day)
    new = entries[len(kept.entries) :]
    lines = [_line(entry) for entry in new]
    if keys := [key.hex() for key in public_keys if key not in kept.keys]:
        lines.insert(0, json.dumps({KIND: keys}))
    if lines:
        _append(file, lines)
    return len(new)


def _append(file: Path, lines: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as out:
        out.write("".join(f"{line}\n" for line in lines))
        out.flush()
        os.fsync(out.fileno())


def _line(entry: Seal) -> str:
    said: Mapping[str, Any] = {name: _plain(getattr(entry, name)) for name in FIELDS}
    return json.dumps(said, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def _entry(said: Mapping[str, Any]) -> Seal:
    return Seal(
        sequence=int(said["sequence"]),
        day=date.fromisoformat(said["day"]),
        revision=int(said["revision"]),
        answers=int(said["answers"]),
        withdrawn=int(said["withdrawn"]),
        root=bytes.fromhex(said["root"]),
        previous=bytes.fromhex(said["previous"]),
        digest=bytes.fromhex(said["digest"]),
        signature=bytes.fromhex(said["signature"]),
        sealed_at=datetime.fromisoformat(said["sealed_at"]),
    )
