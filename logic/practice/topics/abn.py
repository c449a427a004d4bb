"""Who pays when Medicare does not: KX, GA, GZ, GX and GY."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Literal

from logic.claim import Claim, Service, Visit, build_claim
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Option, Values
from logic.practice.wording import DAY, MEDICARE, minutes_text, named, weekday
from logic.steps import Step
from logic.thresholds import kx_threshold

Reason = Literal["need", "excluded", "edit"]

FIELD = "modifiers"
OFFERED = tuple(Option(name, name) for name in ("KX", "GA", "GZ", "GX", "GY"))
NEEDLING, PAID, DENIED = "20560", "97140", "97124"
CODES = ("97110", "97112", "97116", "97530")
NOTICES = {
    None: "No ABN was given.",
    "required": "Before the service the patient signed an ABN that says why Medicare may not pay.",
    "voluntary": "Before the service the patient got an ABN by the clinic's own choice, as a courtesy.",
}


@dataclass(frozen=True)
class Case:
    """One line whose payment is in question.

    `reason`: its need (`necessary` or not), that Medicare never covers it here, or an edit that denies it. `used`
    is what was allowed this year before today, in dollars. `abn` is the notice given.
    """

    on: date
    code: str
    minutes: int
    used: int
    reason: Reason = "need"
    necessary: bool = True
    abn: str | None = None

    @property
    def over(self) -> bool:
        return self.used > kx_threshold(self.on.year, "PT").amount

    def claim(self) -> Claim:
        return _claim(self)


@cache
def _claim(case: Case) -> Claim:
    minutes = None if case.reason == "excluded" else case.minutes
    services = [Service(case.code, "PT", minutes=minutes, excluded=case.reason == "excluded")]
    if case.reason == "edit":
        services.insert(0, Service(PAID, "PT", minutes=case.minutes, distinct_by="time"))
    return build_claim(
        Visit(
            case.on,
            tuple(services),
            allowed_to_date={"PT_SLP": Decimal(case.used)},
            abn=case.abn,
            medically_necessary=case.necessary,
        )
    )


def propose(random: Random, target: str) -> Case:
    on = weekday(random)
    reason: Reason = random.choice(("need", "need", "excluded", "edit"))
    if target in ("abn-covers-edits", "ga-for-excluded"):
        reason = "edit" if target == "abn-covers-edits" else "excluded"
    code = {"need": random.choice(CODES), "excluded": NEEDLING, "edit": DENIED}[reason]
    over = random.random() < 0.5 and reason == "need"
    amount = int(kx_threshold(on.year, "PT").amount)
    used = random.randrange(amount + 50, amount + 900, 10) if over else random.randrange(200, amount - 300, 10)
    necessary = reason != "need" or random.random() < 0.4
    return Case(on, code, random.choice((15, 30)), used, reason, necessary, _notice(random, reason, necessary))


def _notice(random: Random, reason: Reason, necessary: bool) -> str | None:
    if reason == "excluded":
        return random.choice((None, "voluntary", "voluntary"))
    if reason == "edit":
        return random.choice((None, "required", "required"))
    return random.choice((None, "required")) if not necessary else random.choice((None, None, "required"))


def _set(*names: str) -> Values:
    return {FIELD: frozenset(names)}


def solve(case: Case) -> tuple[Values, ...]:
    line = next(line for line in case.claim().lines if line.code == case.code)
    return (_set(*(name for name in line.modifiers if name in {option.value for option in OFFERED})),)


def explain(case: Case) -> tuple[Step, ...]:
    claim = case.claim()
    at = next(at for at, line in enumerate(claim.lines) if line.code == case.code)
    about = ("liability", "edit", "threshold", "coverage")
    findings = [f for f in claim.findings if f.topic in about and case.code in f.codes]
    reasons = [step for step in claim.reasons[at] if any(option.value in step.text for option in OFFERED)]
    steps = (*reasons, *(Step(finding.message, finding.source) for finding in findings))
    return tuple(dict.fromkeys(steps)) or claim.reasons[at]


def lay_out(case: Case) -> Sheet:
    facts = {
        "need": _need(case),
        "excluded": (
            f"A PT gave {named(case.code)}. Medicare has no benefit for it from a therapist, whoever the patient is, "
            "and the patient wants it billed so that another insurer sees the denial."
        ),
        "edit": (
            f"A PT gave {named(PAID)} and then {named(case.code)}, {minutes_text(case.minutes)} each. The edit between "
            f"them has indicator 0, and {case.code} is the code it denies."
        ),
    }[case.reason]
    amount = kx_threshold(case.on.year, "PT").amount
    return Sheet(
        facts=(
            f"{MEDICARE}, private practice, date of service {case.on}. {facts} {NOTICES[case.abn]} Before today "
            f"${case.used:,} was allowed for PT and SLP this year; the threshold is ${amount:,}."
        ),
        ask=f"Which of these modifiers does the line of {case.code} carry beside GP? Choose none where none belongs.",
        fields=(Field(FIELD, f"Modifiers on {case.code}", "many", OFFERED),),
        difficulty=3 if case.reason != "need" or case.over else 2,
        related=("modifiers/GA", "modifiers/GZ", "modifiers/GY", "modifiers/KX"),
        tool=_address(case),
    )


def _need(case: Case) -> str:
    if case.necessary:
        return f"A PT gave {named(case.code)}, {minutes_text(case.minutes)}, and judges it medically necessary."
    return (
        f"The goals are reached and a home program holds the gains, so the PT judges {named(case.code)} no longer "
        f"medically necessary. The patient asked for it all the same and had {minutes_text(case.minutes)}."
    )


def _address(case: Case) -> str:
    if case.reason == "excluded":
        return ""
    services = f"{case.code}-PT-t{case.minutes}"
    if case.reason == "edit":
        services = f"{PAID}-PT-t{case.minutes}-time.{services}"
    rest = f"&abn={case.abn}" if case.abn else ""
    return (
        f"claim-desk?claim={services}&ptslp={case.used}{rest}{'' if case.necessary else '&necessary=no'}&on={case.on}"
    )


def _kx_and_notice(case: Case) -> Values | None:
    return _set("KX", "GA" if case.abn else "GZ") if case.over and not case.necessary else None


def _notice_for_threshold(case: Case) -> Values | None:
    return _set("GA" if case.abn else "GZ") if case.over and case.necessary else None


def _unneeded(case: Case, *names: str) -> Values | None:
    return None if case.necessary else _set(*names)


METHODS: Mapping[str, Method[Case]] = {
    "kx-with-ga": _kx_and_notice,
    "abn-for-the-threshold": _notice_for_threshold,
    "ga-without-notice": lambda case: _unneeded(case, "GA"),
    "gx-for-a-required-notice": lambda case: _unneeded(case, "GX") if case.abn else None,
    "gy-for-unnecessary": lambda case: _unneeded(case, "GY"),
    "abn-covers-edits": lambda case: _set("GA") if case.reason == "edit" and case.abn else None,
    "ga-for-excluded": lambda case: _set("GA" if case.abn else "GZ") if case.reason == "excluded" else None,
    "kx-on-every-line": lambda case: _set("KX") if case.necessary and case.reason == "need" else None,
}

TOPIC = Topic(
    name="abn",
    title="KX, ABN and who pays",
    page="guides/abn",
    exercises=(
        Exercise(
            "modifiers",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "kx-with-ga": Case(DAY, "97110", 30, 2600, necessary=False, abn="required"),
                "abn-for-the-threshold": Case(DAY, "97110", 30, 2600),
                "ga-without-notice": Case(DAY, "97110", 30, 900, necessary=False),
                "gx-for-a-required-notice": Case(DAY, "97110", 30, 900, necessary=False, abn="required"),
                "gy-for-unnecessary": Case(DAY, "97110", 30, 900, necessary=False),
                "abn-covers-edits": Case(DAY, DENIED, 15, 900, reason="edit", abn="required"),
                "ga-for-excluded": Case(DAY, NEEDLING, 15, 900, reason="excluded", abn="voluntary"),
                "kx-on-every-line": Case(DAY, "97110", 30, 900),
            },
            review=True,
            twice=("abn-covers-edits", "ga-for-excluded"),
        ),
    ),
)
