"""Words that several topics use to state a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

from logic.content import library
from logic.practice.question import Field, Option

DAY = date(2026, 11, 2)
FIRST_DAY = date(2026, 7, 6)
LAST_DAY = date(2026, 11, 20)
MEDICARE = "Original Medicare"


def named(code: str) -> str:
    """A code with its name in our words."""
    name = library().code(code).name
    return f"{code} {name if name[1].isupper() else name[0].lower() + name[1:]}"


def minutes_text(minutes: int) -> str:
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def and_list(items: Iterable[str]) -> str:
    *others, last = items
    return f"{', '.join(others)} and {last}" if others else last


def weekday(random: Random, first: date = FIRST_DAY, last: date = LAST_DAY) -> date:
    """A day from Monday to Friday between two days, both included."""
    while True:
        day = first + timedelta(days=random.randint(0, (last - first).days))
        if day.weekday() < 5:
            return day


def unit_fields(codes: Iterable[str]) -> tuple[Field, ...]:
    """A number of units for each code."""
    return tuple(Field(code, named(code), "number", short=code) for code in codes)


def choice(name: str, label: str, options: Mapping[str, str]) -> Field:
    """One of several options, value by value with their labels."""
    return Field(name, label, "one", tuple(Option(value, text) for value, text in options.items()))


def visit_address(page: str, services: Iterable[tuple[str, int | None]], on: date | None = None) -> str:
    """The address of a tool with these services filled in."""
    visit = ".".join(code if minutes is None else f"{code}-{minutes}" for code, minutes in services)
    return f"{page}?visit={visit}" + (f"&on={on}" if on else "")
