"""The edits of one code with others on one day, in Markdown that says which line denies and what opens the pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product

from logic.content import library
from logic.edits import Edit, edits_of, table_warning, tables
from pages.shared.links import pair_address
from pages.shared.notes import cite

OTHER_NAMES = dict.fromkeys(("98940", "98941", "98942"), "Chiropractic adjustment")


def same_day_text(code: str, on: date) -> str:
    """Everything the page says of the edits of a code on a day."""
    try:
        here = edits_of(code, on, "practitioner")
    except LookupError as error:
        return str(error)
    there = edits_of(code, on, "hospital")
    parts = [
        _summary(code, here, on),
        *_groups(code, here),
        _hospital(code, here, there),
        _ended(code, on),
        _doubts(here),
        table_warning(on, "practitioner", [code]) or "",
    ]
    return "\n\n".join(part for part in parts if part)


def _summary(code: str, edits: Sequence[Edit], on: date) -> str:
    if not edits:
        return f"No edit of {code} with another code held here applies on {on}, so no 59 is asked for."
    sources = " ".join(cite(source) for source in sorted({edit.source for edit in edits}))
    return (
        f"On {on}, {_pairs(len(edits))} of {code} {'applies' if len(edits) == 1 else 'apply'} in Medicare's "
        f"practitioner table. A therapy code that is not listed is no pair with it, so it asks for no 59. {sources}"
    )


def _groups(code: str, edits: Sequence[Edit]) -> list[str]:
    """The pairs by which line denies and whether a modifier opens them; therapy codes by name, others in a row."""
    texts = []
    for denies, indicator in product((True, False), (1, 0)):
        found = [edit for edit in edits if (edit.column2 == code) is denies and edit.indicator == indicator]
        if found:
            named = [f"- {_named(code, _partner(code, edit))}" for edit in found if edit.core]
            others = [_partner(code, edit) for edit in found if not edit.core]
            rest = [f"- Codes of other services: {', '.join(others)}"] if others else []
            texts.append("\n".join([f"**{_heading(code, denies, indicator)}**\n", *named, *rest]))
    return texts


def _heading(code: str, denies: bool, indicator: int) -> str:
    line = code if denies else "The other line"
    opens = (
        "59 or an X modifier on it opens the pair, if the services were separate" if indicator else "nothing opens it"
    )
    return f"{line} is denied beside these; {opens} (indicator {indicator})"


def _hospital(code: str, here: Iterable[Edit], there: Iterable[Edit]) -> str:
    practice = {(e.column1, e.column2): e.indicator for e in here}
    hospital = {(e.column1, e.column2): e.indicator for e in there}
    differing = sorted({pair for pair in {*practice, *hospital} if practice.get(pair) != hospital.get(pair)})
    if not hospital and not practice:
        return "The outpatient hospital table has none either."
    if not differing:
        return "The outpatient hospital table has the same pairs with the same indicators."
    told = "; ".join(
        f"{column1} with {column2}: practitioner {_indicator(practice.get((column1, column2)))}, "
        f"hospital {_indicator(hospital.get((column1, column2)))}"
        for column1, column2 in differing
    )
    return f"The outpatient hospital table differs: {told}."


def _indicator(number: int | None) -> str:
    return "no pair" if number is None else f"indicator {number}"


def _ended(code: str, on: date) -> str:
    """Pairs that are over on the day: what many were taught and no longer holds."""
    rows = tables().by_code["practitioner"].get(code, ())
    live = {edit.codes for edit in rows if edit.may_cover(on)}
    over = {
        _partner(code, edit): edit.ended
        for edit in sorted(rows, key=lambda e: e.ended or date.max)
        if edit.core and edit.status == "ended" and edit.ended and edit.ended < on and edit.codes not in live
    }
    if not over:
        return ""
    listed = ", ".join(f"[{partner}]({pair_address(code, partner)}) (last day {end})" for partner, end in over.items())
    return f"No longer a pair: {listed}."


def _doubts(edits: Iterable[Edit]) -> str:
    if all(edit.certain for edit in edits):
        return ""
    return "For some of these pairs it is not known whether they had begun, or still held, on that day."


def _partner(code: str, edit: Edit) -> str:
    return edit.column1 if edit.column2 == code else edit.column2


def _named(code: str, partner: str) -> str:
    known = library().codes.get(partner)
    return f"[{partner}]({pair_address(code, partner)}) {known.name if known else OTHER_NAMES.get(partner, '')}"


def _pairs(number: int) -> str:
    return "1 pair" if number == 1 else f"{number} pairs"
