"""What was entered for one date of service, merged by code and sorted into what is counted how."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from logic.content import Code, library
from logic.units.chart import BLOCK

MINUTES_IN_A_DAY = 24 * 60
MOST_TIMED_CODES = 16
MOST_UNITS = MINUTES_IN_A_DAY // BLOCK

Entered = Mapping[str, object] | Iterable[tuple[str, object]]


class CountingRule(StrEnum):
    """How a payer turns timed minutes into units."""

    CMS = "cms"
    MIDPOINT = "midpoint"


@dataclass(frozen=True, slots=True)
class Share:
    """One timed service of the visit: its minutes and what they hold.

    `codes` is the code, or a first code with its add-on. `unit_minutes` is the length of the first unit
    and of every further one. `full_units` are complete; `leftover` minutes are not yet a unit.
    """

    codes: tuple[str, ...]
    minutes: int
    unit_minutes: tuple[int, int]
    entries: tuple[int, ...]

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def pooled(self) -> bool:
        """Whether the minutes enter Medicare's total: only codes of 15-minute units do."""
        return self.unit_minutes == (BLOCK, BLOCK)

    @property
    def full_units(self) -> int:
        first, further = self.unit_minutes
        return 0 if self.minutes < first else 1 + (self.minutes - first) // further

    @property
    def leftover(self) -> int:
        return self.minutes - self.minutes_for(self.full_units)

    @property
    def next_unit_minutes(self) -> int:
        """The length of the unit after the full ones."""
        return self.unit_minutes[0 if self.full_units == 0 else 1]

    def minutes_for(self, units: int) -> int:
        """The minutes that `units` complete units take."""
        first, further = self.unit_minutes
        return first + (units - 1) * further if units else 0

    def midpoint_units(self) -> int:
        """Units when the code is counted alone: a unit is reached once its midpoint is passed."""
        return self.full_units + (2 * self.leftover > self.next_unit_minutes)

    def by_code(self, units: int) -> dict[str, int]:
        """Units written on the claim: the first on the first code, the others on its add-on."""
        if len(self.codes) == 1:
            return {self.codes[0]: units}
        return {self.codes[0]: min(units, 1), self.codes[1]: max(units - 1, 0)}


@dataclass(frozen=True, slots=True)
class Visit:
    """The timed services in code order, and the untimed codes with how often each was entered."""

    shares: tuple[Share, ...]
    untimed: Mapping[str, int]


def read_visit(services: Entered) -> Visit:
    """Merges what was entered; ValueError or LookupError says which entry cannot be counted and why."""
    pairs = services.items() if isinstance(services, Mapping) else services
    minutes: dict[str, list[int]] = {}
    untimed: dict[str, int] = {}
    for text, entered in pairs:
        code = library().code(str(text))
        if code.timing.kind == "timed":
            minutes.setdefault(first_code(code), []).append(whole_minutes(code.code, entered))
        else:
            _refuse_uncountable(code)
            if entered is not None:
                whole_minutes(code.code, entered)
            untimed[code.code] = untimed.get(code.code, 0) + 1
    _refuse_impossible_day(minutes)
    shares = (share_of(code, tuple(sorted(entries))) for code, entries in sorted(minutes.items()))
    return Visit(tuple(shares), dict(sorted(untimed.items())))


def whole_minutes(code: str, entered: object) -> int:
    """Minutes as entered; ValueError unless they are whole, not negative and within a day."""
    if entered is None:
        raise ValueError(f"{code} is a timed code: enter its minutes.")
    minutes = _whole(entered)
    if minutes is None:
        raise ValueError(
            f"{code}: {entered!r} is not a whole number of minutes. "
            "Enter whole minutes; a part of a minute is never rounded up to reach a unit."
        )
    if minutes < 0:
        raise ValueError(f"{code}: {minutes:,} minutes is less than none. Enter 0 or more.")
    if minutes > MINUTES_IN_A_DAY:
        raise ValueError(f"{code}: {minutes:,} minutes is longer than a day, which has 1,440.")
    return minutes


def whole_units(code: str, entered: object) -> int:
    """Units as entered; ValueError unless they are whole and between none and a day full."""
    units = _whole(entered)
    if units is None:
        raise ValueError(f"{code}: {entered!r} is not a whole number of units.")
    if not 0 <= units <= MOST_UNITS:
        raise ValueError(f"{code}: {units:,} units do not fit into a day; enter 0 to {MOST_UNITS}.")
    return units


def _whole(entered: object) -> int | None:
    if isinstance(entered, bool):
        return None
    if isinstance(entered, float) and entered.is_integer():
        return int(entered)
    try:
        return operator.index(entered)  # type: ignore[arg-type]
    except TypeError:
        return None


def first_code(code: Code) -> str:
    """The code whose units come first: the code itself, or the one it adds to."""
    return code.timing.after or code.code


def _refuse_uncountable(code: Code) -> None:
    if code.timing.kind == "period":
        raise ValueError(
            f"{code.code} is counted over several days, not from the minutes of one visit. "
            "Leave it out here and see its page for what it counts."
        )
    if code.timing.kind == "unlisted":
        raise ValueError(
            f"{code.code} has no counting rule of its own, so the payer decides how it is counted. "
            "Leave it out here and ask the payer."
        )


def _refuse_impossible_day(minutes: Mapping[str, list[int]]) -> None:
    total = sum(sum(entries) for entries in minutes.values())
    if total > MINUTES_IN_A_DAY:
        raise ValueError(f"The minutes add up to {total:,}, but a day has 1,440. Check each entry.")
    if len(minutes) > MOST_TIMED_CODES:
        raise ValueError(
            f"{len(minutes)} different timed codes on one date of service cannot be right; "
            f"enter at most {MOST_TIMED_CODES}."
        )


@cache
def _add_ons() -> Mapping[str, Code]:
    return {c.timing.after: c for c in library().codes.values() if c.timing.after}


def share_of(code: str, entries: tuple[int, ...] = ()) -> Share:
    """The timed service that starts with this code, with the minutes entered for it."""
    first = library().code(code).timing.unit_minutes or BLOCK
    add_on = _add_ons().get(code)
    codes = (code, add_on.code) if add_on else (code,)
    further = (add_on.timing.unit_minutes if add_on else None) or first
    return Share(codes, sum(entries), (first, further), entries)
