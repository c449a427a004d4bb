"""Who treated: units with and without the assistant modifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from logic.assistants import ASSISTANT_MODIFIER, Split, split_units
from logic.lines import Line
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Values
from logic.practice.topics.assistant_modifier import EXERCISES, PEOPLE
from logic.practice.topics.visits import TIMED, one_allocation
from logic.practice.wording import DAY, MEDICARE, bullets, minutes_text, named, weekday
from logic.steps import Step
from logic.units.chart import BLOCK

PAGE = "guides/assistants"
GROUP = "97150"
GROUP_MINUTES = (20, 30, 40, 50, 60)
MOST_MINUTES = 90


@dataclass(frozen=True)
class Shared:
    """One code of a visit: minutes of the therapist alone, of the assistant alone, and of both together."""

    code: str
    therapist: int
    assistant: int
    joint: int = 0

    @property
    def own(self) -> int:
        """Joint minutes are the therapist's."""
        return self.therapist + self.joint

    @property
    def total(self) -> int:
        return self.own + self.assistant


@dataclass(frozen=True)
class Day:
    on: date
    discipline: str
    services: tuple[Shared, ...]

    @property
    def modifier(self) -> str:
        return ASSISTANT_MODIFIER[self.discipline]

    @property
    def group(self) -> bool:
        return self.services[0].code == GROUP

    def split(self, joint_is_the_assistants: bool = False) -> Split:
        assistant = {s.code: s.assistant + s.joint * joint_is_the_assistants for s in self.services}
        return split_units(
            therapist={s.code: s.therapist for s in self.services},
            assistant=assistant,
            joint={} if joint_is_the_assistants else {s.code: s.joint for s in self.services if s.joint},
            on=self.on,
            discipline=self.discipline,
        )

    def units(self) -> dict[str, int] | None:
        """Units of each code where minutes leave no choice."""
        if self.group:
            return {GROUP: 1}
        return one_allocation({s.code: s.total for s in self.services})


def propose(random: Random, target: str) -> Day:
    on, discipline = weekday(random), random.choice(("PT", "PT", "OT"))
    group = target == "ten-percent-or-more" or (target != "together-is-the-assistants" and random.random() < 0.15)
    while True:
        services = (_group(random, target),) if group else _timed(random, target)
        day = Day(on, discipline, services)
        shared = any(s.assistant and s.own for s in services)
        if shared and sum(s.total for s in services) <= MOST_MINUTES and not day.split().methods_disagree:
            return day


def _group(random: Random, target: str) -> Shared:
    total = random.choice(GROUP_MINUTES)
    tenth = total // 10
    assistant = tenth if target == "ten-percent-or-more" else random.randint(1, total // 2)
    return Shared(GROUP, total - assistant, assistant)


def _timed(random: Random, target: str) -> tuple[Shared, ...]:
    codes = random.sample(TIMED, random.choice((1, 1, 2)))
    joint = random.randint(6, 15) if target == "together-is-the-assistants" or random.random() < 0.2 else 0
    shares = [
        Shared(code, random.randint(0, 30), random.randint(0, 30), joint if at == 0 else 0)
        for at, code in enumerate(codes)
    ]
    return tuple(share for share in shares if share.total)


def solve(day: Day) -> tuple[Values, ...]:
    return tuple(_as_values(day, option.lines) for option in day.split().options)


def explain(day: Day) -> tuple[Step, ...]:
    split = day.split()
    return (*split.steps, *split.options[0].why)


def lay_out(day: Day) -> Sheet:
    person, helper = day.discipline, PEOPLE[day.discipline]
    fields = [
        Field(name, f"{named(s.code)}, {how} {day.modifier}", "number", short=f"{s.code} {how} {day.modifier}")
        for s in day.services
        for name, how in ((s.code, "without"), (f"{s.code} {day.modifier}", "with"))
    ]
    what = "led a group in turns" if day.group else "treated one patient, each service in its own minutes"
    return Sheet(
        facts=(
            f"{MEDICARE}, private practice, date of service {day.on}. The {person} and the {helper} {what}:\n\n"
            f"{bullets(_stated(s, person, helper) for s in day.services)}"
        ),
        ask=f"How many units go without {day.modifier}, and how many with it?",
        fields=tuple(fields),
        difficulty=1 if day.group else 1 + len(day.services),
        related=(f"modifiers/{day.modifier}", *(f"codes/{s.code}" for s in day.services)),
    )


def _stated(share: Shared, person: str, helper: str) -> str:
    parts = [
        f"{who} {minutes_text(minutes)}{how}"
        for who, minutes, how in (
            (person, share.therapist, " alone"),
            (helper, share.assistant, " alone"),
            ("both", share.joint, " together"),
        )
        if minutes
    ]
    return f"{named(share.code)}: {', '.join(parts)}"


def _as_values(day: Day, lines: tuple[Line, ...]) -> Values:
    helped = {s.code: 0 for s in day.services}
    alone = dict(helped)
    for line in lines:
        (helped if day.modifier in line.modifiers else alone)[line.code] += line.units
    return _values(day, alone, helped)


def _values(day: Day, alone: Mapping[str, int], helped: Mapping[str, int]) -> Values:
    pairs = [((s.code, alone[s.code]), (f"{s.code} {day.modifier}", helped[s.code])) for s in day.services]
    return dict(pair for both in pairs for pair in both)


def _unit_by_unit(day: Day, left_over: Callable[[int, int], bool | None]) -> Values | None:
    """Full blocks go to whoever delivered them; `left_over` says whether the rest takes the modifier."""
    units = day.units()
    if units is None:
        return None
    helped: dict[str, int] = {}
    for s in day.services:
        own, assistant = (s.own, s.assistant) if day.group else (s.own % BLOCK, s.assistant % BLOCK)
        settled = 0 if day.group else s.own // BLOCK + s.assistant // BLOCK
        takes = left_over(own, assistant)
        if takes is None and units[s.code] > settled:
            return None
        helped[s.code] = (0 if day.group else s.assistant // BLOCK) + (units[s.code] - settled) * bool(takes)
    return _values(day, {code: units[code] - helped[code] for code in helped}, helped)


def _or_more(day: Day) -> Values | None:
    """Right everywhere but at exactly 10 percent."""
    if not day.group:
        return None
    return _unit_by_unit(day, lambda own, assistant: 10 * assistant >= own + assistant)


def _most(own: int, assistant: int) -> bool | None:
    return None if own == assistant else assistant > own


def _of_the_visit(day: Day) -> Values | None:
    units, none = day.units(), {s.code: 0 for s in day.services}
    if units is None:
        return None
    over = 10 * sum(s.assistant for s in day.services) > sum(s.total for s in day.services)
    return _values(day, none, units) if over else _values(day, units, none)


def _together(day: Day) -> Values | None:
    if not any(s.joint for s in day.services):
        return None
    options = day.split(joint_is_the_assistants=True).options
    return _as_values(day, options[0].lines) if len(options) == 1 else None


def _whole_code(day: Day) -> Values | None:
    options = day.split().options
    if len(options) > 1:
        return None
    right = _as_values(day, options[0].lines)
    counted = {name: value for name, value in right.items() if isinstance(value, int)}
    alone, helped = {}, {}
    for s in day.services:
        without, with_ = counted[s.code], counted[f"{s.code} {day.modifier}"]
        helped[s.code] = without + with_ if with_ else 0
        alone[s.code] = 0 if with_ else without
    return _values(day, alone, helped)


SPLITTING: Mapping[str, Method[Day]] = {
    "any-assistant-minute": lambda day: _unit_by_unit(day, lambda own, assistant: assistant > 0),
    "ten-percent-alone": lambda day: _unit_by_unit(day, lambda own, assistant: 10 * assistant > own + assistant),
    "most-of-the-unit": lambda day: _unit_by_unit(day, _most),
    "cq-on-the-whole-code": _whole_code,
    "ten-percent-of-the-visit": _of_the_visit,
    "together-is-the-assistants": _together,
    "ten-percent-or-more": _or_more,
}


def _one(code: str, therapist: int, assistant: int, joint: int = 0) -> Day:
    return Day(DAY, "PT", (Shared(code, therapist, assistant, joint),))


TOPIC = Topic(
    name="assistants",
    title="Therapist, assistant and CQ or CO",
    page=PAGE,
    exercises=(
        Exercise(
            "modifiers",
            propose,
            solve,
            explain,
            lay_out,
            SPLITTING,
            {
                "any-assistant-minute": _one("97110", 13, 2),
                "ten-percent-alone": _one("97110", 10, 5),
                "most-of-the-unit": _one("97110", 8, 14),
                "cq-on-the-whole-code": _one("97110", 15, 15),
                "ten-percent-of-the-visit": _one("97110", 30, 15),
                "together-is-the-assistants": _one("97530", 0, 0, 15),
                "ten-percent-or-more": _one(GROUP, 36, 4),
            },
            review=True,
            twice=("ten-percent-or-more", "together-is-the-assistants"),
        ),
        *EXERCISES,
    ),
)
