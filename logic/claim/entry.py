"""A code of one plan of care, with all that was entered for it."""

from __future__ import annotations

from dataclasses import dataclass

from logic.claim.rules import Distinct
from logic.content import Code


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of one plan of care, all its services added up; `at` is where it was first entered.

    `record` is None for a code known only to the edit tables. `therapist` is None when no minutes were entered;
    `units` are those stated for a code that minutes do not count. `distinct` holds what was stated, and is empty
    when a service of the code states nothing.
    """

    at: int
    code: str
    discipline: str | None
    record: Code | None
    therapist: int | None
    assistant: int
    joint: int
    units: int | None
    services: int
    distinct: frozenset[Distinct]
    excluded: bool

    @property
    def timed(self) -> bool:
        return self.record is not None and self.record.timing.kind == "timed"

    @property
    def counted(self) -> bool:
        """Whether the units engine counts it: by its minutes, or once for each time it was entered."""
        return self.record is not None and self.record.timing.kind in ("timed", "untimed")

    @property
    def times(self) -> int:
        """The units of a code that minutes do not count: as stated, otherwise 1."""
        return self.units or 1

    @property
    def minutes(self) -> int:
        return (self.therapist or 0) + self.assistant

    @property
    def therapy(self) -> bool:
        """Whether it is furnished under a therapy plan, so that it takes GP, GO or GN."""
        return self.discipline is not None and self.record is not None and self.record.therapy.status in _THERAPY


_THERAPY = ("always", "sometimes", "retired")
