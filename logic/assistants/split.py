"""A visit shared by therapist and assistant, as claim lines.

Claims Processing Manual, chapter 5, section 20.1; CMS's billing examples; the fee schedule rule for 2022. How
many units each code has comes from `logic.units`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from logic.assistants.giving import BLOCKS, Given, Shared
from logic.assistants.rules import ASSISTANT_MODIFIER, Rule, assistant_rule, first_day
from logic.assistants.ten_percent import ARITHMETIC, MANUAL, METHODS, Method
from logic.content import DISCIPLINE_MODIFIER, library
from logic.dated import Period
from logic.lines import Line
from logic.steps import Step
from logic.units import CountingRule, Share, UnitCount, count_units
from logic.units.entry import whole_minutes

Minutes = Mapping[str, int | None]

LAW = "ssa-1834v"
TWO_METHODS = "casamba-cq"
OUR_READING = "rehabcode"
NO_SLP_ASSISTANT = "cms-benefit-15-230.3"


@dataclass(frozen=True, slots=True)
class Option:
    """One permitted answer: its lines, the units of every code, those with none included, and why."""

    lines: tuple[Line, ...]
    units: dict[str, int]
    why: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """All permitted answers of a visit; `steps` is the working they share.

    `methods_disagree` when CMS's two ways to test for more than 10 percent give different answers; both are
    then among the options, the percentage method first.
    """

    options: tuple[Option, ...]
    steps: tuple[Step, ...]
    methods_disagree: bool


def split_units(
    *,
    therapist: Minutes,
    assistant: Minutes,
    on: date,
    discipline: str,
    joint: Minutes | None = None,
) -> Split:
    """The claim lines of one patient, one discipline, one date of service under Original Medicare's rule.

    Minutes by code: the therapist's alone, the assistant's alone, and the `joint` ones, which are the
    therapist's. An untimed code that only one of them delivered needs no minutes (None). ValueError for
    another discipline and for minutes that cannot be counted; LookupError for an unknown code.
    """
    if discipline not in DISCIPLINE_MODIFIER:
        raise ValueError(f"discipline: {discipline!r} is not one of {', '.join(DISCIPLINE_MODIFIER)}.")
    together, helped = _read(joint or {}), _read(assistant)
    counted = helped if discipline in ASSISTANT_MODIFIER else {}
    visit = _Visit(on, discipline, _added(_read(therapist), together), counted)
    options: list[Option] = []
    disagree = False
    for allocation in visit.count.allocations:
        first, second = (tuple(visit.options(allocation, method)) for method in METHODS)
        differ = {option.lines for option in first} != {option.lines for option in second}
        options += [*first, *(second if differ else ())]
        disagree |= differ
    steps = [*_scope(visit, helped), *_minutes_shared(visit, together), *visit.count.steps]
    return Split(tuple(options), (*steps, *(_methods() if disagree else ())), disagree)


@dataclass(frozen=True)
class _Visit:
    """What each side delivered; joint minutes are already the therapist's."""

    on: date
    discipline: str
    therapist: Minutes
    assistant: Minutes

    @cached_property
    def count(self) -> UnitCount:
        return count_units(_added(self.therapist, self.assistant), CountingRule.CMS)

    @cached_property
    def period(self) -> Period[Rule] | None:
        """The rule of the day; None where no assistant modifier exists."""
        return assistant_rule(self.on) if self.discipline in ASSISTANT_MODIFIER else None

    @property
    def modifier(self) -> str:
        return ASSISTANT_MODIFIER[self.discipline]

    def options(self, allocation: Mapping[str, int], method: Method) -> Iterator[Option]:
        """The answers for one allocation: one, or one for each way to order a series both took part in."""
        pieces = [
            tuple(self._timed(share, allocation, method))
            for share in self.count.shares
            if any(allocation[code] for code in share.codes)
        ]
        pieces += [(self._untimed(code, method),) for code in self.count.untimed]
        for chosen in product(*pieces):
            lines = sorted((line for piece in chosen for line in piece.lines), key=_in_line_order)
            why = tuple(step for piece in chosen for step in piece.why)
            yield Option(tuple(lines), dict(allocation) | self.count.untimed, why)

    def _timed(self, share: Share, allocation: Mapping[str, int], method: Method) -> Iterator[_Piece]:
        if self.period is None:
            yield _Piece(tuple(self._line(code, allocation[code]) for code in share.codes if allocation[code]))
        elif share.pooled:
            units = sum(allocation[code] for code in share.codes)
            yield from self._ordered(share, self._shared(share.codes, units).give(self.period.value, method))
        else:
            yield self._other_units(share, allocation, method)

    def _ordered(self, share: Share, given: Given) -> Iterator[_Piece]:
        """A first code has one unit at most, and it belongs to whoever delivered the first minutes."""
        if len(share.codes) == 1:
            yield _Piece(self._lines(share.code, given.therapist, given.assistant), given.why)
            return
        first, add_on = share.codes
        for helped in self._starts(first, given):
            lines = (
                *self._lines(first, 1 - helped, helped),
                *self._lines(add_on, given.therapist + helped - 1, given.assistant - helped),
            )
            why = given.why
            if given.therapist and given.assistant:
                who, outcome = ("assistant", "with") if helped else ("therapist", "without")
                text = (
                    f"{first} is the unit of the first minutes, and {add_on} follows. When the {who} delivered the "
                    f"first minutes, {first} goes {outcome} {self.modifier}."
                )
                why = (*why, Step(text, OUR_READING))
            yield _Piece(lines, why)

    def _starts(self, first: str, given: Given) -> tuple[int, ...]:
        """Who may have begun a series: 0 the therapist, 1 the assistant, both when the entries leave it open."""
        own, helped = self.therapist.get(first), self.assistant.get(first)
        if not given.assistant or (given.therapist and own and not helped):
            return (0,)
        if not given.therapist or (helped and not own):
            return (1,)
        return (0, 1)

    def _other_units(self, share: Share, allocation: Mapping[str, int], method: Method) -> _Piece:
        lines: list[Line] = []
        why: list[Step] = []
        for code in share.codes:
            if not allocation[code]:
                continue
            entered = self.therapist.get(code) or self.assistant.get(code)
            shared = self._shared((code,) if entered else share.codes, allocation[code], name=code)
            given = shared.give_whole(method)
            lines += self._lines(code, given.therapist, given.assistant)
            why += given.why
            if shared.therapist and shared.assistant:
                text = (
                    f"The rule of the last unit is written for units of 15 minutes. {code} has longer ones, so one "
                    "test on all its minutes decides here; no source read says how else to divide them."
                )
                why.append(Step(text, OUR_READING))
        return _Piece(tuple(lines), tuple(why))

    def _untimed(self, code: str, method: Method) -> _Piece:
        units, own, helped = self.count.untimed[code], self.therapist.get(code, 0), self.assistant.get(code, 0)
        if self.period is None or helped == 0:
            return _Piece((self._line(code, units),))
        if own is None or (own and helped is None):
            raise ValueError(
                f"{code}: therapist and assistant both delivered it, so enter the minutes of each. "
                "Whether the assistant did more than 10 percent of it alone decides the modifier."
            )
        given = Shared(code, own, helped or 1, units, self.modifier).give_whole(method)
        return _Piece(self._lines(code, given.therapist, given.assistant), given.why)

    def _shared(self, codes: tuple[str, ...], units: int, name: str = "") -> Shared:
        own = sum(self.therapist.get(code) or 0 for code in codes)
        helped = sum(self.assistant.get(code) or 0 for code in codes)
        return Shared(name or " with ".join(codes), own, helped, units, self.modifier)

    def _lines(self, code: str, therapist: int, assistant: int) -> tuple[Line, ...]:
        lines = (self._line(code, therapist), self._line(code, assistant, self.modifier))
        return tuple(line for line in lines if line.units)

    def _line(self, code: str, units: int, *modifiers: str) -> Line:
        return Line(code, units, (DISCIPLINE_MODIFIER[self.discipline], *modifiers))


@dataclass(frozen=True, slots=True)
class _Piece:
    """The lines of one service and their working."""

    lines: tuple[Line, ...]
    why: tuple[Step, ...] = ()


def _in_line_order(line: Line) -> tuple[str, int]:
    return line.code, len(line.modifiers)


def _read(entered: Minutes) -> dict[str, int | None]:
    minutes: dict[str, int | None] = {}
    for text, value in entered.items():
        code = library().code(text)
        untimed = value is None and code.timing.kind != "timed"
        minutes = _added(minutes, {code.code: None if untimed else whole_minutes(code.code, value)})
    return minutes


def _added(first: Minutes, second: Minutes) -> dict[str, int | None]:
    total = dict(first)
    for code, minutes in second.items():
        known = total.get(code)
        total[code] = minutes if known is None else known + (minutes or 0)
    return total


def _scope(visit: _Visit, helped: Minutes) -> Iterator[Step]:
    took_part = any(minutes != 0 for minutes in helped.values())
    if visit.discipline not in ASSISTANT_MODIFIER:
        if took_part:
            yield Step(
                "There is no assistant modifier for speech-language pathology, because Medicare does not cover the "
                "services of its assistants. Their minutes are left out of the count.",
                NO_SLP_ASSISTANT,
            )
    elif visit.period is None:
        yield Step(
            f"{visit.modifier} is reported from {first_day()}, so a visit of {visit.on} has no assistant modifier.",
            LAW,
        )
    elif took_part:
        own, modifier = DISCIPLINE_MODIFIER[visit.discipline], visit.modifier
        if visit.period.value == "ten percent":
            test = "whenever the assistant delivered more than 10 percent of it alone"
        else:
            test = (
                "when the assistant delivered more than 10 percent of it alone and the therapist fewer than 8 minutes"
            )
        yield Step(f"On {visit.on} a shared unit takes {modifier} {test}.", visit.period.source)
        yield Step(f"{modifier} stands only beside {own}, on the lines it concerns and not on the whole claim.", MANUAL)
        yield Step(
            f"{modifier} belongs to Original Medicare's fee-schedule rates. Critical access hospitals and services "
            "billed incident to a physician go without it; other payers set their own rule.",
            MANUAL,
        )


def _minutes_shared(visit: _Visit, together: Minutes) -> Iterator[Step]:
    for code, minutes in sorted(together.items()):
        if minutes:
            yield Step(f"{code}: {minutes} minutes together count as the therapist's.", MANUAL)
    for code in sorted(visit.assistant):
        own, helped = visit.therapist.get(code), visit.assistant[code]
        if own and helped:
            yield Step(
                f"{code}: {own} minutes of the therapist and {helped} of the assistant are counted together.", BLOCKS
            )


def _methods() -> Iterator[Step]:
    yield Step(
        "CMS describes two ways to test for more than 10 percent, and here they give different answers; each is an "
        "option below.",
        TWO_METHODS,
    )
    yield Step(
        "The arithmetic of the two methods is recalled; check it on CMS's page, and use one method throughout.",
        ARITHMETIC,
    )
