"""NCCI edits: which two codes conflict on one day, which of them denies, and whether a modifier opens the pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Literal, cast, get_args

from logic.content.library import Fault
from logic.dated import Record, SourceId
from logic.rule_files import RULES, Row, normal_code, read_parameters, read_table, sound

Table = Literal["practitioner", "hospital"]
Basis = Literal["read", "inferred", "unknown"]
Status = Literal["live", "ended", "voided"]
TABLES: tuple[Table, ...] = get_args(Table)

_COLUMNS = (
    *("column1", "column2", "practitioner", "hospital", "from", "to"),
    *("last_seen", "basis", "status", "core", "source", "note"),
)
_INDICATOR = {
    0: "Indicator 0: no modifier opens the pair.",
    1: "Indicator 1: a modifier such as 59 may open the pair when the record shows two separate services.",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of one table: column 1 pays, column 2 denies.

    `effective` is None when the first day is not known, `ended` None when no end is known; both days count.
    `basis` says how the first day is known. `certain` says whether the row surely covers the day asked about,
    and, where no day was asked about, whether both of its dates are known.
    `not_before` is the first day the row can have applied; `last_seen` the last day it surely did, where the
    day it ended is not known; `core` marks a pair of two therapy codes.
    """

    column1: str
    column2: str
    indicator: int
    effective: date | None
    ended: date | None
    source: str
    basis: Basis = "read"
    status: Status = "live"
    table: Table = "practitioner"
    certain: bool = True
    core: bool = True
    not_before: date = date.min
    last_seen: date | None = None
    note: str = ""

    @property
    def codes(self) -> frozenset[str]:
        return frozenset((self.column1, self.column2))

    def may_cover(self, on: date) -> bool:
        """Whether the row applies on the day, as far as is known; a voided row never does."""
        if self.status == "voided":
            return False
        return (self.effective or self.not_before) <= on and (self.ended is None or on <= self.ended)

    def describe(self) -> str:
        """What the row did and when, with how sure the dates are, in plain sentences."""
        if self.status == "voided":
            return (
                f"{self.column1} with {self.column2} was published for {self.effective} and withdrawn from that "
                "same day (indicator 9). As the table stands, it never applied to a claim."
            )
        what = f"In the {self.table} table, {self.column1} pays and {self.column2} denies on the same day."
        return f"{what} {_INDICATOR[self.indicator]} {self.note or self._dates()}"

    def _dates(self) -> str:
        end = f"It ended on {self.ended}." if self.ended else "No end is known."
        if self.basis == "read":
            return f"It began on {self.effective}. {end}"
        if self.basis == "inferred" and self.table == "hospital":
            return f"It is taken to have begun on {self.effective}, as in the practitioner table; not read. {end}"
        if self.basis == "inferred":
            return f"It began on {self.effective}, a day inferred from the pairs restored then, not read. {end}"
        if self.status == "live":
            return f"The day it began is not known; it was in force when the table was read. {end}"
        return f"The day it began is not known. {end}"


class TableFacts(Record):
    """What is known of a table as a whole."""

    since: date
    since_source: SourceId
    read_on: date
    known_through: date
    source: SourceId
    note: str


class _BothTables(Record):
    practitioner: TableFacts
    hospital: TableFacts


class _Facts(Record):
    tables: _BothTables
    no_pairs: frozenset[str]
    not_compared: frozenset[str]
    in_part: frozenset[str]


@dataclass(frozen=True)
class EditTables:
    """Both tables, ready to be asked: every row of a pair, oldest first, by table and unordered pair."""

    facts: Mapping[Table, TableFacts]
    pairs: Mapping[Table, Mapping[frozenset[str], tuple[Edit, ...]]]
    by_code: Mapping[Table, Mapping[str, tuple[Edit, ...]]]
    codes: frozenset[str]
    not_compared: frozenset[str]
    in_part: frozenset[str]


def edits_between(a: str, b: str, on: date, table: str = "practitioner") -> tuple[Edit, ...]:
    """The edits that apply to two codes on one day; their order does not matter.

    A pair whose first day is not known is returned for earlier days too, with `certain=False`.
    LookupError for a code whose edits are not held here, ValueError for a code with itself or an unknown table.
    Source: CMS, Medicare NCCI procedure-to-procedure edits.
    """
    rows = edit_history(a, b, table)
    return tuple(_seen_on(edit, on) for edit in rows if edit.may_cover(on))


def edit_history(a: str, b: str, table: str = "practitioner") -> tuple[Edit, ...]:
    """Every row of two codes in one table, oldest first, rows that ended or never applied included.

    The hospital table is held without the rows that had ended by 2024-07-01. Errors as in `edits_between`.
    """
    first, second = _known(a), _known(b)
    if first == second:
        raise ValueError(f"An edit needs two different codes; {first} was given twice.")
    return tables().pairs[_named_table(table)].get(frozenset((first, second)), ())


def edits_among(codes: Iterable[str], on: date, table: str = "practitioner") -> tuple[Edit, ...]:
    """The edits that apply on one day to any two of several codes, by column 1 and column 2.

    A code may be given more than once. Errors as in `edits_between`.
    """
    pairs = tables().pairs[_named_table(table)]
    distinct = sorted({_known(code) for code in codes})
    found = [
        _seen_on(edit, on)
        for pair in combinations(distinct, 2)
        for edit in pairs.get(frozenset(pair), ())
        if edit.may_cover(on)
    ]
    return tuple(sorted(found, key=lambda edit: (edit.column1, edit.column2)))


def edits_of(code: str, on: date, table: str = "practitioner") -> tuple[Edit, ...]:
    """The edits of one code with every other code held here that apply on one day, by column 1 and column 2."""
    rows = tables().by_code[_named_table(table)].get(_known(code), ())
    return tuple(_seen_on(edit, on) for edit in rows if edit.may_cover(on))


def table_warning(on: date, table: str = "practitioner", codes: Iterable[str] = ()) -> str | None:
    """Why an answer for this day and these codes may be incomplete, in plain sentences; None when nothing is."""
    name = _named_table(table)
    facts, held = tables().facts[name], tables()
    given = sorted({_known(code) for code in codes})
    warnings = []
    if on > facts.known_through:
        warnings.append(
            f"The {name} edits are known here through {facts.known_through}. CMS changes the tables every quarter: "
            f"for {on}, check the table of that quarter."
        )
    if name == "hospital" and on < facts.read_on:
        warnings.append(
            f"The hospital edits are held as they stood on {facts.read_on} and after. A pair that ended earlier "
            "does not show here."
        )
    if missing := [code for code in given if code in held.not_compared]:
        warnings.append(
            f"The edits of {', '.join(missing)} were not looked up here. That no edit shows does not mean that "
            "there is none: check the CMS table."
        )
    if partial := [code for code in given if code in held.in_part]:
        warnings.append(
            f"Of {', '.join(partial)}, only the edits with the therapy evaluation codes are held here. For other "
            "codes, check the CMS table."
        )
    return " ".join(warnings) or None


@cache
def tables() -> EditTables:
    """The project's own edit tables. ContentError when a file has a fault."""
    return load(RULES)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in edits.csv and edits.yaml."""
    return tuple(sorted(set(_read(rules)[1])))


def load(rules: Path) -> EditTables:
    """Reads the edits of a rules folder; ContentError lists every fault in them."""
    return sound(*_read(rules))


def _read(rules: Path) -> tuple[EditTables | None, list[Fault]]:
    faults: list[Fault] = []
    facts = read_parameters(rules / "edits.yaml", _Facts, faults)
    rows = read_table(rules / "edits.csv", _COLUMNS, _edits_of_row, faults)
    if facts is None:
        return None, faults
    about: dict[Table, TableFacts] = {"practitioner": facts.tables.practitioner, "hospital": facts.tables.hospital}
    pairs = {table: _pairs(rows, table, about[table].since, faults) for table in TABLES}
    by_code = {table: _by_code(pairs[table].values()) for table in TABLES}
    listed = facts.no_pairs | facts.not_compared | facts.in_part
    named = frozenset(code for _, edits in rows for edit in edits for code in edit.codes)
    held = EditTables(about, pairs, by_code, named | listed, facts.not_compared, facts.in_part)
    return held, faults


def _edits_of_row(row: Row) -> tuple[Edit, ...]:
    """The same line in both tables: one edit for each table that has an indicator."""
    column1, column2 = row.code("column1"), row.code("column2")
    status = cast(Status, row.choice("status", "live", "ended", "voided"))
    basis = cast(Basis, row.choice("basis", "read", "inferred", "unknown"))
    start, end, last_seen = row.day("from"), row.day("to"), row.day("last_seen")
    _check_row(column1, column2, status, basis, start, end)
    allowed = ("9",) if status == "voided" else ("0", "1")
    indicators = {table: row.choice(table, "", *allowed) for table in TABLES}
    if not any(indicators.values()):
        raise ValueError("practitioner or hospital: at least one table needs an indicator")
    core, source, note = row.choice("core", "yes", "no") == "yes", row.source(), row.text("note")
    return tuple(
        Edit(
            column1=column1,
            column2=column2,
            indicator=int(indicator),
            effective=start,
            ended=end,
            source=source,
            basis="inferred" if table == "hospital" and basis == "read" else basis,
            status=status,
            table=table,
            certain=basis == "read" and table == "practitioner" and not last_seen,
            core=core,
            last_seen=last_seen,
            note=note,
        )
        for table, indicator in indicators.items()
        if indicator
    )


def _check_row(column1: str, column2: str, status: Status, basis: Basis, start: date | None, end: date | None) -> None:
    if column1 == column2:
        raise ValueError(f"column1 and column2 are both {column1}")
    if (start is None) != (basis == "unknown"):
        raise ValueError("from: leave it empty when the basis is unknown, and only then")
    if (end is None) != (status == "live"):
        raise ValueError("to: leave it empty for a live pair, and only then")
    if start and end and end < start:
        raise ValueError(f"the pair ends on {end}, before it starts on {start}")
    if status == "voided" and start != end:
        raise ValueError("a voided pair starts and ends on the same day")


def _pairs(
    rows: list[tuple[Row, tuple[Edit, ...]]], table: Table, since: date, faults: list[Fault]
) -> dict[frozenset[str], tuple[Edit, ...]]:
    grouped: defaultdict[frozenset[str], list[tuple[Row, Edit]]] = defaultdict(list)
    for row, edits in rows:
        for edit in edits:
            if edit.table == table:
                grouped[edit.codes].append((row, edit))
    return {pair: _history(group, since, faults) for pair, group in grouped.items()}


def _history(group: list[tuple[Row, Edit]], since: date, faults: list[Fault]) -> tuple[Edit, ...]:
    """The rows of a pair, oldest first; a row that applied cannot have begun before the one ahead of it ended."""
    applied = sorted(
        ((row, edit) for row, edit in group if edit.status != "voided"),
        key=lambda item: (item[1].ended or date.max, item[1].effective or date.min),
    )
    for (_, earlier), (row, later) in pairwise(applied):
        if earlier.ended is None or (later.effective or date.max) <= earlier.ended:
            line = f"{later.column1} with {later.column2}"
            faults.append(row.fault(f"{line} overlaps another line of the pair in the {later.table} table"))
    edits, first_day = [edit for _, edit in group if edit.status == "voided"], since
    for _, edit in applied:
        edits.append(replace(edit, not_before=edit.effective or first_day))
        first_day = (edit.ended + timedelta(days=1)) if edit.ended else first_day
    return tuple(sorted(edits, key=_age))


def _age(edit: Edit) -> tuple[date, date, str]:
    return (edit.effective or edit.not_before, edit.ended or date.max, edit.column1)


def _by_code(histories: Iterable[tuple[Edit, ...]]) -> dict[str, tuple[Edit, ...]]:
    found: defaultdict[str, list[Edit]] = defaultdict(list)
    for history in histories:
        for edit in history:
            found[edit.column1].append(edit)
            found[edit.column2].append(edit)
    return {code: tuple(sorted(edits, key=lambda e: (e.column1, e.column2))) for code, edits in found.items()}


def _seen_on(edit: Edit, on: date) -> Edit:
    """The edit with `certain` set for the day: its start is read or behind us, its end not in doubt."""
    dated = edit.basis == "read" or (edit.basis == "inferred" and edit.table == "practitioner")
    begun = dated or on >= _table_facts(edit.table).read_on
    standing = edit.last_seen is None or on <= edit.last_seen
    certain = begun and standing
    return edit if edit.certain == certain else replace(edit, certain=certain)


def _table_facts(table: Table) -> TableFacts:
    return tables().facts[table]


def _known(code: str) -> str:
    key = normal_code(code)
    if key not in tables().codes:
        raise LookupError(
            f"The edits of {key} are not held here: only therapy codes and the codes they are paired with are. "
            "Check the CMS table of the quarter."
        )
    return key


def _named_table(table: str) -> Table:
    if table not in TABLES:
        raise ValueError(f"{table!r} is not an edit table; choose practitioner or hospital.")
    return table
