"""The date of service picks the rules: edits, codes, amounts and the assistant rule of an older day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from logic.content import library
from logic.edits import Edit, edit_history
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Values
from logic.practice.topics import assistants, edits
from logic.practice.wording import DAY, MEDICARE, choice, named, weekday
from logic.steps import Step
from logic.thresholds import kx_threshold
from logic.thresholds.amounts import money

PAGE = "guides/timeline"

DATED_PAIRS = (
    *(("97530", "97116"), ("97140", "97530"), ("97530", "97535"), ("97150", "97110"), ("97150", "97112")),
    *(("97164", "97535"), ("97164", "97110"), ("97113", "97110"), ("97760", "97110"), ("97164", "97140")),
)
SPANS = (
    (date(2017, 1, 2), date(2019, 12, 30)),
    (date(2020, 4, 1), date(2020, 9, 29)),
    (date(2021, 1, 4), date(2021, 12, 30)),
    (date(2022, 1, 3), date(2026, 11, 20)),
)


@dataclass(frozen=True)
class OldPair:
    """Two services on an older day, and the day they are billed."""

    pair: edits.Pair
    billed: date

    def answer_on(self, day: date) -> Values | None:
        """The answer were this the date of service; None where the tables leave it open."""
        moved = replace(self.pair, on=day)
        edit = moved.edit
        return edits.outcome(moved, edit)[0] if edit is None or edit.certain else None


def propose_pair(random: Random, target: str) -> OldPair:
    while True:
        codes = random.choice(DATED_PAIRS)
        if random.random() < 0.5:
            codes = codes[::-1]
        span = random.choice(SPANS[:3] if target in ("todays-rules", "edits-never-end") else SPANS)
        on = weekday(random, *span)
        if target == "billing-date-decides":
            on = weekday(
                random,
                *random.choice(((date(2019, 11, 1), date(2019, 12, 30)), (date(2021, 11, 1), date(2021, 12, 30)))),
            )
        billed = on + timedelta(days=random.randint(3, 200))
        case = OldPair(edits.Pair(on, *codes), min(billed, DAY))
        if case.answer_on(on) and not _in_doubt(case):
            return case


def _in_doubt(case: OldPair) -> bool:
    """Claims of the last months of 2020 were first denied by rows that were later voided."""
    pair = case.pair
    voided = any(row.status == "voided" and row.effective == date(2020, 10, 1) for row in edit_history(*pair.codes))
    return voided and date(2020, 10, 1) <= pair.on <= date(2021, 3, 31)


def solve_pair(case: OldPair) -> tuple[Values, ...]:
    return edits.solve(case.pair)


def lay_out_pair(case: OldPair) -> Sheet:
    pair = case.pair
    return Sheet(
        facts=(
            f"{MEDICARE}, private practice. Date of service {pair.on}; the claim goes out, late or corrected, on "
            f"{case.billed}. {edits.happened(pair)}"
        ),
        ask="Both codes are billed with their discipline modifier. What is paid?",
        fields=(edits.options(pair.first, pair.second),),
        difficulty=3,
        related=("guides/ncci-edits", f"codes/{pair.first}", f"codes/{pair.second}"),
        tool=f"pairs?codes={pair.first}.{pair.second}&on={pair.on}",
    )


def _never_ended(case: OldPair) -> Values | None:
    pair = case.pair
    earlier: list[Edit] = [row for row in edit_history(*pair.codes) if row.ended and row.ended < pair.on]
    lived = [row for row in earlier if row.status == "ended" and row.indicator == 1]
    return edits.with_59(lived[-1].column2) if lived and pair.edit is None else None


PAIRS: Mapping[str, Method[OldPair]] = {
    "todays-rules": lambda case: case.answer_on(DAY),
    "edits-never-end": _never_ended,
    "billing-date-decides": lambda case: case.answer_on(case.billed),
}

SERVICES: Mapping[str, tuple[str, ...]] = {
    "a PT re-evaluation": ("97002", "97164"),
    "an OT re-evaluation": ("97004", "97168"),
    "a later check and training with an orthosis": ("97762", "97763"),
    "training of memory and attention, 15 minutes": ("97532", "G0515", "97129"),
}
CODE = "code"


@dataclass(frozen=True)
class OldService:
    """A service whose code has changed, on an older day."""

    on: date
    billed: date
    service: str

    @property
    def codes(self) -> tuple[str, ...]:
        return SERVICES[self.service]

    def code_on(self, day: date) -> str:
        return next(code for code in self.codes if library().code(code).in_force.covers(day))


@cache
def _changes(service: str) -> tuple[date, ...]:
    starts = (library().code(code).in_force.from_ for code in SERVICES[service][1:])
    return tuple(start for start in starts if start)


def propose_service(random: Random, target: str) -> OldService:
    service = random.choice(tuple(SERVICES))
    change = random.choice(_changes(service))
    near = timedelta(days=45 if target == "billing-date-decides" else 500)
    on = weekday(random, change - near, change + near)
    return OldService(on, on + timedelta(days=random.randint(5, 90)), service)


def explain_service(case: OldService) -> tuple[Step, ...]:
    steps = [Step("The date of service decides which code is valid, not the day the claim is made.", "rehabcode")]
    for code in case.codes:
        force = library().code(code).in_force
        start = f"from {force.from_}" if force.from_ else "from before our sources"
        end = f"through {force.to}" if force.to else "and still in force"
        source = (force.to_source if force.to and force.to < case.on else force.from_source) or force.to_source
        steps.append(Step(f"{code} was valid {start} {end}.", source or "recalled"))
    return tuple(steps)


def lay_out_service(case: OldService) -> Sheet:
    return Sheet(
        facts=(
            f"{MEDICARE}. Date of service {case.on}: {case.service}. The claim goes out on {case.billed}, and the "
            "clinic is checking an old superbill."
        ),
        ask="Which code belongs on the claim?",
        fields=(choice(CODE, "Code", {code: named(code).replace(" (old)", "") for code in case.codes}),),
        difficulty=2,
        related=tuple(f"codes/{code}" for code in case.codes),
    )


def _before(case: OldService) -> Values | None:
    """The code that was replaced by the right one."""
    at = case.codes.index(case.code_on(case.on))
    return {CODE: case.codes[at - 1]} if at else None


CODES: Mapping[str, Method[OldService]] = {
    "old-superbill": _before,
    "todays-rules": lambda case: {CODE: case.code_on(DAY)},
    "billing-date-decides": lambda case: {CODE: case.code_on(case.billed)},
}

AMOUNT = "amount"


@dataclass(frozen=True)
class OldAmount:
    """A service of one year, billed in the next or late."""

    on: date
    billed: date
    discipline: str

    def amount(self, year: int) -> str:
        return money(kx_threshold(year, self.discipline).amount)


def propose_amount(random: Random, target: str) -> OldAmount:
    year = random.randint(2019, 2025)
    on = weekday(random, date(year, 10, 1), date(year, 12, 30))
    billed = weekday(random, date(year + 1, 1, 5), date(year + 1, 2, 28))
    if target != "billing-date-decides" and random.random() < 0.5:
        billed = on + timedelta(days=1)
    return OldAmount(on, billed, random.choice(("PT", "OT")))


def lay_out_amount(case: OldAmount) -> Sheet:
    years = sorted({case.on.year - 1, case.on.year, case.on.year + 1, DAY.year})
    return Sheet(
        facts=f"{MEDICARE}. Date of service {case.on}, {case.discipline}. The claim goes out on {case.billed}.",
        ask="Which KX threshold does the visit count toward?",
        fields=(choice(AMOUNT, "Threshold", {case.amount(year): case.amount(year) for year in years}),),
        difficulty=2,
        related=("guides/kx-threshold",),
        tool=f"kx?discipline={case.discipline}&price=amount&on={case.on}",
    )


def explain_amount(case: OldAmount) -> tuple[Step, ...]:
    threshold = kx_threshold(case.on.year, case.discipline)
    amount = f"The threshold for {case.on.year} is {money(threshold.amount)}."
    return (
        Step("The amount belongs to the calendar year of the date of service.", "ssa-1833g"),
        Step(amount, threshold.source),
    )


AMOUNTS: Mapping[str, Method[OldAmount]] = {
    "last-years-amount": lambda case: {AMOUNT: case.amount(case.on.year - 1)},
    "billing-date-decides": lambda case: {AMOUNT: case.amount(case.billed.year)},
    "todays-rules": lambda case: {AMOUNT: case.amount(DAY.year)},
}


def propose_shared(random: Random, target: str) -> assistants.Day:
    """A shared visit of 2020 or 2021, when more than 10 percent of a unit was enough for CQ or CO."""
    while True:
        drawn = assistants.propose(random, "")
        day = replace(drawn, on=weekday(random, date(2020, 3, 2), date(2021, 12, 30)))
        if not day.split().methods_disagree:
            return day


def _as_today(day: assistants.Day) -> Values | None:
    now = assistants.solve(replace(day, on=DAY))
    return now[0] if len(now) == 1 else None


SHARED: Mapping[str, Method[assistants.Day]] = {"todays-rules": _as_today}

TOPIC = Topic(
    name="dates",
    title="Which rules held on the day",
    page=PAGE,
    exercises=(
        Exercise(
            "together",
            propose_pair,
            solve_pair,
            lambda case: edits.explain(case.pair),
            lay_out_pair,
            PAIRS,
            {
                "todays-rules": OldPair(edits.Pair(date(2019, 6, 3), "97140", "97530"), DAY),
                "edits-never-end": OldPair(edits.Pair(date(2022, 1, 18), "97530", "97535"), date(2022, 1, 31)),
                "billing-date-decides": OldPair(edits.Pair(date(2021, 12, 15), "97530", "97535"), date(2022, 1, 15)),
            },
        ),
        Exercise(
            "code",
            propose_service,
            lambda case: ({CODE: case.code_on(case.on)},),
            explain_service,
            lay_out_service,
            CODES,
            {"old-superbill": OldService(date(2020, 1, 15), date(2020, 1, 31), tuple(SERVICES)[3])},
        ),
        Exercise(
            "decision",
            propose_amount,
            lambda case: ({AMOUNT: case.amount(case.on.year)},),
            explain_amount,
            lay_out_amount,
            AMOUNTS,
            {"last-years-amount": OldAmount(date(2024, 11, 4), date(2024, 11, 5), "PT")},
        ),
        Exercise(
            "modifiers",
            propose_shared,
            assistants.solve,
            assistants.explain,
            assistants.lay_out,
            SHARED,
            {},
        ),
    ),
)
