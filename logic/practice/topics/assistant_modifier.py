"""Where CQ and CO apply, and what they do to the payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from logic.assistants import ASSISTANT_MODIFIER
from logic.content import DISCIPLINE_MODIFIER
from logic.fees import LineAmount, allowed_amounts
from logic.lines import Line
from logic.practice.exercise import Exercise, Method, Sheet
from logic.practice.question import Field, Option, Values
from logic.practice.topics.visits import TIMED
from logic.practice.wording import DAY, MEDICARE, choice, named, weekday
from logic.steps import Step

PEOPLE = {"PT": "PTA", "OT": "OTA"}


@dataclass(frozen=True)
class Payment:
    """One line with the assistant modifier, the only one of its day."""

    on: date
    code: str
    units: int

    def amount(self) -> LineAmount:
        line = Line(self.code, self.units, ("GP", "CQ"))
        return allowed_amounts([line], self.on).lines[0]

    @property
    def allowed(self) -> Decimal:
        return self.amount().allowed or Decimal(0)

    @property
    def received(self) -> Decimal:
        amount = self.amount()
        return (amount.medicare or Decimal(0)) + (amount.patient or Decimal(0))

    def share(self, of_allowed: str) -> Decimal:
        return (self.allowed * Decimal(of_allowed)).quantize(Decimal("0.01"), ROUND_HALF_UP)


RECEIVED = "received"


def propose_payment(random: Random, target: str) -> Payment:
    return Payment(weekday(random), random.choice(TIMED), random.randint(1, 3))


def lay_out_payment(case: Payment) -> Sheet:
    amounts = {case.received, case.allowed, case.share("0.85"), case.share("0.68")}
    return Sheet(
        facts=(
            f"{MEDICARE}, private practice, date of service {case.on}. A PTA delivered all of the day's only service: "
            f"{named(case.code)}, {case.units} {'unit' if case.units == 1 else 'units'}, billed with GP and CQ. The "
            f"fee schedule allows {case.allowed} dollars, and the deductible is met."
        ),
        ask="How much does the practice receive in all, from Medicare and the patient, before sequestration?",
        fields=(choice(RECEIVED, "Received", {f"{a}": f"{a} dollars" for a in sorted(amounts)}),),
        difficulty=2,
        related=("guides/fees-and-mppr", "modifiers/CQ"),
    )


PAYING: Mapping[str, Method[Payment]] = {
    "fifteen-off-the-allowed": lambda case: {RECEIVED: f"{case.share('0.85')}"},
}


@dataclass(frozen=True)
class Setting:
    """An assistant's whole service at one kind of provider."""

    on: date
    discipline: str
    code: str
    place: str


PLACES: Mapping[str, str] = {
    "practice": "in the private practice of the therapist who supervises",
    "hospital": "in a hospital outpatient department paid at fee-schedule rates",
    "agency": "at a rehabilitation agency paid at fee-schedule rates",
    "cah": "in a critical access hospital",
    "incident": "in a physician's office, billed incident to the physician",
}
OUT_OF_SCOPE = frozenset({"cah", "incident"})
MODIFIERS = "modifiers"
OFFERED = tuple(Option(name, name) for name in ("GP", "GO", "CQ", "CO"))


def propose_setting(random: Random, target: str) -> Setting:
    return Setting(weekday(random), random.choice(("PT", "OT")), random.choice(TIMED), random.choice(tuple(PLACES)))


def _line_modifiers(case: Setting, in_scope: bool, assistant: str = "") -> Values:
    own = {DISCIPLINE_MODIFIER[case.discipline]}
    return {MODIFIERS: frozenset(own | ({assistant or ASSISTANT_MODIFIER[case.discipline]} if in_scope else set()))}


def solve_setting(case: Setting) -> tuple[Values, ...]:
    return (_line_modifiers(case, case.place not in OUT_OF_SCOPE),)


def explain_setting(case: Setting) -> tuple[Step, ...]:
    modifier = ASSISTANT_MODIFIER[case.discipline]
    manual = "cms-claims-5-20.1"
    if case.place in OUT_OF_SCOPE:
        text = f"Critical access hospitals and services billed incident to a physician go without {modifier}."
    else:
        text = f"Practices and providers paid at fee-schedule rates report {modifier} for an assistant's service."
    own = DISCIPLINE_MODIFIER[case.discipline]
    return (
        Step(f"The service is under a plan of care of {case.discipline}, so it carries {own}.", manual),
        Step(text, manual),
    )


def lay_out_setting(case: Setting) -> Sheet:
    helper = PEOPLE[case.discipline]
    return Sheet(
        facts=(
            f"{MEDICARE}, date of service {case.on}. Under a plan of care of {case.discipline}, the {helper} alone "
            f"delivered {named(case.code)}, 15 minutes, {PLACES[case.place]}."
        ),
        ask="Which of these modifiers does the line carry? Choose every one.",
        fields=(Field(MODIFIERS, f"Modifiers on {case.code}", "many", OFFERED),),
        related=("modifiers/CQ", "modifiers/CO", "fact_checks/cq-settings"),
    )


def _practices_only(case: Setting) -> Values:
    return _line_modifiers(case, case.place == "practice")


SCOPE: Mapping[str, Method[Setting]] = {
    "cq-everywhere": lambda case: _line_modifiers(case, True),
    "cq-only-in-practices": _practices_only,
    "cq-for-every-assistant": lambda case: _line_modifiers(case, case.place not in OUT_OF_SCOPE, "CQ"),
}


EXERCISES: tuple[Exercise[Any], ...] = (
    Exercise(
        "decision",
        propose_payment,
        lambda case: ({RECEIVED: f"{case.received}"},),
        lambda case: case.amount().steps,
        lay_out_payment,
        PAYING,
        {"fifteen-off-the-allowed": Payment(DAY, "97110", 1)},
        twice=tuple(PAYING),
    ),
    Exercise(
        "modifiers",
        propose_setting,
        solve_setting,
        explain_setting,
        lay_out_setting,
        SCOPE,
        {
            "cq-everywhere": Setting(DAY, "PT", "97110", "cah"),
            "cq-only-in-practices": Setting(DAY, "PT", "97110", "hospital"),
            "cq-for-every-assistant": Setting(DAY, "OT", "97530", "practice"),
        },
        twice=("cq-everywhere", "cq-only-in-practices"),
    ),
)
