"""Care that keeps what a patient has: what decides whether Medicare covers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Values
from logic.practice.wording import DAY, MEDICARE, choice, weekday
from logic.steps import Step

Skill = Literal["complex", "complications", "none"]

ASSISTANTS_FROM = date(2021, 1, 1)
INTERIM_FROM = date(2020, 5, 1)
ANSWER = "coverage"
OPTIONS: Mapping[str, str] = {
    "skill": "Covered: carrying the program out takes a therapist's skill",
    "diagnosis": "Covered: a condition of this kind is reason enough",
    "order": "Covered: the physician ordered it",
    "caregiver": "Not covered: someone without a therapist's skill could do it safely",
    "improvement": "Not covered: no improvement is expected",
    "progression": "Not covered: the condition is not a progressive one",
    "assistant": "Not covered: an assistant may not deliver a maintenance program",
}
CONDITIONS: Mapping[str, bool] = {
    "Parkinson disease": True,
    "multiple sclerosis": True,
    "a spinal cord injury of ten years ago": False,
    "a stroke of three years ago": False,
    "severe osteoarthritis of both hips": True,
    "an above-knee amputation of five years ago": False,
}
SKILLS: Mapping[Skill, tuple[str, ...]] = {
    "complex": (
        "Each session the cueing and the load have to be judged anew and changed within the set; four weeks of home "
        "practice alone cost a third of the walking distance",
        "The stretching has to be graded against a spasm that comes without warning; a trained aide set it off twice",
    ),
    "complications": (
        "Blood pressure falls more than 20 points on standing, so every exercise is stopped and changed by what is "
        "measured then",
        "A healing skin breakdown and brittle bone make even simple positioning a matter of judgment",
    ),
    "none": (
        "The program has not changed for two months, and a daughter does it well on the other days",
        "The patient does the exercises safely alone from a sheet; the visits repeat them",
    ),
}


@dataclass(frozen=True)
class Program:
    """A maintenance program under way. `detail` says what carrying it out is like."""

    on: date
    condition: str
    skill: Skill
    detail: str
    assistant: bool
    ordered: bool


def propose(random: Random, target: str) -> Program:
    skill: Skill = random.choice(("complex", "complications", "none"))
    old = random.random() < 0.2
    first, last = (date(2017, 2, 1), date(2020, 4, 24)) if old else (date(2022, 1, 3), date(2026, 11, 20))
    assistant = target in ("assistants-may-not-maintain", "todays-rules") or random.random() < 0.35
    if target == "todays-rules":
        first, last = date(2017, 2, 1), date(2020, 4, 24)
    ordered = target == "order-is-enough" or random.random() < 0.4
    return Program(
        weekday(random, first, last),
        random.choice(tuple(CONDITIONS)),
        skill,
        random.choice(SKILLS[skill]),
        assistant,
        ordered,
    )


def covered(program: Program) -> str:
    """What decides the case: the need for skill, then who may deliver it on the day."""
    if program.skill == "none":
        return "caregiver"
    if program.assistant and program.on < INTERIM_FROM:
        return "assistant"
    return "skill"


def solve(program: Program) -> tuple[Values, ...]:
    return ({ANSWER: covered(program)},)


def explain(program: Program) -> tuple[Step, ...]:
    manual = "cms-benefit-15-220.2"
    need = {
        "complex": "Here the procedures are complex enough to need one.",
        "complications": "Here the patient's complications make even simple procedures a therapist's work.",
        "none": "Here someone else can do it safely, so a therapist's visits are not covered.",
    }[program.skill]
    steps = [
        Step(
            "Improvement is not required. What counts is whether it takes a therapist's skill to keep function.", manual
        ),
        Step(need, manual),
        Step("Neither the diagnosis nor an order decides by itself.", "rehabcode"),
    ]
    if program.assistant and program.skill != "none":
        text = (
            f"On {program.on} an assistant could not yet carry out a Part B maintenance program."
            if program.on < INTERIM_FROM
            else "Since 2021-01-01 a therapist may have an assistant carry out a Part B maintenance program."
        )
        steps.append(Step(text, "midamrehab-maintenance"))
    return tuple(steps)


def lay_out(program: Program) -> Sheet:
    who = "an assistant under the therapist's supervision" if program.assistant else "the therapist"
    order = " The physician has ordered it twice a week and certified the plan." if program.ordered else ""
    return Sheet(
        facts=(
            f"{MEDICARE} Part B, outpatient, date of service {program.on}. A patient with {program.condition} keeps "
            f"function but is not expected to improve. A therapist designed a maintenance program; {who} carries it "
            f"out. {program.detail}.{order}"
        ),
        ask="Is this visit covered, and what decides it?",
        fields=(choice(ANSWER, "Coverage", OPTIONS),),
        difficulty=2 if program.assistant or program.ordered else 1,
        related=("fact_checks/improvement-required", "guides/documentation"),
    )


METHODS: Mapping[str, Method[Program]] = {
    "improvement-required": lambda program: {ANSWER: "improvement"},
    "progressive-diagnosis-required": lambda program: (
        None if CONDITIONS[program.condition] else {ANSWER: "progression"}
    ),
    "chronic-is-enough": lambda program: {ANSWER: "diagnosis"},
    "order-is-enough": lambda program: {ANSWER: "order"} if program.ordered else None,
    "assistants-may-not-maintain": lambda program: {ANSWER: "assistant"} if program.assistant else None,
    "todays-rules": lambda program: {ANSWER: "skill" if program.skill != "none" else "caregiver"},
}

TOPIC = Topic(
    name="maintenance",
    title="Maintenance care",
    page="guides/maintenance-care",
    exercises=(
        Exercise(
            "decision",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "improvement-required": Program(
                    DAY, "Parkinson disease", "complex", SKILLS["complex"][0], False, False
                ),
                "progressive-diagnosis-required": Program(
                    DAY, "a stroke of three years ago", "complications", SKILLS["complications"][0], False, False
                ),
                "chronic-is-enough": Program(DAY, "multiple sclerosis", "none", SKILLS["none"][0], False, False),
                "order-is-enough": Program(DAY, "multiple sclerosis", "none", SKILLS["none"][1], False, True),
                "assistants-may-not-maintain": Program(
                    DAY, "Parkinson disease", "complex", SKILLS["complex"][0], True, False
                ),
            },
        ),
    ),
)
