"""The other way round: which minutes support the units on a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from logic.content import library
from logic.steps import Step
from logic.units.chart import BLOCK, cms_band
from logic.units.entry import CountingRule, Share, first_code, share_of, whole_units
from logic.units.working import CMS, MIDPOINT, and_list, units_text

BLOCK_END = BLOCK - 1
HALF = BLOCK // 2


@dataclass(frozen=True, slots=True)
class MinuteRange:
    """First and last whole minutes, both included."""

    first: int
    last: int

    def __contains__(self, minutes: int) -> bool:
        return self.first <= minutes <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


@dataclass(frozen=True)
class SupportingMinutes:
    """What a note must show for a set of billed units.

    `total` is the range of all timed minutes. `per_code` is, for each service, the range its minutes can lie
    in when the others fit; a visit inside every range still has to meet the total and the order of leftovers.
    `untimed` codes need no minutes.
    """

    rule: CountingRule
    units: dict[str, int]
    total: MinuteRange
    per_code: dict[str, MinuteRange]
    untimed: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def fewest_minutes(self) -> int:
        return self.total.first


def units_supported_by(units_per_code: Mapping[str, int], rule: CountingRule) -> SupportingMinutes:
    """The minutes that support billed units, for one patient, one discipline, one date of service.

    ValueError for units that are negative or not whole, or for more than one unit of an untimed code;
    LookupError for an unknown code.
    """
    rule = CountingRule(rule)
    billed: dict[str, int] = {}
    untimed: list[str] = []
    for text, entered in units_per_code.items():
        code = library().code(text)
        units = whole_units(code.code, entered)
        if code.timing.kind == "timed":
            billed[first_code(code)] = billed.get(first_code(code), 0) + units
        elif units > 1:
            raise ValueError(f"{code.code} is untimed: it counts 1 unit a day, so {units} have no minutes to show.")
        else:
            untimed.append(code.code)
    shares = {code: share_of(code) for code in sorted(billed)}
    per_code = {code: _alone(shares[code], billed[code]) for code in shares}
    pooled = [code for code in shares if shares[code].pooled]
    total = MinuteRange(sum(r.first for r in per_code.values()), sum(r.last for r in per_code.values()))
    if rule is CountingRule.CMS and pooled:
        own = [per_code[code] for code in shares if code not in pooled]
        first, last = cms_band(sum(billed[code] for code in pooled))
        total = MinuteRange(first + sum(r.first for r in own), last + sum(r.last for r in own))
        per_code |= {code: _pooled(billed, pooled, code) for code in pooled}
    steps = tuple(_steps(rule, billed, pooled, total, per_code))
    return SupportingMinutes(rule, dict(units_per_code), total, per_code, tuple(untimed), steps)


def _alone(share: Share, units: int) -> MinuteRange:
    first, further = share.unit_minutes
    if units == 0:
        return MinuteRange(0, first // 2)
    start = share.minutes_for(units - 1) + (first if units == 1 else further) // 2 + 1
    return MinuteRange(start, share.minutes_for(units) + further // 2)


def _pooled(billed: Mapping[str, int], pooled: list[str], code: str) -> MinuteRange:
    """The range of one code under the chart, from the largest and smallest leftover it can have.

    With e units given to leftovers, all leftovers add up to 15e - 7 .. 15e + 7 and no loser beats a winner.
    """
    others = len(pooled) - 1
    winners = sum(billed[other] > 0 for other in pooled if other != code)
    most = max(min(BLOCK_END, (BLOCK * e + HALF) // (e + 1)) for e in range(winners + 1))
    last = BLOCK * billed[code] + most
    if billed[code] == 0:
        return MinuteRange(0, last)
    least = min(max(1, -(-(BLOCK * e - HALF - BLOCK_END * (e - 1)) // (others + 2 - e))) for e in range(1, winners + 2))
    return MinuteRange(BLOCK * (billed[code] - 1) + least, last)


def _steps(
    rule: CountingRule,
    billed: Mapping[str, int],
    pooled: list[str],
    total: MinuteRange,
    per_code: Mapping[str, MinuteRange],
) -> Iterator[Step]:
    if rule is CountingRule.CMS and pooled:
        units = sum(billed[code] for code in pooled)
        first, last = cms_band(units)
        yield Step(f"The chart gives {units_text(units)} for {first} to {last} timed minutes in total.", CMS)
        parts = and_list(f"{code} {per_code[code]}" for code in pooled)
        yield Step(
            f"Within that total, full blocks and the order of leftovers bound each code: {parts} minutes. "
            "The ranges hold together, not each by itself: count the actual minutes to be sure.",
            CMS,
        )
    for code in billed:
        if rule is CountingRule.MIDPOINT or code not in pooled:
            yield Step(f"{code} alone reaches {units_text(billed[code])} with {per_code[code]} minutes.", MIDPOINT)
    if rule is CountingRule.MIDPOINT and len(billed) > 1:
        yield Step(f"Together that is {total} timed minutes; the total itself is no limit.", MIDPOINT)
