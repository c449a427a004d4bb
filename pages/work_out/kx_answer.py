"""The answer of the KX planner in words: which visit passes the amount, on which line, and what that asks for."""

from __future__ import annotations

from collections.abc import Sequence

from logic.content.models import DISCIPLINE_MODIFIER
from logic.lines import Line
from logic.thresholds import BUCKET_NAMES, Over, Plan, PlannedVisit, Running, Threshold
from logic.thresholds.amounts import money
from pages.shared.links import body_text
from pages.shared.notes import plain


def number_of(visit: PlannedVisit, plan: Plan) -> str:
    return f"visit {plan.visits.index(visit) + 1}, on {visit.on}"


def headline(low: Plan, high: Plan | None, line: str = "") -> str:
    """The answer in one sentence, from the least and the most that may have been used."""
    kx = "KX" if low.threshold.takes_kx else "Over the cap"
    latest = low.first_over
    if high is None:
        if latest is None:
            return "It depends on the amount used: look it up"
        return f"{kx} from {number_of(latest, low)}, at the latest"
    earliest = high.first_over
    if earliest is None:
        ends = f"the plan ends at {money(high.total)}" if low.used == high.used else "whatever was used in this range"
        return f"No visit passes {money(low.threshold.amount)}: {ends}"
    if latest is None:
        return f"{kx} from {number_of(earliest, high)}, at the earliest, or not at all"
    if latest.on == earliest.on:
        return f"{kx} from {number_of(latest, low)}{line}"
    return f"{kx} begins between {number_of(earliest, high)}, and {number_of(latest, low)}"


def facts(threshold: Threshold, low: Plan, high: Plan | None, crossing: Running | None, codes: Sequence[str]) -> str:
    """What stands under the answer: the amount, the line that crosses, what KX attests, the review amount."""
    whose = BUCKET_NAMES[threshold.bucket]
    lines = [f"**{money(threshold.amount)}** is the {threshold.year} amount for {whose}. [@{threshold.source}]"]
    if crossing:
        lines.append(crossing_line(crossing, codes))
    if high is None:
        lines.append(
            "**Any visit may already be over,** because it is not known how much was used. Look it up in your "
            "contractor's eligibility system."
        )
    if low.first_over or high is None or high.first_over:
        lines += attestation(threshold)
    if threshold.review_amount and (review := review_words(low, high)):
        lines.append(
            f"**{money(threshold.review_amount)}** {review}: from there services may be picked for medical review. On "
            "the claim nothing changes. [@ssa-1833g]"
        )
    return body_text("\n".join(f"- {line}" for line in lines))


def review_words(low: Plan, high: Plan | None) -> str:
    """When the review amount is passed, as far as the amount used tells; empty when it is not."""
    if low.first_review:
        latest = "" if high and high.used == low.used else ", at the latest"
        return f"is passed at {number_of(low.first_review, low)}{latest}"
    if high and high.first_review:
        return f"may be passed, at {number_of(high.first_review, high)} at the earliest"
    return ""


def attestation(threshold: Threshold) -> list[str]:
    if not threshold.takes_kx:
        return ["This was a hard cap: no modifier made the part above it payable. [@ssa-1833g]"]
    return [
        "**What KX attests:** the service is medically necessary and the record shows why. It belongs on lines over "
        "the amount, not on earlier ones. [@ssa-1833g]",
        "**Not settled: the line that crosses.** A line carries KX as a whole or not at all, so it is counted here as "
        "over. No CMS text read here says so: ask your contractor. [@palmetto-kx] [@rehabcode]",
    ]


def crossing_line(crossing: Running, codes: Sequence[str]) -> str:
    """Where on its claim the total passes the amount."""
    start, end = money(crossing.used.low), money(crossing.lines[-1].after.low)
    at = first_line_over(crossing)
    if crossing.lines[at].crosses is not Over.YES:
        return f"The amount was passed before the first visit: {start} had been used."
    if not codes:
        return f"That visit takes the total from {start} to {end}."
    return f"That visit takes the total from {start} to {end}; line {at + 1} ({codes[at]}) is the one that crosses."


def first_line_over(crossing: Running) -> int:
    return next(n for n, line in enumerate(crossing.lines) if line.over is Over.YES)


def crossing_table(crossing: Running, lines: Sequence[Line], discipline: str) -> str:
    """The claim of the first visit over the amount, line by line."""
    modifier = DISCIPLINE_MODIFIER[discipline]
    names = [f"{line.code}, {line.units}" for line in lines] or ["all lines"]
    rows = ["| line | code, units | allowed | total after it | modifiers |", "| :-: | --- | --: | --: | --- |"]
    for number, (name, line) in enumerate(zip(names, crossing.lines, strict=True), 1):
        over = line.over is Over.YES and crossing.threshold.takes_kx
        marks = f"{modifier} **KX**" if over else modifier
        total = f"**{money(line.after.low)}**" if line.crosses is Over.YES else money(line.after.low)
        rows.append(f"| {number} | {name} | {money(line.amount.low)} | {total} | {marks} |")
    return plain("\n".join(rows))
