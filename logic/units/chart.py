"""Medicare's chart of total timed minutes and units: Claims Processing Manual, chapter 5, section 20.2.C."""

from __future__ import annotations

BLOCK = 15
FIRST_UNIT = 8


def cms_units(total_minutes: int) -> int:
    """Units for a total of timed minutes; the pattern goes on past the last printed row."""
    return 0 if total_minutes < FIRST_UNIT else (total_minutes + BLOCK - FIRST_UNIT) // BLOCK


def cms_band(units: int) -> tuple[int, int]:
    """The first and last total minutes of a row of the chart; no unit runs from 0 to 7."""
    return max(0, units * BLOCK - BLOCK + FIRST_UNIT), units * BLOCK + FIRST_UNIT - 1
