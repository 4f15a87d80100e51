"""The rows of each kind of file, as pydantic models: a field is a column, without a default it is required."""

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

from khaosat.services.importing.cells import (
    Count,
    Day,
    Half,
    Key,
    Keys,
    Level,
    Month,
    PostingKind,
    Slot,
    Succession,
    Text,
    UnitKind,
    YesNo,
    refuse,
)

CODE_DIGITS = {"province": 2, "district": 3, "commune": 5}  # of the General Statistics Office's codes


class Row(BaseModel):
    """One row of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Row":
        for start, end in (("valid_from", "valid_to"), ("opened_on", "closed_on")):
            first, last = getattr(self, start, None), getattr(self, end, None)
            if first and last and last <= first:
                raise refuse("ends_before_it_starts")
        return self


class UnitRow(Row):
    """A unit's name and place in the tree from a day on; blank `valid_to`: until its next row, or open."""

    key: Key
    name: Text
    kind: UnitKind
    level: Level
    parent_key: Key | None = None
    official_code: Text | None = None
    valid_from: Day
    valid_to: Day | None = None

    @field_validator("official_code")
    @classmethod
    def _zeros_come_back(cls, code: str | None, info: ValidationInfo) -> str | None:
        digits = CODE_DIGITS.get(info.data.get("level", ""), 0)
        return code.zfill(digits) if code is not None and code.isdecimal() else code


class SuccessionRow(Row):
    """One unit follows another from a day on; blank `to_key`: nobody follows, the unit is abolished."""

    from_key: Key
    to_key: Key | None = None
    succession: Succession
    on: Day
    legal_ref: Text | None = None

    @model_validator(mode="after")
    def _somebody_follows(self) -> "SuccessionRow":
        if (self.to_key is None) != (self.succession == "abolish"):
            raise refuse("who_follows")
        if self.to_key == self.from_key:
            raise refuse("follows_itself")
        return self


class FieldRow(Row):
    """A field of procedure."""

    key: Key
    name: Text
    name_en: Text


class OfficeRow(Row):
    """A reception office, and whether it hands out receipt slips from a day on."""

    key: Key
    unit_key: Key
    name: Text
    address: Text | None = None
    opened_on: Day
    closed_on: Day | None = None
    slips: YesNo | None = None
    slips_from: Day | None = None


class CounterRow(Row):
    """A counter and the fields it serves."""

    office_key: Key
    number: Text
    name: Text
    fields: Keys


class OfficerRow(Row):
    """An officer by the name citizens see."""

    key: Key
    display_name: Text


class PostingRow(Row):
    """An officer at an office; blank `valid_to`: open."""

    officer_key: Key
    office_key: Key
    kind: PostingKind
    duty_group: Text
    valid_from: Day
    valid_to: Day | None = None


class RosterRow(Row):
    """An officer at a counter on a half-day."""

    officer_key: Key
    office_key: Key
    counter_number: Text
    day: Day
    half: Half


class DossierRow(Row):
    """Dossiers of a field in a month, received at an office, decided by a unit (blank: the office's own).

    Blank `officer_key`: the dossiers whose officer is not known, beside those of the rows that name one.
    """

    office_key: Key
    decided_by: Key | None = None
    field_key: Key
    month: Month
    officer_key: Key | None = None
    received: Count
    returned: Count
    early: Count = 0
    on_time: Count = 0
    late: Count = 0

    @model_validator(mode="after")
    def _punctuality_within_returned(self) -> "DossierRow":
        if self.early + self.on_time + self.late > self.returned:
            raise refuse("more_than_returned")
        return self


class ClosedRow(Row):
    """Dossiers an officer closed within a quarter hour."""

    office_key: Key
    officer_key: Key
    day: Day
    slot: Slot
    closed: Count


class SpecialDayRow(Row):
    """A holiday, or a day worked to make up for one."""

    day: Day
    name: Text
    works: YesNo


ROWS: dict[str, type[Row]] = {
    "units": UnitRow,
    "successions": SuccessionRow,
    "fields": FieldRow,
    "offices": OfficeRow,
    "counters": CounterRow,
    "officers": OfficerRow,
    "postings": PostingRow,
    "rosters": RosterRow,
    "dossiers": DossierRow,
    "closed_dossiers": ClosedRow,
    "special_days": SpecialDayRow,
}
