"""A case in the address bar: what a person may share, bookmark or mistype."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_ROWS = 20
SHOWN = 40


@dataclass(frozen=True)
class Row:
    """A service as typed: a code and its minutes, none yet being possible."""

    code: str
    minutes: int | None = None


def write_rows(rows: Iterable[Row]) -> str:
    """Rows as they stand in an address: 97110-33.97140-7, the minutes left out where there are none."""
    return ".".join(row.code if row.minutes is None else f"{row.code}-{row.minutes}" for row in rows)


def read_rows(text: str, names: Mapping[str, str]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows of an address and a sentence for each part that is no service with whole minutes."""
    rows: list[Row] = []
    problems: list[str] = []
    parts = [part for part in text.split(".") if part]
    for part in parts[:MOST_ROWS]:
        code, _, minutes = part.partition("-")
        if code.upper() not in names:
            problems.append(f"`{shown(code)}` in the address is not a code this page can count; it was left out.")
        elif minutes and not (minutes.isascii() and minutes.isdigit() and int(minutes[:9]) <= 1440):
            rows.append(Row(code.upper()))
            problems.append(
                f"`{shown(minutes)}` is not a number of minutes from 0 to 1,440. Enter the minutes of {code.upper()}."
            )
        else:
            rows.append(Row(code.upper(), int(minutes) if minutes else None))
    if len(parts) > MOST_ROWS:
        problems.append(f"The address holds {len(parts)} services; the first {MOST_ROWS} are shown.")
    return tuple(rows), tuple(problems)


def shown(text: str) -> str:
    """Text from outside, shortened and safe to stand between backticks."""
    plain = "".join(c if c.isprintable() and c != "`" else " " for c in text)
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"
