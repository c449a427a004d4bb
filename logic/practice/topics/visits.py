"""Visits of timed and untimed services, and the wrong ways to count them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from logic.fees import fee
from logic.practice.question import Values
from logic.practice.wording import minutes_text, named
from logic.units import CountingRule, UnitCount, count_units
from logic.units.chart import BLOCK

TIMED = ("97110", "97112", "97116", "97140", "97530", "97535", "97035")
UNTIMED = ("97161", "97162", "97163", "G0283")
FEE_YEAR = 2026

Minutes = Mapping[str, int]


@dataclass(frozen=True)
class Visit:
    """One patient, one discipline, one day.

    `timed` holds the minutes that count, in the order of the note. Beside them: `untimed` services, `idle`
    minutes in which nobody treated, a code that two therapists gave `together`, and minutes of a code that the
    therapist spent alone with another patient, `elsewhere`.
    """

    on: date
    timed: tuple[tuple[str, int], ...]
    untimed: tuple[tuple[str, int], ...] = ()
    idle: int = 0
    together: str = ""
    elsewhere: tuple[str, int] | None = None

    @property
    def minutes(self) -> dict[str, int]:
        return dict(self.timed)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in (*self.untimed, *self.timed))

    @property
    def once(self) -> dict[str, int]:
        """One unit for each untimed service."""
        return {code: 1 for code, _ in self.untimed}

    def count(self, rule: CountingRule = CountingRule.CMS) -> UnitCount:
        return count_units([*self.untimed, *self.timed], rule)

    def with_units(self, timed: Minutes) -> Values:
        """An answer: these units for the timed codes, one for each untimed code."""
        return {code: {**self.once, **timed}[code] for code in self.codes}

    def allocations(self) -> tuple[Values, ...]:
        """Every permitted answer."""
        return tuple(self.with_units(allocation) for allocation in self.count().allocations)


def stated(visit: Visit) -> list[str]:
    """The services of a visit as the note has them."""
    lines = [f"{named(code)}: {minutes_text(minutes)}" for code, minutes in visit.untimed]
    for code, minutes in visit.timed:
        line = f"{named(code)}: {minutes_text(minutes)}"
        if visit.elsewhere and visit.elsewhere[0] == code:
            away = visit.elsewhere[1]
            line = (
                f"{named(code)}: {minutes_text(minutes + away)} of exercising in the gym; for {away} of them the PT "
                "worked alone with another patient"
            )
        if visit.together == code:
            line += ", with a second PT treating alongside throughout because it took two"
        lines.append(line)
    return lines


def draw_minutes(random: Random, how_many: int) -> tuple[tuple[str, int], ...]:
    """Timed services with short, middling and long minutes."""
    codes = random.sample(TIMED, how_many)
    return tuple((code, random.randint(*random.choice(((3, 14), (8, 24), (15, 40))))) for code in codes)


def award(minutes: Minutes, units: int) -> dict[str, int] | None:
    """Units given one by one to the code with most minutes not yet counted; None when a tie decides."""
    given = dict.fromkeys(minutes, 0)
    for _ in range(units):
        open_minutes = {code: minutes[code] - BLOCK * given[code] for code in minutes}
        most = max(open_minutes.values())
        first = [code for code in minutes if open_minutes[code] == most]
        given[first[0]] += 1
        if len(first) > 1 and sum(given.values()) == units:
            return None
    return given


def extra_units(minutes: Minutes) -> int:
    """Units of the chart that full blocks of 15 do not settle."""
    return count_units(minutes, CountingRule.CMS).total_units - sum(m // BLOCK for m in minutes.values())


def extras_by(minutes: Minutes, worth: Mapping[str, float]) -> dict[str, int] | None:
    """Full blocks, and the extra units one each to the codes worth most; None when a tie decides."""
    extra = extra_units(minutes)
    ranked = sorted(minutes, key=lambda code: -worth[code])
    if 0 < extra < len(ranked) and worth[ranked[extra - 1]] == worth[ranked[extra]]:
        return None
    return {code: minutes[code] // BLOCK + (code in ranked[:extra]) for code in minutes}


def prices(codes: Iterable[str]) -> dict[str, float]:
    """What the fee schedule pays for one unit of each code, in relative value units."""
    return {code: float(fee(code, FEE_YEAR).total) for code in codes}


def rounded_one_by_one(minutes: Minutes) -> dict[str, int]:
    return count_units(minutes, CountingRule.MIDPOINT).allocations[0]


def full_blocks(minutes: Minutes) -> dict[str, int]:
    return {code: m // BLOCK for code, m in minutes.items()}


def one_allocation(minutes: Minutes) -> dict[str, int] | None:
    """The permitted answer where there is only one."""
    count = count_units(minutes, CountingRule.CMS)
    return count.allocations[0] if count.allocation_count == 1 else None
