"""What each of the citizen's pages shows: one documented value a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from khaosat.services.inclusion import Proof
from khaosat.services.receipts import Standing
from khaosat.services.visiting import FieldView, OfficerOnDuty, PlacardView, QuestionnaireView, Survey
from khaosat.web.citizen.asking import Asking

FACES = (5, 4, 3, 2, 1)
LOW = 2  # a rating that low is asked for its reasons


@dataclass(frozen=True)
class RatingPage:
    """The five faces. `chosen` stands first where the page came back; `notice` is a code for why; `slip` goes along."""

    placard: PlacardView
    survey: Survey
    token: str
    chosen: int | None = None
    notice: str | None = None
    slip: str | None = None

    @property
    def faces(self) -> tuple[int, ...]:
        """The scores in the order they are shown."""
        if self.chosen is None:
            return FACES
        return (self.chosen, *(score for score in FACES if score != self.chosen))


@dataclass(frozen=True)
class TappedPage:
    """What was recorded (None: the answer was withdrawn), and the first question after it.

    `slip` is `verified`, `unverified`, or None where no receipt slip came along.
    """

    placard: PlacardView
    survey: Survey
    token: str
    receipt: str
    score: int | None
    officers: tuple[OfficerOnDuty, ...]
    slip: str | None = None


@dataclass(frozen=True)
class DetailsPage:
    """The rest, all of it optional; `typed` holds what was sent where something could not be taken.

    `asks_slip` where receipt slips are handed out and none has counted; `fields` is empty where one told the field.
    """

    placard: PlacardView
    token: str
    receipt: str
    questionnaire: QuestionnaireView
    fields: tuple[FieldView, ...]
    low: bool
    asks_if_watched: bool
    slip: str | None
    asks_slip: bool
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ThanksPage:
    """The end of a visit, and what the receipt is good for; `slip` as on the page before, `token` to type it again."""

    placard: PlacardView
    receipt: str
    token: str
    slip: str | None


@dataclass(frozen=True)
class ClosedDayPage:
    """The answer's day has closed: it stays as it is; `comment` is handed back to who typed it."""

    day: date
    receipt: str
    comment: str


@dataclass(frozen=True)
class ReceiptPage:
    """A typed receipt; looks the same whatever the answer says. `problem` is a code, `done` what was just done.

    `proof` is the answer's way to its day's seal, None while the day is not sealed as it stands; `asking` the request
    for a reply that came with the receipt.
    """

    typed: str = ""
    standing: Standing | None = None
    problem: str | None = None
    done: str | None = None
    proof: Proof | None = None
    asking: Asking | None = None
