"""Claim lines in the making: each with its modifiers, the reason for everything on it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from logic.claim.entry import Entry
from logic.lines import Line
from logic.steps import Step

Outcome = Literal["payable", "denied", "depends"]

_WORST: dict[Outcome, int] = {"payable": 0, "depends": 1, "denied": 2}


@dataclass(frozen=True, slots=True)
class Draft:
    """One line. `entry` is what it came from; an add-on code that was not entered has that of its first code."""

    code: str
    units: int
    entry: Entry
    modifiers: tuple[str, ...] = ()
    why: tuple[Step, ...] = ()
    outcome: Outcome = "payable"

    @property
    def key(self) -> tuple[str, str | None]:
        """The code and its plan of care: what two services must differ in to be a pair."""
        return self.code, self.entry.discipline

    @property
    def line(self) -> Line:
        return Line(self.code, self.units, self.modifiers)

    def with_modifiers(self, modifiers: Iterable[str], *why: Step) -> Draft:
        """The line with further modifiers, each of which stands on it once, and the reason for them."""
        return replace(self, modifiers=tuple(dict.fromkeys((*self.modifiers, *modifiers))), why=(*self.why, *why))

    def becomes(self, outcome: Outcome) -> Draft:
        """The line with this outcome, unless a worse one is known already."""
        return replace(self, outcome=max(outcome, self.outcome, key=_WORST.__getitem__))


Drafts = Sequence[Draft]
