"""GP, GO and GN, alone and beside CQ or CO."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from logic.assistants import ASSISTANT_MODIFIER
from logic.claim import Service, Visit, build_claim
from logic.content import DISCIPLINE_MODIFIER, library
from logic.edits import edits_among
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Option, Values
from logic.practice.topics.assistant_modifier import PEOPLE
from logic.practice.wording import DAY, MEDICARE, bullets, minutes_text, named, weekday
from logic.steps import Step
from logic.thresholds import Amount

CAREGIVERS = "97550"
CODES = {
    "PT": ("97110", "97112", "97116", "97140", "97530", "97535", CAREGIVERS),
    "OT": ("97110", "97112", "97140", "97530", "97535", CAREGIVERS),
    "SLP": ("92507", "92526", "97535", CAREGIVERS),
}
USUAL = {
    **dict.fromkeys(("97110", "97112", "97116", "97140"), "PT"),
    **dict.fromkeys(("97530", "97535"), "OT"),
    **dict.fromkeys(("92507", "92526"), "SLP"),
}
OFFERED = tuple(Option(name, name) for name in ("GP", "GO", "GN", "CQ", "CO"))
NOTHING_USED: Mapping[str, Amount] = {"PT_SLP": Decimal(0), "OT": Decimal(0)}


@dataclass(frozen=True)
class Billed:
    """One service of the day. `helper`: the assistant of that discipline delivered all of it."""

    code: str
    discipline: str
    helper: bool = False

    @property
    def minutes(self) -> int | None:
        return library().code(self.code).timing.unit_minutes

    @property
    def own(self) -> str:
        return DISCIPLINE_MODIFIER[self.discipline]

    @property
    def assistant(self) -> str | None:
        return ASSISTANT_MODIFIER[self.discipline] if self.helper else None

    def service(self) -> Service:
        if self.helper:
            return Service(self.code, self.discipline, assistant_minutes=self.minutes or 1)
        return Service(self.code, self.discipline, minutes=self.minutes)


@dataclass(frozen=True)
class Lines:
    """The services of one patient on one day. `physician`: billed by a physician's office."""

    on: date
    billed: tuple[Billed, ...]
    physician: bool = False

    def visit(self) -> Visit:
        services = tuple(each.service() for each in self.billed)
        return Visit(self.on, services, allowed_to_date=NOTHING_USED)


def propose(random: Random, target: str) -> Lines:
    while True:
        on, how_many = weekday(random), random.choice((1, 2, 2, 3))
        physician = target == "physician-needs-none" or random.random() < 0.15
        disciplines = [random.choice(("PT", "PT", "OT", "OT", "SLP")) for _ in range(how_many)]
        billed = tuple(_one(random, discipline, target, physician) for discipline in disciplines)
        codes = [each.code for each in billed]
        if len(set(codes)) == len(codes) and not edits_among(codes, on):
            return Lines(on, billed, physician)


def _one(random: Random, discipline: str, target: str, physician: bool) -> Billed:
    code = random.choice(CODES[discipline])
    if target == "sometimes-therapy-needs-none" and random.random() < 0.5:
        code = CAREGIVERS
    may_help = discipline in PEOPLE and code != CAREGIVERS and not physician
    return Billed(code, discipline, may_help and random.random() < 0.4)


@cache
def solve(case: Lines) -> tuple[Values, ...]:
    lines = build_claim(case.visit()).lines
    return ({line.code: frozenset(line.modifiers) for line in lines},)


def explain(case: Lines) -> tuple[Step, ...]:
    claim = build_claim(case.visit())
    found = [step for reasons in claim.reasons for step in reasons if _about_modifiers(step)]
    return tuple(dict.fromkeys(found)) or tuple(step for reasons in claim.reasons for step in reasons)


def _about_modifiers(step: Step) -> bool:
    return any(name in step.text for name in (*DISCIPLINE_MODIFIER.values(), *ASSISTANT_MODIFIER.values()))


def lay_out(case: Lines) -> Sheet:
    where = "a physician's office, billed under the physician" if case.physician else "private practice"
    return Sheet(
        facts=(
            f"{MEDICARE}, {where}, date of service {case.on}. One patient, each service in its own minutes and under "
            f"the plan of care named:\n\n{bullets(_stated(each) for each in case.billed)}"
        ),
        ask="Which of these modifiers does each line carry? Choose none where none belongs.",
        fields=tuple(
            Field(each.code, f"Modifiers on {each.code}", "many", OFFERED, short=each.code) for each in case.billed
        ),
        difficulty=min(3, len(case.billed) + any(each.helper for each in case.billed)),
        related=("modifiers/GP", "modifiers/GO", "modifiers/GN"),
        tool=f"claim-desk?claim={'.'.join(_address(each) for each in case.billed)}&on={case.on}",
    )


def _stated(each: Billed) -> str:
    who = f"by the {PEOPLE[each.discipline]} alone" if each.helper else f"by the {each.discipline}"
    minutes = f", {minutes_text(each.minutes)}" if each.minutes else ""
    where = ", the patient not present" if each.code == CAREGIVERS else ""
    return f"{named(each.code)}{minutes}, {each.discipline} plan of care, {who}{where}"


def _address(each: Billed) -> str:
    letter = "a" if each.helper else "t"
    minutes = f"-{letter}{each.minutes}" if each.minutes else ""
    return f"{each.code}-{each.discipline}{minutes}"


def _marked(case: Lines, modifiers: Callable[[Billed], set[str | None]]) -> Values:
    return {each.code: frozenset(name for name in modifiers(each) if name) for each in case.billed}


def _by_code(case: Lines) -> Values:
    def modifiers(each: Billed) -> set[str | None]:
        return {DISCIPLINE_MODIFIER[USUAL.get(each.code, each.discipline)], each.assistant}

    return _marked(case, modifiers)


def _first_line(case: Lines) -> Values:
    return _marked(case, lambda each: {case.billed[0].own, each.assistant})


def _for_physicians(case: Lines) -> Values | None:
    return _marked(case, lambda each: set()) if case.physician else None


def _sometimes(case: Lines) -> Values:
    return _marked(case, lambda each: set() if each.code == CAREGIVERS else {each.own, each.assistant})


def _replaced(case: Lines) -> Values:
    return _marked(case, lambda each: {each.assistant} if each.helper else {each.own})


def _always_cq(case: Lines) -> Values:
    return _marked(case, lambda each: {each.own, "CQ" if each.helper else None})


METHODS: Mapping[str, Method[Lines]] = {
    "code-decides-discipline": _by_code,
    "first-line-decides": _first_line,
    "physician-needs-none": _for_physicians,
    "sometimes-therapy-needs-none": _sometimes,
    "cq-replaces-gp": _replaced,
    "cq-for-every-assistant": _always_cq,
}


def _example(*billed: Billed, physician: bool = False) -> Lines:
    return Lines(DAY, billed, physician)


TOPIC = Topic(
    name="disciplines",
    title="GP, GO and GN",
    page="guides/plan-of-care",
    exercises=(
        Exercise(
            "modifiers",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "code-decides-discipline": _example(Billed("97110", "OT")),
                "first-line-decides": _example(Billed("97110", "PT"), Billed("97535", "OT")),
                "physician-needs-none": _example(Billed("97110", "PT"), physician=True),
                "sometimes-therapy-needs-none": _example(Billed(CAREGIVERS, "PT")),
                "cq-replaces-gp": _example(Billed("97110", "PT", helper=True)),
                "cq-for-every-assistant": _example(Billed("97535", "OT", helper=True)),
            },
            review=True,
        ),
    ),
)
