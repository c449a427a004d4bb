"""The working of a count in sentences, each true of the numbers it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from logic.steps import Step
from logic.units.chart import FIRST_UNIT, cms_band
from logic.units.entry import Share, Visit

if TYPE_CHECKING:
    from logic.units.count import UnitCount

CMS = "cms-claims-5-20.2"
TIED_LEFTOVERS = "webpt-60-minutes"
MIDPOINT = "cpt-time"


def cms_steps(count: UnitCount, visit: Visit) -> Iterator[Step]:
    """Medicare's rule, in the order in which it is applied."""
    yield from _entered(visit, CMS)
    yield from _own_clock(count)
    pooled = [at for at, share in enumerate(count.shares) if share.pooled]
    if not pooled:
        if not count.shares:
            yield Step("There are no timed minutes, so the chart gives no timed unit.", CMS)
        return
    yield _total(count, pooled)
    if count.pooled_minutes < FIRST_UNIT:
        yield from _unbilled([count.shares[at] for at in pooled])
        return
    yield from _full_blocks([count.shares[at] for at in pooled], _pooled_units(count, pooled))
    yield from _leftovers(count, pooled)


def midpoint_steps(count: UnitCount, visit: Visit) -> Iterator[Step]:
    """Each code alone: a unit is reached once the minutes pass its midpoint."""
    yield from _entered(visit, MIDPOINT)
    if not count.shares:
        yield Step("There are no timed minutes, so there is no timed unit.", MIDPOINT)
    for share, units in zip(count.shares, count.settled, strict=True):
        yield Step(_alone(share, units), MIDPOINT)
    if len(count.shares) > 1:
        parts = " + ".join(str(units) for units in count.settled)
        yield Step(f"Leftovers are never pooled, so the units add up: {parts} = {count.total_units}.", MIDPOINT)


def minutes_text(minutes: int) -> str:
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"


def units_text(units: int) -> str:
    return {0: "no unit", 1: "1 unit"}.get(units, f"{units} units")


def and_list(items: Iterable[str]) -> str:
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last


def _entered(visit: Visit, source: str) -> Iterator[Step]:
    for share in visit.shares:
        if len(share.entries) > 1:
            parts = " + ".join(str(entry) for entry in share.entries)
            yield Step(
                f"{_name(share)} was entered more than once; minutes of one code are added up for the day: "
                f"{parts} = {share.minutes}.",
                source,
            )
    for code, times in visit.untimed.items():
        again = f" It was entered {times} times; a further unit needs a reason of its own." if times > 1 else ""
        yield Step(
            f"{code} is untimed: it counts as 1 unit however long it took, and its minutes never enter the "
            f"timed total.{again}",
            CMS,
        )


def _own_clock(count: UnitCount) -> Iterator[Step]:
    for share, units in zip(count.shares, count.settled, strict=True):
        if not share.pooled:
            yield Step(
                f"The units of {_name(share)} are not 15 minutes long, so its minutes stay out of the chart "
                f"and it is counted alone. {_alone(share, units)}",
                MIDPOINT,
            )


def _total(count: UnitCount, pooled: list[int]) -> Step:
    units = _pooled_units(count, pooled)
    parts = [str(count.shares[at].minutes) for at in pooled]
    total = f"{' + '.join(parts)} = {count.pooled_minutes}" if len(parts) > 1 else parts[0]
    first, last = cms_band(units)
    if units == 0:
        outcome = "fewer than 8, so no unit is earned"
    else:
        outcome = f"and the chart gives {units_text(units)} for {first} to {last} minutes"
    return Step(f"Timed minutes in total: {total}, {outcome}.", CMS)


def _full_blocks(shares: list[Share], units: int) -> Iterator[Step]:
    full = [share for share in shares if share.full_units]
    if not full:
        yield Step("No code has a full 15 minutes, so no unit is settled by blocks.", CMS)
        return
    parts = and_list(f"{units_text(share.full_units)} of {_name(share)}" for share in full)
    settled = sum(share.full_units for share in full)
    yield Step(
        f"Every full 15 minutes of one code is a unit of that code: {parts}. "
        f"That settles {settled} of the {units_text(units)}.",
        CMS,
    )


def _leftovers(count: UnitCount, pooled: list[int]) -> Iterator[Step]:
    shares = [count.shares[at] for at in pooled]
    extra = _pooled_units(count, pooled) - sum(share.full_units for share in shares)
    ranked = sorted((s for s in shares if s.leftover), key=lambda s: (-s.leftover, s.code))
    if not ranked:
        return
    listed = and_list(f"{_name(s)} with {s.leftover}" for s in ranked)
    if extra == 0:
        yield Step("The full blocks use up the units of the chart, so no unit is left to give.", CMS)
        yield from _unbilled(ranked)
        return
    more = "1 unit is" if extra == 1 else f"{extra} units are"
    yield Step(f"{more} still to be given, and leftover minutes decide, largest first: {listed}.", CMS)
    tie = count.allocation_count > 1
    certain = [s for at, s in zip(pooled, shares, strict=True) if count.settled[at] > s.full_units]
    if not tie:
        certain += [count.shares[at] for at in count.tied]
    for share in sorted(certain, key=lambda s: (-s.leftover, s.code)):
        yield Step(_wins(share, extra), CMS)
    if tie:
        yield _tie(count)
    lost = [s for s in ranked if s not in certain and not (tie and s in _tied(count))]
    yield from _unbilled(lost)


def _wins(share: Share, extra: int) -> str:
    small = ""
    if share.leftover < FIRST_UNIT:
        small = ", although fewer than 8 minutes: what counts is the total and the order of the leftovers"
    prize = "it" if extra == 1 else "one of them"
    return f"{_name(share)} gets {prize} for its leftover {minutes_text(share.leftover)}{small}."


def _tie(count: UnitCount) -> Step:
    tied = sorted(_tied(count), key=lambda s: s.code)
    equal_minutes = len({share.minutes for share in tied}) == 1
    names = and_list(_name(share) for share in tied)
    number = "the last unit" if count.open_units == 1 else f"{count.open_units} units"
    others = "" if equal_minutes else " Equal leftovers count as a tie even where the totals differ."
    return Step(
        f"{names} tie with {minutes_text(tied[0].leftover)} left over each for {number}. The treating "
        "professional chooses, at most one more unit for each code; "
        f"{'both' if count.allocation_count == 2 else f'all {count.allocation_count}'} answers are permitted.{others}",
        CMS if equal_minutes else TIED_LEFTOVERS,
    )


def _unbilled(shares: list[Share]) -> Iterator[Step]:
    left = [f"{minutes_text(s.leftover)} of {_name(s)}" for s in shares if s.leftover]
    if left:
        yield Step(f"Documented, but earning no further unit: {and_list(left)}.", CMS)


def _alone(share: Share, units: int) -> str:
    full, left = share.full_units, share.leftover
    midpoint = f"{share.next_unit_minutes / 2:g}"
    start = f"{_name(share)}: {minutes_text(share.minutes)}"
    if full:
        start += f" hold {units_text(full)} in full"
    if left == 0:
        return f"{start}, with nothing left over: {units_text(units)}."
    verb = "past" if units > full else "not past"
    middle = f" and {minutes_text(left)} left over," if full else ","
    return f"{start}{middle} {verb} the midpoint ({midpoint}) of the next unit: {units_text(units)}."


def _tied(count: UnitCount) -> list[Share]:
    return [count.shares[at] for at in count.tied]


def _pooled_units(count: UnitCount, pooled: list[int]) -> int:
    return sum(count.settled[at] for at in pooled) + count.open_units


def _name(share: Share) -> str:
    return " with ".join(share.codes)
