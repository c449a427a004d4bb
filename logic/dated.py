"""Values that hold from one date to another, each with its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

T = TypeVar("T")
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Period(Record, Generic[T]):
    """One value and the days it holds, both ends included; `to` left out means no end is known."""

    from_: date = Field(alias="from")
    to: date | None = None
    value: T
    source: SourceId
    note: str = ""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Period[T]:
        if self.to and self.to < self.from_:
            raise ValueError(f"the period from {self.from_} ends before it starts, on {self.to}")
        return self

    def covers(self, on: date) -> bool:
        return self.from_ <= on and (self.to is None or on <= self.to)


class Dated(Record, Generic[T]):
    """A parameter over time. `gaps` says whether days without a value are meant."""

    id: str
    unit: str = ""
    gaps: bool = False
    values: tuple[Period[T], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Dated[T]:
        check_periods(self.id, self.values, gaps=self.gaps)
        return self

    def period(self, on: date) -> Period[T]:
        """The period that covers the day; LookupError when none was published for it."""
        at = bisect_right(self.values, on, key=lambda p: p.from_) - 1
        if at < 0 or not self.values[at].covers(on):
            raise LookupError(f"no {self.id} is published here for {on:%Y-%m-%d}")
        return self.values[at]

    def at(self, on: date) -> T:
        return self.period(on).value


def check_periods(name: str, periods: Sequence[Period[T]], *, gaps: bool) -> None:
    """ValueError when periods are out of order, overlap, or leave a gap where none is allowed."""
    for earlier, later in pairwise(periods):
        if later.from_ <= earlier.from_:
            raise ValueError(f"{name}: put {later.from_} before {earlier.from_}")
        if earlier.to is None or earlier.to >= later.from_:
            raise ValueError(f"{name}: the period from {earlier.from_} overlaps the one from {later.from_}")
        if not gaps and (later.from_ - earlier.to).days > 1:
            raise ValueError(f"{name}: no value between {earlier.to} and {later.from_}")
