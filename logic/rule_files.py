"""Tables and parameters under content/rules, read with the file and line of every fault."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from logic.content import strict_yaml
from logic.content.library import ROOT, ContentError, Fault
from logic.dated import Record

RULES = ROOT / "rules"
R = TypeVar("R", bound=Record)
T = TypeVar("T")

_CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}")
_SOURCE = re.compile(r"source: *([^\s,}]+)")
_LISTED_SOURCE = re.compile(r"^- \{?id: *([^\s,}]+)", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One line of a table. Each reader raises ValueError that names the column and what would be right."""

    file: str
    line: int
    cells: Mapping[str, str]
    sources: frozenset[str]

    def fault(self, message: str) -> Fault:
        return Fault(self.file, self.line, message)

    def text(self, column: str) -> str:
        return self.cells[column]

    def choice(self, column: str, *allowed: str) -> str:
        if self.cells[column] not in allowed:
            raise ValueError(f"{column}: {self.cells[column]!r} should be one of {', '.join(allowed)}")
        return self.cells[column]

    def code(self, column: str) -> str:
        if not _CODE.fullmatch(self.cells[column]):
            raise ValueError(f"{column}: {self.cells[column]!r} is not a code such as 97112 or G0283")
        return self.cells[column]

    def day(self, column: str) -> date | None:
        """The date in a column; None for an empty cell."""
        try:
            return date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            raise ValueError(f"{column}: {self.cells[column]!r} is not a date such as 2026-11-02") from None

    def whole(self, column: str) -> int:
        if not self.cells[column].isdecimal():
            raise ValueError(f"{column}: {self.cells[column]!r} is not a whole number")
        return int(self.cells[column])

    def amount(self, column: str) -> Decimal:
        try:
            value = Decimal(self.cells[column])
        except InvalidOperation:
            raise ValueError(f"{column}: {self.cells[column]!r} is not a number") from None
        if not value.is_finite() or value < 0:
            raise ValueError(f"{column}: {self.cells[column]!r} should be 0 or more")
        return value

    def source(self, column: str = "source") -> str:
        if self.cells[column] not in self.sources:
            raise ValueError(f"there is no source {self.cells[column]!r} in content/rules/sources.yaml")
        return self.cells[column]


def read_table(
    path: Path, columns: tuple[str, ...], parse: Callable[[Row], T], faults: list[Fault]
) -> list[tuple[Row, T]]:
    """Each line of a CSV file and what `parse` makes of it; a line it refuses becomes a fault."""
    found: list[tuple[Row, T]] = []
    sources = _listed_sources(path.parent)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != columns:
            faults.append(Fault(_name(path), 1, f"the columns should be {', '.join(columns)}"))
            return []
        for cells in reader:
            row = Row(_name(path), reader.line_num, cells, sources)
            if None in cells or None in cells.values():
                faults.append(row.fault(f"the line should have {len(columns)} cells"))
                continue
            try:
                found.append((row, parse(row)))
            except ValueError as error:
                faults.append(row.fault(str(error)))
    return found


def read_parameters(path: Path, kind: type[R], faults: list[Fault]) -> R | None:
    """A YAML file as one record; None, and faults, when it does not hold together."""
    text = path.read_text(encoding="utf-8")
    known = _listed_sources(path.parent)
    for match in _SOURCE.finditer(text):
        if match[1] not in known:
            line = text.count("\n", 0, match.start()) + 1
            message = f"there is no source {match[1]!r} in content/rules/sources.yaml"
            faults.append(Fault(_name(path), line, message))
    try:
        return kind.model_validate(strict_yaml.parse(text))
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        faults.append(Fault(_name(path), strict_yaml.error_line(error), str(problem)))
    except ValidationError as error:
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"])
            line = strict_yaml.line_of(text, item["loc"])
            faults.append(Fault(_name(path), line, f"{where}: {item['msg']}"))
    return None


def sound(value: T | None, faults: list[Fault]) -> T:
    """The value, when nothing is wrong with its files; ContentError with every fault otherwise."""
    if faults or value is None:
        raise ContentError(tuple(sorted(set(faults))))
    return value


def normal_code(text: str) -> str:
    """A code as it is written on a claim; LookupError for anything that cannot be one."""
    code = text.strip().upper() if isinstance(text, str) else ""
    if not _CODE.fullmatch(code):
        raise LookupError(f"{text!r} is not a code. A code has five characters, such as 97112 or G0283.")
    return code


def _listed_sources(rules: Path) -> frozenset[str]:
    return frozenset(_LISTED_SOURCE.findall((rules / "sources.yaml").read_text(encoding="utf-8")))


def _name(path: Path) -> str:
    return f"content/rules/{path.name}"
