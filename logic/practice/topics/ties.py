"""Equal leftovers: which claims the rule permits."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Option, Values
from logic.practice.topics.visits import TIMED, Minutes, Visit, extras_by, full_blocks, prices, stated
from logic.practice.wording import DAY, MEDICARE, bullets, visit_address, weekday
from logic.steps import Step
from logic.units.chart import BLOCK

FIELD = "claims"


def propose(random: Random, target: str) -> Visit:
    """Two or three codes with the same leftover."""
    while True:
        codes = random.sample(TIMED, random.choice((2, 2, 3)))
        leftover = random.randint(4, 14)
        timed = tuple((code, BLOCK * random.choice((0, 1, 1, 2)) + leftover) for code in codes)
        visit = Visit(weekday(random), timed)
        if visit.count().allocation_count > 1:
            return visit


def solve(visit: Visit) -> tuple[Values, ...]:
    return (_chosen(*visit.count().allocations),)


def explain(visit: Visit) -> tuple[Step, ...]:
    return visit.count().steps


def lay_out(visit: Visit) -> Sheet:
    claims = tuple(Option(text, text) for text in sorted(_offered(visit), reverse=True))
    return Sheet(
        facts=(
            f"{MEDICARE}, date of service {visit.on}. A PT treated one patient, each service in its own minutes:\n\n"
            f"{bullets(stated(visit))}"
        ),
        ask="Which of these claims does Medicare's counting rule permit? Choose every one.",
        fields=(Field(FIELD, "Permitted claims", "many", claims),),
        difficulty=min(3, len(visit.timed)),
        related=("fact_checks/20-plus-20-most-time", *(f"codes/{code}" for code in visit.codes)),
        tool=visit_address("units", visit.timed, visit.on),
    )


def _offered(visit: Visit) -> set[str]:
    minutes = visit.minutes
    claims = [*visit.count().allocations, *_all_on_one(visit), full_blocks(minutes), _one_more_each(minutes)]
    return {_claim(units) for units in claims}


def _claim(units: Mapping[str, int]) -> str:
    billed = [f"{code} × {number}" for code, number in sorted(units.items()) if number]
    return " + ".join(billed) or "no unit"


def _chosen(*claims: Mapping[str, int]) -> Values:
    return {FIELD: frozenset(_claim(units) for units in claims)}


def _all_on_one(visit: Visit) -> list[dict[str, int]]:
    total = visit.count().total_units
    return [{code: total if code == one else 0 for code in visit.minutes} for one in visit.minutes]


def _one_more_each(minutes: Minutes) -> dict[str, int]:
    return {code: m // BLOCK + 1 for code, m in minutes.items()}


def _only(units: Mapping[str, int] | None) -> Values | None:
    return None if units is None else _chosen(units)


def _first_charted(minutes: Minutes) -> dict[str, int] | None:
    return extras_by(minutes, {code: -float(at) for at, code in enumerate(minutes)})


METHODS: Mapping[str, Method[Visit]] = {
    "tie-has-one-answer": lambda v: _only(_first_charted(v.minutes)),
    "any-split-adds-up": lambda v: _chosen(*v.count().allocations, *_all_on_one(v)),
    "tie-earns-both": lambda v: _only(_one_more_each(v.minutes)),
    "longest-service-wins": lambda v: _only(extras_by(v.minutes, {c: float(m) for c, m in v.timed})),
    "best-paying-wins": lambda v: _only(extras_by(v.minutes, prices(v.minutes))),
    "full-blocks-only": lambda v: _only(full_blocks(v.minutes)),
}

EXAMPLES: Mapping[str, Visit] = {
    "tie-has-one-answer": Visit(DAY, (("97112", 20), ("97110", 20))),
    "any-split-adds-up": Visit(DAY, (("97112", 20), ("97110", 20))),
    "tie-earns-both": Visit(DAY, (("97112", 10), ("97110", 10))),
    "longest-service-wins": Visit(DAY, (("97112", 35), ("97110", 20))),
    "best-paying-wins": Visit(DAY, (("97530", 20), ("97110", 20))),
    "full-blocks-only": Visit(DAY, (("97112", 20), ("97110", 20))),
}

TOPIC = Topic(
    name="ties",
    title="When two services tie",
    page="guides/counting-minutes",
    exercises=(Exercise("permitted", propose, solve, explain, lay_out, METHODS, EXAMPLES),),
)
