"""Units of a visit under Medicare's rule."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Values
from logic.practice.topics.visits import (
    UNTIMED,
    Minutes,
    Visit,
    award,
    draw_minutes,
    extras_by,
    full_blocks,
    one_allocation,
    prices,
    rounded_one_by_one,
    stated,
)
from logic.practice.wording import DAY, MEDICARE, bullets, minutes_text, unit_fields, visit_address, weekday
from logic.steps import Step
from logic.units import cms_band, cms_units
from logic.units.chart import BLOCK, FIRST_UNIT

MOST_MINUTES = 110
EXTRAS = ("untimed", "untimed", "idle", "idle", "together", "together", "elsewhere", "elsewhere", "")
NEEDS = {
    "untimed-joins-the-total": "untimed",
    "untimed-by-length": "untimed",
    "clock-time-counts": "idle",
    "two-therapists-double": "together",
    "same-minutes-twice": "elsewhere",
}


def propose(random: Random, target: str) -> Visit:
    extra = NEEDS.get(target) or random.choice(EXTRAS)
    while True:
        timed = draw_minutes(random, random.choice((1, 2, 2, 3) if extra else (1, 2, 2, 3, 4)))
        if target == "more-than-eight":
            timed = _on_the_edge(timed)
        if timed[-1][1] > 0 and sum(minutes for _, minutes in timed) <= MOST_MINUTES:
            return _with(extra, timed, random)


def _on_the_edge(timed: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """The last code changed so that the total is the first minute of a row of the chart."""
    total = sum(minutes for _, minutes in timed)
    first = cms_band(max(1, cms_units(total)))[0]
    code, minutes = timed[-1]
    return (*timed[:-1], (code, minutes - total + first))


def _with(extra: str, timed: tuple[tuple[str, int], ...], random: Random) -> Visit:
    on, code = weekday(random), timed[0][0]
    if extra == "untimed":
        return Visit(on, timed, untimed=((random.choice(UNTIMED), random.randint(20, 50)),))
    if extra == "idle":
        return Visit(on, timed, idle=random.randint(5, 20))
    if extra == "together":
        return Visit(on, timed, together=code)
    if extra == "elsewhere":
        return Visit(on, timed, elsewhere=(code, random.randint(5, 20)))
    return Visit(on, timed)


def solve(visit: Visit) -> tuple[Values, ...]:
    return visit.allocations()


def explain(visit: Visit) -> tuple[Step, ...]:
    steps = list(visit.count().steps)
    if visit.idle:
        steps.insert(0, Step(f"{minutes_text(visit.idle)} without treatment are left out.", "cms-claims-5-20.3"))
    if visit.together:
        steps.insert(0, Step("The patient's minutes exist once, however many therapists treat.", "cms-claims-5-20.3"))
    if visit.elsewhere:
        away = minutes_text(visit.elsewhere[1])
        text = f"{away} belong to the other patient and are left out: one-on-one time is counted once."
        steps.insert(0, Step(text, "ncci-manual-2026-11"))
    return tuple(steps)


def lay_out(visit: Visit) -> Sheet:
    idle = ""
    if visit.idle:
        idle = f"\n\nBetween the services the patient rested or waited for {minutes_text(visit.idle)}, untreated."
    facts = (
        f"{MEDICARE}, date of service {visit.on}. A PT treated one patient, each service in its own minutes:\n\n"
        f"{bullets(stated(visit))}{idle}"
    )
    leftovers = sum(minutes % BLOCK > 0 for _, minutes in visit.timed)
    unusual = bool(visit.idle or visit.together or visit.elsewhere)
    return Sheet(
        facts=facts,
        ask="How many units of each code does the claim carry? Enter 0 for a code that is not billed.",
        fields=unit_fields(visit.codes),
        difficulty=min(3, max(1, leftovers - 1) + unusual),
        related=tuple(f"codes/{code}" for code in visit.codes),
        tool=visit_address("units", [*visit.untimed, *visit.timed], visit.on),
    )


def _counted(way: Mapping[str, int] | None, visit: Visit) -> Values | None:
    return None if way is None else visit.with_units(way)


def _short_dropped(minutes: Minutes) -> dict[str, int] | None:
    kept = {code: m for code, m in minutes.items() if m >= FIRST_UNIT}
    counted = one_allocation(kept) if kept else {}
    return None if counted is None else {code: counted.get(code, 0) for code in minutes}


def _at_least_one(minutes: Minutes, fewest: int) -> dict[str, int] | None:
    counted = one_allocation(minutes)
    if counted is None:
        return None
    return {code: max(units, int(minutes[code] >= fewest)) for code, units in counted.items()}


def _second_at_16(minutes: Minutes) -> dict[str, int] | None:
    total = sum(minutes.values())
    return award(minutes, -(-total // BLOCK)) if total >= FIRST_UNIT else dict.fromkeys(minutes, 0)


def _more_than_8(minutes: Minutes) -> dict[str, int] | None:
    return award(minutes, cms_units(max(0, sum(minutes.values()) - 1)))


def _eights(minutes: Minutes) -> dict[str, int]:
    return {code: m // FIRST_UNIT for code, m in minutes.items()}


def _longest(minutes: Minutes) -> dict[str, int] | None:
    return extras_by(minutes, {code: float(m) for code, m in minutes.items()})


def _dearest(minutes: Minutes) -> dict[str, int] | None:
    return extras_by(minutes, prices(minutes))


def _untimed_pooled(visit: Visit) -> Values | None:
    if not visit.untimed:
        return None
    total = sum(minutes for _, minutes in (*visit.untimed, *visit.timed))
    return _counted(award(visit.minutes, cms_units(total) - len(visit.untimed)), visit)


def _untimed_by_length(visit: Visit) -> Values | None:
    counted = one_allocation(visit.minutes)
    if not visit.untimed or counted is None:
        return None
    return {**{code: cms_units(minutes) for code, minutes in visit.untimed}, **counted}


def _clock_time(visit: Visit) -> Values | None:
    if not visit.idle:
        return None
    return _counted(award(visit.minutes, cms_units(sum(visit.minutes.values()) + visit.idle)), visit)


def _doubled(visit: Visit) -> Values | None:
    if not visit.together:
        return None
    minutes = visit.minutes | {visit.together: 2 * visit.minutes[visit.together]}
    return _counted(one_allocation(minutes), visit)


def _billed_twice(visit: Visit) -> Values | None:
    if not visit.elsewhere:
        return None
    code, away = visit.elsewhere
    return _counted(one_allocation(visit.minutes | {code: visit.minutes[code] + away}), visit)


METHODS: Mapping[str, Method[Visit]] = {
    "round-each-code": lambda v: _counted(rounded_one_by_one(v.minutes), v),
    "untimed-joins-the-total": _untimed_pooled,
    "longest-service-wins": lambda v: _counted(_longest(v.minutes), v),
    "under-eight-dropped": lambda v: _counted(_short_dropped(v.minutes), v),
    "clock-time-counts": _clock_time,
    "eight-always-earns": lambda v: _counted(_at_least_one(v.minutes, FIRST_UNIT), v),
    "second-unit-at-16": lambda v: _counted(_second_at_16(v.minutes), v),
    "two-therapists-double": _doubled,
    "unit-is-eight": lambda v: _counted(_eights(v.minutes), v),
    "best-paying-wins": lambda v: _counted(_dearest(v.minutes), v),
    "untimed-by-length": _untimed_by_length,
    "full-blocks-only": lambda v: _counted(full_blocks(v.minutes), v),
    "every-code-billed": lambda v: _counted(_at_least_one(v.minutes, 1), v),
    "same-minutes-twice": _billed_twice,
    "more-than-eight": lambda v: _counted(_more_than_8(v.minutes), v),
}

EXAMPLES: Mapping[str, Visit] = {
    "round-each-code": Visit(DAY, (("97112", 24), ("97110", 23))),
    "untimed-joins-the-total": Visit(DAY, (("97110", 7),), untimed=(("97161", 35),)),
    "longest-service-wins": Visit(DAY, (("97112", 31), ("97110", 24))),
    "under-eight-dropped": Visit(DAY, (("97110", 33), ("97140", 7))),
    "clock-time-counts": Visit(DAY, (("97110", 20),), idle=10),
    "eight-always-earns": Visit(DAY, (("97110", 29), ("97140", 8))),
    "second-unit-at-16": Visit(DAY, (("97110", 16),)),
    "two-therapists-double": Visit(DAY, (("97116", 15),), together="97116"),
    "unit-is-eight": Visit(DAY, (("97110", 16),)),
    "best-paying-wins": Visit(DAY, (("97110", 29), ("97530", 16))),
    "untimed-by-length": Visit(DAY, (("97110", 15),), untimed=(("97161", 40),)),
    "full-blocks-only": Visit(DAY, (("97110", 12),)),
    "every-code-billed": Visit(DAY, (("97110", 30), ("97035", 5))),
    "same-minutes-twice": Visit(DAY, (("97110", 18),), elsewhere=("97110", 12)),
    "more-than-eight": Visit(DAY, (("97110", 8),)),
}

TOPIC = Topic(
    name="counting",
    title="Minutes to units under Medicare",
    page="guides/counting-minutes",
    exercises=(
        Exercise(
            "units",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            EXAMPLES,
            review=True,
            twice=("eight-always-earns", "more-than-eight", "two-therapists-double", "same-minutes-twice"),
        ),
    ),
)
