"""The planned visits of a KX case: the days they fall on, and how the case stands in an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count, islice

from pages.work_out.case import Field, Misread

MOST_VISITS, MOST_LINES, MOST_UNITS, MOST_DOLLARS = 260, 8, 12, 99_999
RHYTHMS: Mapping[str, tuple[str, int, tuple[int, ...]]] = {
    "0.5": ("once in 2 weeks", 10, (0,)),
    "1": ("once a week", 5, (0,)),
    "2": ("2 times a week", 5, (0, 3)),
    "3": ("3 times a week", 5, (0, 2, 4)),
    "4": ("4 times a week", 5, (0, 1, 3, 4)),
    "5": ("5 times a week", 5, (0, 1, 2, 3, 4)),
}


def visit_dates(first: date, number: int, rhythm: str) -> list[date]:
    """The days of so many visits, spread over Mondays to Fridays by the rhythm's name in RHYTHMS."""
    _, period, days = RHYTHMS[rhythm]
    steps: Iterator[int] = (period * turn + day for turn in count() for day in days)
    return [first, *(_workday(first, step) for step in islice(steps, 1, number))]


def _workday(first: date, steps: int) -> date:
    """So many days from Monday to Friday after another day; a weekend counts as the Monday that follows."""
    weeks, day = divmod(min(first.weekday(), 5) + steps, 5)
    return first + timedelta(days=7 * weeks + day - first.weekday())


def in_year(day: date, year: int) -> date:
    """The same month and day in another year; February 28 stands in for a February 29 it does not have."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def dollars(example: float | None) -> Field[float | None]:
    """An amount in dollars and cents, such as 620 or 72.48."""

    def read(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", text):
            raise Misread(f"an amount from 0 to {MOST_DOLLARS:,} dollars is needed, such as 72.48.")
        return float(text)

    def write(amount: float | None) -> str:
        return f"{amount or 0:.2f}".removesuffix(".00")

    return Field(example, read, write)


def month_and_day(example: date) -> Field[date]:
    """A day without its year, such as 04-06; the year comes from the date of service."""

    def read(text: str) -> date:
        try:
            if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            return date.fromisoformat(f"2024-{text}")
        except ValueError:
            raise Misread(f"a month and a day are needed, such as 04-06; {example:%m-%d} is shown.") from None

    return Field(example, read, "{:%m-%d}".format)


def units_of_codes(example: Mapping[str, int], priced: frozenset[str]) -> Field[dict[str, int]]:
    """The lines of a visit, such as 97110-2.97140-1: codes that have a fee, each with its units."""

    def read(text: str) -> dict[str, int]:
        parts = [part.partition("-") for part in text.upper().split(".") if part]
        good = {
            code: int(units or 1)
            for code, _, units in parts
            if code in priced and re.fullmatch("[0-9]{0,2}", units) and 1 <= int(units or 1) <= MOST_UNITS
        }
        kept = dict(islice(good.items(), MOST_LINES))
        if len(kept) < len(parts):
            raise Misread(
                f"each part needs a code with a Medicare fee and 1 to {MOST_UNITS} units, each code once and at most "
                f"{MOST_LINES} of them; the others were left out.",
                kept,
            )
        return kept

    return Field(dict(example), read, lambda lines: ".".join(f"{code}-{units}" for code, units in lines.items()))
