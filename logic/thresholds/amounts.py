"""Medicare's yearly therapy amounts: section 1833(g) of the Social Security Act.

Caps from 1999 to 2017, KX thresholds since 2018. Two buckets are counted apart: PT with SLP, and OT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from logic.content.library import Fault
from logic.dated import Dated, Record, SourceId
from logic.rule_files import RULES, read_parameters, sound

Bucket = Literal["PT_SLP", "OT"]

BUCKETS: Mapping[str, Bucket] = {"PT": "PT_SLP", "SLP": "PT_SLP", "OT": "OT"}
BUCKET_NAMES: Mapping[Bucket, str] = {"PT_SLP": "PT and SLP together", "OT": "OT"}


class Kind(StrEnum):
    """What the amount of a year was; the years without one are `SUSPENDED`."""

    HARD_CAP = "hard cap"
    SUSPENDED = "suspended cap"
    CAP_WITH_EXCEPTIONS = "cap with exceptions"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The amount of one year and bucket. `review_amount` is None in the years before medical review began."""

    year: int
    bucket: Bucket
    kind: Kind
    amount: Decimal
    review_amount: Decimal | None
    source: str
    note: str = ""

    @property
    def takes_kx(self) -> bool:
        """Whether KX was of any use that year; a hard cap knew no exception."""
        return self.kind is not Kind.HARD_CAP


@dataclass(frozen=True, slots=True)
class Suspension:
    """A year in which Congress set the cap aside: no amount applied to either bucket."""

    year: int
    source: str
    note: str = ""


class Over(StrEnum):
    """Whether a line is over the amount; it depends where the amount used so far is not known well enough."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest possible amount, both included; equal when the amount is known."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    @property
    def known(self) -> bool:
        return self.low == self.high

    def exceeds(self, amount: Decimal) -> Over:
        """Whether everything in the range is more than the amount, nothing is, or only a part."""
        if self.low > amount:
            return Over.YES
        return Over.NO if self.high <= amount else Over.DEPENDS


class YearRow(Record):
    year: int
    kind: Kind
    pt_slp: Decimal | None = Field(default=None, gt=0)
    ot: Decimal | None = Field(default=None, gt=0)
    source: SourceId
    note: str = ""

    @model_validator(mode="after")
    def _amounts_unless_suspended(self) -> YearRow:
        suspended = self.kind is Kind.SUSPENDED
        if (self.pt_slp is None) != suspended or (self.ot is None) != suspended:
            raise ValueError(f"{self.year}: give pt_slp and ot, or neither when the cap was suspended")
        return self


class Table(Record):
    checked_on: date
    years: tuple[YearRow, ...] = Field(min_length=1)
    review: Dated[Decimal]

    @model_validator(mode="after")
    def _every_year_once(self) -> Table:
        for earlier, later in pairwise(self.years):
            if later.year != earlier.year + 1:
                raise ValueError(f"the years should follow one another: {later.year} after {earlier.year}")
        return self


def kx_threshold(year: int, discipline: str) -> Threshold:
    """The amount of a calendar year for PT, OT or SLP.

    LookupError for a year before 1999, for 2000-2002, 2004 and 2005, when the cap was suspended and no amount
    applied (see `suspensions`), and for a year that is not published here. ValueError for another discipline.
    """
    bucket = bucket_of(discipline)
    if not isinstance(year, int):
        raise ValueError(f"year: {year!r} is not a calendar year such as 2026.")
    row = next((row for row in _table().years if row.year == year), None)
    if row is None:
        raise LookupError(_missing(year))
    if row.kind is Kind.SUSPENDED:
        raise LookupError(
            f"No therapy cap applied in {year}: Congress had suspended it, so there is no amount to compare with."
        )
    return _threshold(row, bucket)


def all_thresholds() -> tuple[Threshold, ...]:
    """Every published amount, by year and then bucket; suspended years are in `suspensions`."""
    rows = (row for row in _table().years if row.kind is not Kind.SUSPENDED)
    return tuple(_threshold(row, bucket) for row in rows for bucket in BUCKET_NAMES)


def suspensions() -> tuple[Suspension, ...]:
    """The years without an amount between the first and the last published one."""
    rows = (row for row in _table().years if row.kind is Kind.SUSPENDED)
    return tuple(Suspension(row.year, row.source, row.note) for row in rows)


def review_amount(on: date) -> Decimal | None:
    """The medical review amount in force on a day, None before there was one.

    LookupError from 2028 on: the law raises it with an index that is not published yet.
    """
    review = _table().review
    if on < review.values[0].from_:
        return None
    try:
        return review.at(on)
    except LookupError:
        raise LookupError(
            f"The medical review amount for {on.year} is not known: after {review.values[-1].to} it rises with the "
            "Medicare economic index."
        ) from None


def bucket_of(discipline: str) -> Bucket:
    """The bucket a discipline is counted in; ValueError for anything but PT, OT and SLP."""
    if discipline not in BUCKETS:
        raise ValueError(f"discipline: {discipline!r} is not one of {', '.join(BUCKETS)}.")
    return BUCKETS[discipline]


def money(amount: Decimal) -> str:
    """Dollars as people write them: $2,480 or $2,479.50."""
    return f"${amount:,.2f}".removesuffix(".00")


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in the thresholds of a rules folder."""
    faults: list[Fault] = []
    read_parameters(rules / "thresholds.yaml", Table, faults)
    return tuple(faults)


@cache
def _table() -> Table:
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "thresholds.yaml", Table, faults), faults)


def _threshold(row: YearRow, bucket: Bucket) -> Threshold:
    amount = row.pt_slp if bucket == "PT_SLP" else row.ot
    if amount is None:
        raise LookupError(f"{row.year} has no amount")
    reviewed = review_amount(date(row.year, 12, 31))
    return Threshold(row.year, bucket, row.kind, amount, reviewed, row.source, row.note)


def _missing(year: int) -> str:
    table = _table()
    if year < table.years[0].year:
        return f"The amounts held here begin with {table.years[0].year}, the first year of the law; {year} has none."
    message = (
        f"The KX threshold for {year} is not published here (looked for on {table.checked_on}). "
        f"The amount for {table.years[-1].year} does not carry over."
    )
    last = table.review.values[-1]
    if last.to and year <= last.to.year:
        message += f" The medical review amount stays at {money(last.value)} through {year} by law."
    return message
