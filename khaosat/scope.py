"""What a session may show and change: a plain value that `access.open_session` turns into the wall."""

from dataclasses import dataclass, replace
from uuid import UUID

from khaosat.policy import Reach, Realm


@dataclass(frozen=True)
class Everything:
    """Every unit, for a reason that is logged when the session opens."""

    reason: str


Units = frozenset[int] | Everything
NO_UNITS: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Scope:
    """What a session may show and change.

    `reads`, `writes` are unit ids, or everything with a reason; `realms` are the books it may read,
    `changes` those it may write; `answer` is the one answer a citizen holds the token or receipt of. `files` and
    `file_changes` are how far it reaches into the yearly appraisal, `officer` whose own file is meant by that.
    """

    reads: Units = NO_UNITS
    writes: Units = NO_UNITS
    realms: frozenset[Realm] = frozenset()
    changes: frozenset[Realm] = frozenset()
    answer: UUID | None = None
    files: frozenset[Reach] = frozenset()
    file_changes: frozenset[Reach] = frozenset()
    officer: int | None = None

    def reading(self) -> "Scope":
        """Return the same scope without any right to change: what GET and HEAD get."""
        return replace(self, writes=NO_UNITS, changes=frozenset(), file_changes=frozenset())

    @classmethod
    def system(cls, reason: str) -> "Scope":
        """Return the scope of what runs without a person: settling, releasing, backing up."""
        everything = Everything(reason)
        whole = frozenset({Reach.ALL})
        return cls(everything, everything, frozenset(Realm), frozenset(Realm), files=whole, file_changes=whole)

    @classmethod
    def public(cls) -> "Scope":
        """Return the scope of a page open to everybody: the catalogue, to look at."""
        return cls()

    @classmethod
    def citizen(cls, unit_id: int, answer: UUID) -> "Scope":
        """Return the scope of one citizen at one office: write there, read back the one answer."""
        answers = frozenset({Realm.ANSWERS})
        return cls(writes=frozenset({unit_id}), realms=answers, changes=answers, answer=answer)

    @classmethod
    def asking(cls, unit_id: int, case: UUID) -> "Scope":
        """Return the scope of one citizen who asks for a reply: write in that unit, see that request."""
        cases = frozenset({Realm.CASES})
        return cls(writes=frozenset({unit_id}), realms=cases, changes=cases, answer=case)

    @classmethod
    def enrolling(cls, unit_id: int) -> "Scope":
        """Return the scope of a tablet that types its one-time code: rows of that unit's catalogue, the audit trail."""
        return cls(writes=frozenset({unit_id}), changes=frozenset({Realm.CATALOGUE, Realm.AUDIT}))

    @classmethod
    def entering(cls, unit_id: int, answer: UUID) -> "Scope":
        """Return the scope of a collector at one form: write in that unit, see that answer, leave the event."""
        return cls(
            writes=frozenset({unit_id}),
            realms=frozenset({Realm.ANSWERS}),
            changes=frozenset({Realm.ANSWERS, Realm.AUDIT}),
            answer=answer,
        )

    @classmethod
    def scan_counter(cls) -> "Scope":
        """Return the scope of a web process that adds up scans of placards: nothing else, and it reads nothing."""
        return cls(writes=Everything("scans are counted"), changes=frozenset({Realm.SCANS}))

    @classmethod
    def seal_reader(cls) -> "Scope":
        """Return the scope of the public page: the sealed list, which holds digests and counts of days alone."""
        return cls(realms=frozenset({Realm.SEALS}))

    @classmethod
    def file_counter(cls) -> "Scope":
        """Return the scope of who counts how many files of a year stand where: a decider sees none before its turn."""
        return cls(realms=frozenset({Realm.APPRAISALS}), files=frozenset({Reach.ALL}))

    @classmethod
    def year_keeper(cls) -> "Scope":
        """Return the scope of what freezes and checks a signed year: its files, its leagues, the seals, the trail."""
        books = frozenset({Realm.APPRAISALS, Realm.LEAGUES, Realm.SEALS, Realm.AUDIT, Realm.RULES})
        return cls(reads=Everything("a signed year"), realms=books, files=frozenset({Reach.ALL}))

    @classmethod
    def note_taker(cls) -> "Scope":
        """Return the scope of a command that reads by another session and leaves its event: nothing else."""
        return cls(changes=frozenset({Realm.AUDIT}))

    @classmethod
    def sign_in_desk(cls) -> "Scope":
        """Return the scope of the account pages: accounts and the audit trail, no unit."""
        books = frozenset({Realm.ACCOUNTS, Realm.AUDIT})
        return cls(realms=frozenset({Realm.ACCOUNTS}), changes=books)
