"""Which code fits an activity and its aim: content/rules/activities.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from logic.content import library
from logic.content.library import Fault
from logic.content.models import CodeText, Sentence
from logic.dated import Record, SourceId
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Values
from logic.practice.topics.visits import prices
from logic.practice.wording import DAY, choice, weekday
from logic.rule_files import RULES, read_parameters, sound
from logic.steps import Step

ANSWER = "code"
SHARED = "97150"


class Aim(Record):
    """What treatment is for. `findings` are measured findings of the record that show it."""

    code: CodeText
    why: Sentence
    source: SourceId
    findings: tuple[Sentence, ...]


class Activity(Record):
    """A piece of equipment or a setting, the code its look suggests, and what is done with it for each aim."""

    equipment: Sentence
    suggests: CodeText
    uses: Mapping[str, Sentence]


class Patient(Record):
    """Who is treated. `complaint` is what brought them, and the code it suggests; `neurologic` the diagnosis."""

    who: Sentence
    neurologic: bool
    complaint: Sentence
    suggests: CodeText


class Activities(Record):
    aims: Mapping[str, Aim]
    activities: tuple[Activity, ...]
    patients: tuple[Patient, ...]


@cache
def activities() -> Activities:
    """Every aim, activity and patient. ContentError when the file has a fault."""
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "activities.yaml", Activities, faults), faults)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in the activities of a rules folder."""
    faults: list[Fault] = []
    read_parameters(rules / "activities.yaml", Activities, faults)
    return tuple(faults)


@dataclass(frozen=True)
class Scene:
    """One patient doing one thing for one aim. The numbers are places in the lists of the file."""

    on: date
    patient: int
    activity: int
    aim: str
    finding: int
    shared: bool = False

    @property
    def who(self) -> Patient:
        return activities().patients[self.patient]

    @property
    def what(self) -> Activity:
        return activities().activities[self.activity]

    @property
    def purpose(self) -> Aim:
        return activities().aims[self.aim]

    @property
    def code(self) -> str:
        return SHARED if self.shared else self.purpose.code


def propose(random: Random, target: str) -> Scene:
    listed = activities()
    activity = random.randrange(len(listed.activities))
    aim = random.choice(tuple(listed.activities[activity].uses))
    shared = target == "same-minutes-twice" or random.random() < 0.1
    return Scene(
        weekday(random),
        random.randrange(len(listed.patients)),
        activity,
        aim,
        random.randrange(len(listed.aims[aim].findings)),
        shared and aim != "hands",
    )


def solve(scene: Scene) -> tuple[Values, ...]:
    return ({ANSWER: scene.code},)


def explain(scene: Scene) -> tuple[Step, ...]:
    steps = [
        Step(
            "The finding that is treated decides the code, not the equipment, the complaint or the diagnosis.",
            "recalled",
        ),
        Step(scene.purpose.why, scene.purpose.source),
    ]
    if scene.shared:
        text = "Two patients shared the therapist, so each has one unit of 97150 in place of a one-on-one code."
        steps.append(Step(text, "webpt-group"))
    return tuple(steps)


def lay_out(scene: Scene) -> Sheet:
    codes = (*(aim.code for aim in activities().aims.values()), SHARED)
    attention = (
        "A second patient trained beside this one, and the PT went back and forth between the two throughout."
        if scene.shared
        else "The PT stayed with this patient alone."
    )
    return Sheet(
        facts=(
            f"Date of service {scene.on}. {scene.who.who} came because of {scene.who.complaint}. The record shows "
            f"{scene.purpose.findings[scene.finding]}. In this session, with {scene.what.equipment}: "
            f"{scene.what.uses[scene.aim]}. {attention}"
        ),
        ask="Which code describes these minutes?",
        fields=(choice(ANSWER, "Code", {code: f"{code} {library().code(code).name}" for code in sorted(codes)}),),
        difficulty=2,
        related=tuple(f"codes/{code}" for code in dict.fromkeys((scene.code, scene.what.suggests, scene.purpose.code))),
    )


def _dearest(scene: Scene) -> Values:
    worth = prices(aim.code for aim in activities().aims.values())
    return {ANSWER: max(worth, key=lambda code: worth[code])}


METHODS: Mapping[str, Method[Scene]] = {
    "equipment-decides": lambda scene: {ANSWER: scene.what.suggests},
    "diagnosis-decides": lambda scene: {ANSWER: "97112" if scene.who.neurologic else "97110"},
    "complaint-decides": lambda scene: {ANSWER: scene.who.suggests},
    "best-paying-code": _dearest,
    "hands-on-is-97112": lambda scene: {ANSWER: "97112"} if scene.aim == "hands" else None,
    "all-movement-is-97112": lambda scene: None if scene.aim == "hands" else {ANSWER: "97112"},
    "same-minutes-twice": lambda scene: {ANSWER: scene.purpose.code} if scene.shared else None,
}

TOPIC = Topic(
    name="code-choice",
    title="Which code fits",
    page="guides/code-choice",
    exercises=(
        Exercise(
            "code",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "equipment-decides": Scene(DAY, 2, 0, "capacity", 0),
                "diagnosis-decides": Scene(DAY, 0, 1, "capacity", 0),
                "complaint-decides": Scene(DAY, 2, 0, "control", 0),
                "best-paying-code": Scene(DAY, 2, 1, "capacity", 0),
                "hands-on-is-97112": Scene(DAY, 3, 0, "hands", 0),
                "all-movement-is-97112": Scene(DAY, 2, 1, "capacity", 0),
            },
        ),
    ),
)
