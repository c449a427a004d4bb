"""What the tabular list of ICD-10-CM says, as records, and which edition of it is held here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["chapter", "block", "header", "code"]


@dataclass(frozen=True, slots=True)
class Edition:
    """One year of the classification; `starts` and `ends` are dates of service, both included."""

    fiscal_year: int
    starts: date
    ends: date
    release: date
    package: str
    source: str


EDITION = Edition(
    fiscal_year=2026,
    starts=date(2025, 10, 1),
    ends=date(2026, 9, 30),
    release=date(2026, 4, 1),
    package="1.5.0",
    source="nchs-icd10cm-2026",
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note and the code, block or chapter it stands on: a note above holds for everything below it."""

    text: str
    on: str


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter, a block, a header (it continues below, so it is not billable) or a billable code."""

    code: str
    title: str
    level: Level

    @property
    def billable(self) -> bool:
        return self.level == "code"


@dataclass(frozen=True, slots=True)
class Finding:
    """All the tabular list says about one code. `parents` runs from the nearest header up to the chapter."""

    code: str
    title: str
    billable: bool
    parents: tuple[Place, ...]
    children: tuple[Place, ...]
    inclusion_terms: tuple[str, ...]
    includes: tuple[Note, ...]
    excludes1: tuple[Note, ...]
    excludes2: tuple[Note, ...]
    use_additional: tuple[Note, ...]
    code_first: tuple[Note, ...]
    code_also: tuple[Note, ...]
    remarks: tuple[Note, ...]
    source: str = EDITION.source


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; `term` is the inclusion term that matched where the title does not show why."""

    code: str
    title: str
    billable: bool
    term: str = ""


def edition() -> Edition:
    """The edition this look-up holds."""
    return EDITION


def edition_warning(on: date) -> str | None:
    """A sentence for a date of service outside the edition, else None. Editions start on October 1."""
    if EDITION.starts <= on <= EDITION.ends:
        return None
    held = f"this look-up holds fiscal year {EDITION.fiscal_year} ({EDITION.starts} to {EDITION.ends})"
    if on < date(2015, 10, 1):
        return f"On {on} claims in the United States still carried ICD-9-CM codes; {held}."
    year = on.year + (on.month >= 10)
    return (
        f"A date of service of {on} takes its codes from fiscal year {year} ({year - 1}-10-01 to {year}-09-30), "
        f"but {held}; codes may have been added or ended, so check the code in that year's files."
    )
