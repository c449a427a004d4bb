"""More than 10 percent by the assistant, worked out in the two ways that CMS permits.

That there are two methods was read in an account of CMS's examples; their arithmetic is recalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logic.steps import Step

Method = Literal["percentage", "simple"]
METHODS: tuple[Method, Method] = ("percentage", "simple")

MANUAL = "cms-claims-5-20.1"
ARITHMETIC = "recalled"


@dataclass(frozen=True, slots=True)
class TenPercent:
    """The minutes of one unit or service, and how many of them the assistant delivered alone."""

    assistant: int
    total: int

    @property
    def percent(self) -> int:
        """The assistant's share as a whole percentage, halves rounded up."""
        return (200 * self.assistant + self.total) // (2 * self.total) if self.total else 0

    @property
    def fewest_minutes(self) -> int:
        """A tenth of the minutes, halves rounded up, and one more."""
        return (self.total + 5) // 10 + 1

    def exceeded(self, method: Method) -> bool:
        if method == "percentage":
            return self.percent > 10
        return self.assistant >= self.fewest_minutes

    @property
    def methods_agree(self) -> bool:
        return self.exceeded("percentage") == self.exceeded("simple")

    def step(self, subject: str, method: Method, modifier: str) -> Step:
        """The test in a sentence; where the methods differ it shows the arithmetic of the one asked for."""
        exceeded = self.exceeded(method)
        outcome = f"so with {modifier}" if exceeded else f"so without {modifier}"
        share = f"the assistant delivered {self.assistant} of {self.total} minutes"
        if self.methods_agree:
            more = "more than" if exceeded else "not more than"
            return Step(f"{subject}: {share}, {more} 10 percent, {outcome}.", MANUAL)
        if method == "percentage":
            test = f"{self.percent} percent when rounded, and 11 is the first that counts"
        else:
            test = f"and {self.fewest_minutes} are the fewest that count: a tenth, rounded, plus 1"
        return Step(f"{subject}, by the {method} method: {share}, {test}, {outcome}.", ARITHMETIC)
