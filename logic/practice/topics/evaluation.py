"""The level of an evaluation: the lowest component decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from logic.content import library
from logic.evaluation import (
    LEVELS,
    OT_CODES,
    PRESENTATIONS,
    PROFILES,
    PT_CODES,
    Level,
    Result,
    ot_evaluation,
    pt_evaluation,
)
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Values
from logic.practice.wording import DAY, MEDICARE, bullets, choice, minutes_text, weekday
from logic.steps import Step

PAGE = "guides/evaluation-levels"
FIELD = "code"
TYPICAL = {"PT": (30, 45), "OT": (45, 60)}
PT_HISTORY = {"low": (0,), "moderate": (1, 2), "high": (3, 4)}
PT_EXAMINATION = {"low": (1, 2), "moderate": (3,), "high": (4, 5, 6)}
OT_DEFICITS = {"low": (1, 2), "moderate": (4,), "high": (6, 7)}
WORDS = {level: word for table in (PRESENTATIONS, PROFILES) for word, level in table.items()}


@dataclass(frozen=True)
class Evaluation:
    """One initial evaluation. `findings` are the arguments of the engine, by name."""

    on: date
    discipline: str
    findings: tuple[tuple[str, int | str], ...]
    minutes: int

    def result(self) -> Result:
        rule = pt_evaluation if self.discipline == "PT" else ot_evaluation
        return rule(**dict(self.findings))  # type: ignore[arg-type]

    @property
    def levels(self) -> dict[str, Level]:
        return {component.name: component.level for component in self.result().components}

    def code(self, level: Level) -> Values:
        return {FIELD: (PT_CODES if self.discipline == "PT" else OT_CODES)[level]}


def propose(random: Random, target: str) -> Evaluation:
    discipline = "PT" if target == "presentation-alone" else random.choice(("PT", "PT", "OT"))
    levels = [random.choice(LEVELS) for _ in range(4)]
    return Evaluation(weekday(random), discipline, _findings(random, discipline, levels), random.randrange(15, 80, 5))


def _findings(random: Random, discipline: str, levels: list[Level]) -> tuple[tuple[str, int | str], ...]:
    first, second, third, fourth = levels
    if discipline == "OT":
        return (
            ("history", _word(PROFILES, first)),
            ("deficits", random.choice(OT_DEFICITS[second])),
            ("decision_making", third),
        )
    return (
        ("history", random.choice(PT_HISTORY[first])),
        ("examination", random.choice(PT_EXAMINATION[second])),
        ("presentation", _word(PRESENTATIONS, third)),
        ("decision_making", fourth),
    )


def _word(table: Mapping[str, Level], level: Level) -> str:
    return next(word for word, its in table.items() if its == level)


def solve(case: Evaluation) -> tuple[Values, ...]:
    return ({FIELD: case.result().code},)


def lay_out(case: Evaluation) -> Sheet:
    codes = PT_CODES if case.discipline == "PT" else OT_CODES
    found = [f"{component.title}: {component.found}" for component in case.result().components]
    return Sheet(
        facts=(
            f"{MEDICARE}, date of service {case.on}. An initial {case.discipline} evaluation took "
            f"{minutes_text(case.minutes)}. The record shows:\n\n{bullets(found)}"
        ),
        ask="Which code does the record support?",
        fields=(choice(FIELD, "Evaluation code", {c: f"{c} {library().code(c).name}" for c in codes.values()}),),
        difficulty=min(3, len(set(case.levels.values()))),
        related=tuple(f"codes/{code}" for code in codes.values()),
        tool=_address(case),
    )


def _address(case: Evaluation) -> str:
    names = (
        {"decision_making": "decisions"}
        if case.discipline == "PT"
        else {"history": "profile", "decision_making": "analysis"}
    )
    found = [f"{names.get(name, name)}={value}" for name, value in case.findings]
    open_ = [] if case.discipline == "PT" else ["help=not-entered", "conditions=not-entered"]
    return "&".join([f"evaluation-level?discipline={case.discipline}", *found, *open_, f"on={case.on}"])


def _by_time(case: Evaluation) -> Level:
    moderate, high = TYPICAL[case.discipline]
    return LEVELS[(case.minutes >= moderate) + (case.minutes >= high)]


def _most(case: Evaluation) -> Values | None:
    (level, times), *others = Counter(case.levels.values()).most_common()
    return None if others and others[0][1] == times else case.code(level)


def _one(case: Evaluation, name: str) -> Values | None:
    return case.code(case.levels[name]) if name in case.levels else None


METHODS: Mapping[str, Method[Evaluation]] = {
    "time-sets-the-level": lambda case: case.code(_by_time(case)),
    "highest-component": lambda case: case.code(max(case.levels.values(), key=LEVELS.index)),
    "most-components": _most,
    "history-alone": lambda case: _one(case, "history"),
    "presentation-alone": lambda case: _one(case, "presentation"),
}


def _pt(history: int, examination: int, presentation: str, decisions: Level, minutes: int = 30) -> Evaluation:
    findings = (
        ("history", history),
        ("examination", examination),
        ("presentation", presentation),
        ("decision_making", decisions),
    )
    return Evaluation(DAY, "PT", findings, minutes)


def explain(case: Evaluation) -> tuple[Step, ...]:
    return case.result().steps


TOPIC = Topic(
    name="evaluation",
    title="Evaluation levels",
    page=PAGE,
    exercises=(
        Exercise(
            "level",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "time-sets-the-level": _pt(0, 2, "stable", "low", minutes=60),
                "highest-component": _pt(3, 2, "stable", "low", minutes=20),
                "most-components": _pt(2, 3, "stable", "moderate"),
                "history-alone": _pt(3, 2, "stable", "low", minutes=20),
                "presentation-alone": _pt(0, 2, "unstable", "low", minutes=20),
            },
        ),
    ),
)
