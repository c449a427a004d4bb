"""Medically unlikely edits (MUE): the most units of one code that Medicare pays for one patient on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from logic.content.library import Fault
from logic.edits import TABLES, Table
from logic.rule_files import RULES, Row, normal_code, read_table, sound

_COLUMNS = (
    *("code", "practitioner", "practitioner_mai", "hospital", "hospital_mai"),
    *("from", "known_through", "source"),
)
_MAI = {
    2: "All lines of the day are added, and one unit too many denies them all. The limit is absolute (MAI 2): "
    "an appeal cannot raise it.",
    3: "All lines of the day are added, and one unit too many denies them all. On appeal, records that support "
    "the units can overcome it (MAI 3).",
}


@dataclass(frozen=True, slots=True)
class Mue:
    """The limit of one code in one table. `mai` says how the limit is counted and whether an appeal can raise it.

    `certain` is False for a day after `known_through`, the last day of the newest quarter that was read.
    """

    code: str
    units: int
    mai: int
    table: Table
    effective: date
    known_through: date
    source: str
    certain: bool = True

    def describe(self) -> str:
        """The limit in plain sentences."""
        units = "no unit" if self.units == 0 else f"at most {self.units} unit{'s' if self.units > 1 else ''}"
        known = "" if self.certain else f" Known here through {self.known_through}: check the newer quarter."
        return f"The {self.table} limit allows {units} of {self.code} a day. {_MAI[self.mai]}{known}"


def mue(code: str, on: date, table: str = "practitioner") -> Mue | None:
    """The limit in force on a day, or None when no limit is held here for that code and day.

    None is not "no limit": values before 2024-07-01 were not read, and CMS does not publish every value.
    LookupError for text that is not a code, ValueError for an unknown table. Source: CMS, Medicare MUE tables.
    """
    if table not in TABLES:
        raise ValueError(f"{table!r} is not an MUE table; choose practitioner or hospital.")
    limit = limits().get((normal_code(code), table))
    if limit is None or on < limit.effective:
        return None
    return limit if on <= limit.known_through else replace(limit, certain=False)


@cache
def limits() -> Mapping[tuple[str, str], Mue]:
    """Every limit held here, by code and table. ContentError when the file has a fault."""
    return load(RULES)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in mue.csv."""
    return tuple(sorted(set(_read(rules)[1])))


def load(rules: Path) -> Mapping[tuple[str, str], Mue]:
    """Reads the limits of a rules folder; ContentError lists every fault in them."""
    return sound(*_read(rules))


def _read(rules: Path) -> tuple[dict[tuple[str, str], Mue], list[Fault]]:
    faults: list[Fault] = []
    found: dict[tuple[str, str], Mue] = {}
    for row, of_code in read_table(rules / "mue.csv", _COLUMNS, _limits_of_row, faults):
        for limit in of_code:
            if (limit.code, limit.table) in found:
                faults.append(row.fault(f"{limit.code} is listed twice"))
            found[limit.code, limit.table] = limit
    return found, faults


def _limits_of_row(row: Row) -> tuple[Mue, ...]:
    start, known_through = row.day("from"), row.day("known_through")
    if start is None or known_through is None or known_through < start:
        raise ValueError("from and known_through: give two days, the earlier one first")
    return tuple(
        Mue(
            code=row.code("code"),
            units=row.whole(table),
            mai=int(row.choice(f"{table}_mai", "2", "3")),
            table=table,
            effective=start,
            known_through=known_through,
            source=row.source(),
        )
        for table in TABLES
    )
