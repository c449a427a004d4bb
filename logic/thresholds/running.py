"""Running totals against the amount of a year: which lines and visits are over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from logic.steps import Step
from logic.thresholds import working
from logic.thresholds.amounts import Over, Range, Threshold, kx_threshold, money, review_amount

Amount = Decimal | tuple[Decimal, Decimal]

UNKNOWN: Amount = (Decimal(0), Decimal("Infinity"))


@dataclass(frozen=True, slots=True)
class RunningLine:
    """One line and the running total around it.

    `over`: the total with this line is more than the amount. `crosses`: over, and the total before it was
    not. `limit` bounds what may have been used before the first line: at most `limit.low` and this line is
    not over, more than `limit.high` and it is.
    """

    amount: Range
    before: Range
    after: Range
    over: Over
    crosses: Over
    limit: Range


@dataclass(frozen=True)
class Running:
    """Claim lines in their order. `used` is what was allowed before the first of them."""

    threshold: Threshold
    used: Range
    lines: tuple[RunningLine, ...]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The working, one decision a step."""
        return tuple(working.line_steps(self))


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit with the running total before and after it; `review` when that passes the review amount."""

    on: date
    amount: Decimal
    before: Decimal
    after: Decimal
    over: bool
    crosses: bool
    review: bool


@dataclass(frozen=True)
class Plan:
    """Visits in order of date. `used` is what was allowed before the first of them."""

    threshold: Threshold
    used: Decimal
    visits: tuple[PlannedVisit, ...]

    @property
    def total(self) -> Decimal:
        return self.visits[-1].after if self.visits else self.used

    @property
    def first_over(self) -> PlannedVisit | None:
        """The visit that crosses the amount, or the first one when it was passed before."""
        return next((visit for visit in self.visits if visit.over), None)

    @property
    def first_review(self) -> PlannedVisit | None:
        """The first visit that may be picked for medical review."""
        return next((visit for visit in self.visits if visit.review), None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The working, one decision a step."""
        return tuple(working.plan_steps(self))


def lines_over(used: Amount, amounts: Sequence[Amount], year: int, discipline: str) -> Running:
    """Which claim lines are over the amount of the year, in the order they stand on the claim.

    `used` and each line are allowed amounts in dollars, deductible and coinsurance included: a Decimal, or
    the lowest and highest it can be; `UNKNOWN` when nothing is known. ValueError for an amount below 0;
    LookupError as in `kx_threshold`.
    """
    threshold = kx_threshold(year, discipline)
    total = start = _range("amount used so far", used)
    billed = Range(Decimal(0), Decimal(0))
    lines: list[RunningLine] = []
    for number, entered in enumerate(amounts, 1):
        amount = _range(f"line {number}", entered)
        before, total, billed = total, total + amount, billed + amount
        over = total.exceeds(threshold.amount)
        crosses = _crosses(over, before.exceeds(threshold.amount))
        limit = Range(threshold.amount - billed.high, threshold.amount - billed.low)
        lines.append(RunningLine(amount, before, total, over, crosses, limit))
    return Running(threshold, start, tuple(lines))


def plan_visits(amount_to_date: Decimal, visits: Sequence[tuple[date, Decimal]], year: int, discipline: str) -> Plan:
    """The running total of planned visits, each a date in the year and its allowed amount in dollars.

    ValueError for an amount below 0 or a date outside the year; LookupError as in `kx_threshold`.
    """
    threshold = kx_threshold(year, discipline)
    total = start = _dollars("amount to date", amount_to_date)
    planned: list[PlannedVisit] = []
    for on, entered in sorted(visits, key=lambda visit: visit[0]):
        if on.year != year:
            raise ValueError(f"The visit of {on} is not in {year}. Each year starts again from zero.")
        amount = _dollars(f"visit of {on}", entered)
        before, total = total, total + amount
        over, limit = total > threshold.amount, review_amount(on)
        review = limit is not None and total > limit
        planned.append(PlannedVisit(on, amount, before, total, over, over and before <= threshold.amount, review))
    return Plan(threshold, start, tuple(planned))


def _crosses(over: Over, already: Over) -> Over:
    if over is Over.NO or already is Over.YES:
        return Over.NO
    return Over.YES if (over, already) == (Over.YES, Over.NO) else Over.DEPENDS


def _range(what: str, entered: object) -> Range:
    if not isinstance(entered, tuple):
        amount = _dollars(what, entered)
        return Range(amount, amount)
    if len(entered) != 2:
        raise ValueError(f"{what}: give one amount, or the lowest and the highest it can be.")
    low, high = _dollars(what, entered[0]), _dollars(what, entered[1], endless=True)
    if low > high:
        raise ValueError(f"{what}: the lowest amount, {money(low)}, is above the highest, {money(high)}.")
    return Range(low, high)


def _dollars(what: str, entered: object, *, endless: bool = False) -> Decimal:
    if isinstance(entered, bool) or not isinstance(entered, Decimal | int):
        raise ValueError(f"{what}: {entered!r} is not an amount in dollars and cents.")
    amount = Decimal(entered)
    if amount.is_nan() or (amount.is_infinite() and not endless):
        raise ValueError(f"{what}: {entered} is not an amount in dollars and cents.")
    if amount < 0:
        raise ValueError(f"{what}: {money(amount)} is less than nothing. Enter the allowed amount, 0 or more.")
    return amount
