"""The working of a running total in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from logic.steps import Step
from logic.thresholds.amounts import BUCKET_NAMES, Kind, Over, Threshold, money

if TYPE_CHECKING:
    from logic.thresholds.running import Plan, Running, RunningLine

LAW = "ssa-1833g"
CONTRACTOR = "palmetto-kx"
COUNTS_IN_FULL = "ngs-kx"
NOT_VERIFIED = "recalled"
OUR_READING = "rehabcode"


def line_steps(running: Running) -> Iterator[Step]:
    """Each line of a claim against the amount."""
    used, lines = running.used, running.lines
    yield _amount(running.threshold)
    if used.known:
        yield Step(f"Allowed amounts used before this claim: {money(used.low)}.", LAW)
    elif used.high.is_finite():
        yield Step(f"Allowed amounts used before this claim: {money(used.low)} to {money(used.high)}.", LAW)
    else:
        yield Step("The allowed amounts used before this claim are not known; look them up before billing.", LAW)
    for number, line in enumerate(lines, 1):
        yield Step(_line(number, line, money(running.threshold.amount)), LAW)
    if any(line.crosses is not Over.NO for line in lines):
        yield from _crossing(running.threshold)
    if any(line.over is not Over.NO for line in lines):
        yield _attestation(running.threshold)


def plan_steps(plan: Plan) -> Iterator[Step]:
    """A row of visits against the amount."""
    yield _amount(plan.threshold)
    yield Step("Allowed amounts count in full, with the patient's deductible and coinsurance.", COUNTS_IN_FULL)
    yield Step(f"The total starts at {money(plan.used)} and reaches {money(plan.total)}, in order of date.", LAW)
    first = plan.first_over
    if first is None:
        yield Step(f"No visit takes the total past {money(plan.threshold.amount)}.", LAW)
    else:
        verb = "crosses" if first.crosses else "is already over"
        totals = f"{money(first.before)} before it, {money(first.after)} after it"
        yield Step(f"The visit of {first.on} {verb}: {totals}.", LAW)
        if first.crosses:
            yield from _crossing(plan.threshold)
        yield _attestation(plan.threshold)
    if plan.first_review and plan.threshold.review_amount:
        yield Step(
            f"From the visit of {plan.first_review.on} the total is past {money(plan.threshold.review_amount)}, so "
            "services may be picked for medical review. The claim itself does not change.",
            LAW,
        )
    if plan.visits:
        yield Step(
            "Medicare adds up claims as it processes them, so another provider's claim can come first and move "
            "the crossing. Look the total up again before billing.",
            NOT_VERIFIED,
        )


def _amount(threshold: Threshold) -> Step:
    name = "KX threshold" if threshold.kind is Kind.THRESHOLD else "therapy cap"
    whose = BUCKET_NAMES[threshold.bucket]
    return Step(f"The {threshold.year} {name} for {whose} is {money(threshold.amount)}.", threshold.source)


def _line(number: int, line: RunningLine, amount: str) -> str:
    if line.over is Over.NO:
        return f"Line {number} does not take the total past {amount}, so it is not over."
    if line.over is Over.YES:
        how = {Over.YES: "crosses", Over.NO: "is over"}.get(line.crosses, "crosses or is already over")
        known = line.before.known and line.after.known
        totals = f": {money(line.before.low)} before it, {money(line.after.low)} after it" if known else ""
        return f"Line {number} {how} {amount}{totals}."
    low, high = (money(max(bound, Decimal(0))) for bound in (line.limit.low, line.limit.high))
    otherwise = "otherwise" if low == high else f"at {low} or less"
    return (
        f"Line {number} depends: it is over when more than {high} was used before this claim, and not over {otherwise}."
    )


def _crossing(threshold: Threshold) -> Iterator[Step]:
    yield Step(
        f"The law looks at any amount that is more than {money(threshold.amount)}, so the part of a crossing line "
        "above it counts, and a total of exactly that amount is not over.",
        LAW,
    )
    if threshold.takes_kx:
        yield Step(
            "A Medicare contractor asks for KX once the patient has met the threshold; the page does not name "
            "the line that crosses.",
            CONTRACTOR,
        )
        yield Step(
            "A line carries KX as a whole or not at all, so we put KX on the line that crosses. No CMS text read "
            "here says so; ask your contractor.",
            OUR_READING,
        )


def _attestation(threshold: Threshold) -> Step:
    if not threshold.takes_kx:
        return Step("This was a hard cap: no modifier made the part above it payable.", LAW)
    return Step(
        "KX goes on a line that is over only when the service is medically necessary and the record shows why.", LAW
    )
