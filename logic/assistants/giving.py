"""The units of one service, given to the therapist or the assistant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from logic.assistants.rules import Rule
from logic.assistants.ten_percent import MANUAL, Method, TenPercent
from logic.steps import Step
from logic.units.chart import BLOCK
from logic.units.chart import FIRST_UNIT as MIDPOINT

BLOCKS = "cms-cq-examples"
LAST_UNIT = "aota-assistants"
LAST_UNIT_ASSISTANT = "therapycomply-cq-2022"
TWO_UNITS = "pfs-2022-final"
OUR_READING = "rehabcode"


@dataclass(frozen=True, slots=True)
class Given:
    """How many units of a service go without and with the assistant modifier, and why."""

    therapist: int
    assistant: int
    why: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A service both may have delivered; joint minutes are already the therapist's."""

    name: str
    therapist: int
    assistant: int
    units: int
    modifier: str

    def give(self, rule: Rule, method: Method) -> Given:
        """The units of a 15-minute code: full blocks first, then what is left of each."""
        if not self.assistant or not self.therapist:
            return self._by_one()
        own, helped = self.therapist // BLOCK, self.assistant // BLOCK
        rest = self._rest(self.units - own - helped, rule, method)
        why = (*self._blocks("the therapist", own, "without"), *self._blocks("the assistant", helped, "with"))
        return Given(own + rest.therapist, helped + rest.assistant, (*why, *rest.why))

    def give_whole(self, method: Method) -> Given:
        """All units of a service that is not counted in 15-minute units: one test on its minutes."""
        if not self.assistant or not self.therapist:
            return self._by_one()
        test = TenPercent(self.assistant, self.therapist + self.assistant)
        step = test.step(self.name, method, self.modifier)
        return Given(0, self.units, (step,)) if test.exceeded(method) else Given(self.units, 0, (step,))

    def _by_one(self) -> Given:
        if self.assistant:
            text = f"{self.name}: the assistant delivered all of it alone, so it goes with {self.modifier}."
            return Given(0, self.units, (Step(text, MANUAL),))
        text = f"{self.name}: the assistant delivered none of it alone, so it goes without {self.modifier}."
        return Given(self.units, 0, (Step(text, MANUAL),))

    def _blocks(self, who: str, blocks: int, outcome: str) -> Iterator[Step]:
        if blocks:
            full = "a full 15 minutes" if blocks == 1 else f"{blocks} full blocks of 15 minutes"
            units = "1 unit goes" if blocks == 1 else f"{blocks} units go"
            text = f"{self.name}: {who} alone completed {full}, so {units} {outcome} {self.modifier}."
            yield Step(text, BLOCKS)

    def _rest(self, left: int, rule: Rule, method: Method) -> Given:
        own, helped = self.therapist % BLOCK, self.assistant % BLOCK
        if left == 0:
            if own + helped == 0:
                return Given(0, 0, ())
            text = f"{self.name}: what is left (therapist {own}, assistant {helped}) earns no further unit."
            return Given(0, 0, (Step(text, BLOCKS),))
        if not own or not helped:
            who, outcome = ("assistant", "with") if helped else ("therapist", "without")
            text = f"{self.name}: the last unit comes from the {who} alone, so it goes {outcome} {self.modifier}."
            return Given(0 if helped else left, left if helped else 0, (Step(text, BLOCKS),))
        if rule == "midpoint" and left == 2:
            return Given(1, 1, (self._two_units(own, helped),))
        if rule == "midpoint" and max(own, helped) >= MIDPOINT:
            return self._past_midpoint(own, helped)
        test = TenPercent(helped, own + helped)
        last = "the last unit" if left == 1 else f"the last {left} units"
        step = test.step(f"{self.name}, {last}", method, self.modifier)
        return Given(0, left, (step,)) if test.exceeded(method) else Given(left, 0, (step,))

    def _two_units(self, own: int, helped: int) -> Step:
        start = f"{self.name}: two units are left, and what is left of each is therapist {own}, assistant {helped}"
        if own + helped >= BLOCK + MIDPOINT:
            outcome = f"so one unit goes with {self.modifier} and one without"
            return Step(f"{start}. Each has 9 to 14 minutes, together 23 to 28, {outcome}.", TWO_UNITS)
        return Step(
            f"{start}. Minutes of other codes helped to earn the second unit, a case CMS's text does not describe; "
            f"we give each of them one unit, so one goes with {self.modifier} and one without.",
            OUR_READING,
        )

    def _past_midpoint(self, own: int, helped: int) -> Given:
        start = f"{self.name}: for the last unit the therapist has {own} minutes and the assistant {helped}"
        if own >= MIDPOINT:
            text = f"{start}. The therapist alone reaches {MIDPOINT}, so it goes without {self.modifier}."
            return Given(1, 0, (Step(text, LAST_UNIT),))
        text = f"{start}. Only the assistant reaches {MIDPOINT}, so it goes with {self.modifier}."
        return Given(0, 1, (Step(text, LAST_UNIT_ASSISTANT),))
