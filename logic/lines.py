"""A claim line: one code, its units and its modifiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`modifiers` is shown in this order; no CMS rule fixes one, so compare lines by their sets."""

    code: str
    units: int
    modifiers: tuple[str, ...] = ()
