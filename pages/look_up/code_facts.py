"""What the data say of one code on one day, as labeled facts in Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from logic.content import DISCIPLINE_MODIFIER, Code, library
from logic.fees import allowed_amounts, fee, fee_schedule
from logic.lines import Line
from logic.mue import mue
from pages.shared.entry import dates_text
from pages.shared.links import link
from pages.shared.notes import cite

TABLES = {"practitioner": "practice", "hospital": "hospital"}
MAI_GLOSS = {2: "absolute", 3: "an appeal with records may overcome it"}


@dataclass(frozen=True)
class Fact:
    """`value` is Markdown; `brief` says the same beside another code, where there is little room."""

    label: str
    value: str
    brief: str


def fact(label: str, value: str) -> Fact:
    return Fact(label, value, value)


def facts(code: Code, on: date) -> tuple[Fact, ...]:
    """The facts of a code on a date of service, in the order a reader asks for them."""
    return (
        counted(code),
        fact("Contact", code.attendance[0].upper() + code.attendance[1:]),
        disciplines(code),
        Fact("Medicare's therapy label", f"{therapy(code)} {cite(code.therapy.source)}", code.therapy.status),
        most_units(code, on),
        national_amount(code, on),
        Fact("Dates", f"{dates_text(code.in_force)}{succession(code)}", dates_brief(code)),
        fact("Code set", code.system),
    )


def counted(code: Code) -> Fact:
    timing = code.timing
    texts = {
        "timed": f"Timed: 1 unit = {timing.unit_minutes} minutes",
        "untimed": "Untimed: minutes do not change the units",
        "period": "By the period: minutes or days are gathered over several visits",
        "unlisted": "Unlisted: the payer decides how to count it",
    }
    after = f" Its units come after those of {link(f'codes/{timing.after}', timing.after)}." if timing.after else ""
    note = f" {timing.note}" if timing.note else ""
    return Fact("Counted", f"{texts[timing.kind]}.{note}{after}", f"{timing_badge(code)}{after}")


def timing_badge(code: Code) -> str:
    if code.timing.kind == "timed":
        return f"timed, {code.timing.unit_minutes} minutes"
    return {"untimed": "untimed", "period": "counted by the period", "unlisted": "unlisted"}[code.timing.kind]


def disciplines(code: Code) -> Fact:
    if not code.disciplines:
        return fact("Disciplines", "No therapy discipline")
    named = ", ".join(
        f"{discipline} with {link(f'modifiers/{modifier}', modifier)}" if modifier in code.modifiers else discipline
        for discipline, modifier in ((d, DISCIPLINE_MODIFIER[d]) for d in code.disciplines)
    )
    return fact("Disciplines", named)


def therapy(code: Code) -> str:
    return {
        "always": "Always therapy: the discipline modifier goes on every Medicare line",
        "sometimes": "Sometimes therapy: the discipline modifier only under a therapy plan of care",
        "not therapy": "Not a therapy code",
        "bundled": "Bundled: Medicare pays it inside other services",
        "not valid for Medicare": "Not valid for Medicare",
        "retired": "Retired",
    }[code.therapy.status]


def most_units(code: Code, on: date) -> Fact:
    """The medically unlikely edit of both tables."""
    limits = [(name, mue(code.code, on, table)) for table, name in TABLES.items()]
    parts = [f"{name} **{limit.units}** (MAI {limit.mai}: {MAI_GLOSS[limit.mai]})" for name, limit in limits if limit]
    if not parts:
        return Fact(
            "Most units a day (MUE)", f"No limit is held here for {on}; that is not the same as no limit.", "none held"
        )
    known = next(limit for _, limit in limits if limit)
    later = "" if known.certain else f" Known through {known.known_through}: check the newer quarter."
    text = "; ".join(parts)
    brief = ", ".join(f"{limit.units} {name}" for name, limit in limits if limit)
    return Fact("Most units a day (MUE)", f"{text[0].upper()}{text[1:]}.{later} {cite(known.source)}", brief)


def national_amount(code: Code, on: date) -> Fact:
    """Medicare's national amount for one unit, in full and with the multiple procedure reduction."""
    label = "National Medicare amount"
    try:
        alone = allowed_amounts([Line(code.code, 1)], on).lines[0]
    except LookupError as error:
        return Fact(label, str(error), "none held")
    source = cite(fee(code.code, on.year).source)
    if alone.allowed is None:
        return Fact(label, f"{alone.note} {source}", "no amount")
    reduced = _reduced_unit(code.code, on)
    text = f"**\\${alone.allowed}** for a unit in {on.year}"
    if reduced is not None:
        text += f"; **\\${reduced}** when the multiple procedure reduction takes half its practice expense"
    note = f" {alone.note}" if alone.note else ""
    brief = f"\\${alone.allowed}" + (f", reduced \\${reduced}" if reduced is not None else "")
    return Fact(label, f"{text}, before local adjustment.{note} {source}", brief)


def _reduced_unit(code: str, on: date) -> Decimal | None:
    """One unit beside the therapy code of the year with the highest practice expense; None if it is not reduced."""
    reducible = [f for (_, year), f in fee_schedule().fees.items() if year == on.year and f.mppr and f.priced]
    if code not in {f.code for f in reducible}:
        return None
    highest = max(reducible, key=lambda f: f.pe).code
    return allowed_amounts([Line(highest, 1), Line(code, 1)], on).lines[1].allowed


def succession(code: Code) -> str:
    """What it replaced and what replaced it, linked where there is a page."""
    before = f" It replaced {_codes(code.replaces)}." if code.replaces else ""
    after = f" It was replaced by {_codes(code.replaced_by)}." if code.replaced_by else ""
    return before + after


def dates_brief(code: Code) -> str:
    start, end = code.in_force.from_, code.in_force.to
    return f"{f'from {start}' if start else 'older than our sources'}{f' to {end}' if end else ''}"


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(link(f"codes/{c}", c) if c in library().codes else c for c in codes)


def facts_table(found: Iterable[Fact], heading: str) -> str:
    rows = "\n".join(f"| **{fact.label}** | {fact.value} |" for fact in found)
    return f"| Fact | {heading} |\n| --- | --- |\n{rows}"
