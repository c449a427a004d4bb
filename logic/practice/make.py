"""Questions from a seed: the same topic and seed give the same question on every machine, without end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Literal

from logic.content import Verdict, library
from logic.practice.beliefs import misconception
from logic.practice.exercise import Exercise, Topic
from logic.practice.question import Field, Mistake, Option, Question, in_order
from logic.practice.topics import TOPICS
from logic.practice.wording import DAY
from logic.steps import Step

CANDIDATES, MOST_CANDIDATES = 4, 12
ALONE = 100
TRIES = 4000
DISTRACTORS = 3
SOUND_CLAIM_EVERY = 4
NOTHING = "nothing"
AHEAD = 2000

Slot = Literal["case", "fault", "statement"]
ROUND: tuple[Slot, ...] = ("case", "case", "fault", "case", "case", "statement")
STATEMENT_OPTIONS: Mapping[str, str] = {
    "true": "True",
    "once": "It was true once, and no longer is",
    "payer": "It depends on the payer",
    "false": "Not true",
}
_VERDICTS = {
    Verdict.RIGHT: "true",
    Verdict.OUT_OF_DATE: "once",
    Verdict.PAYER: "payer",
    Verdict.WRONG: "false",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a seed asks for: the kind of slot, the misconception it is after, and where that is found."""

    slot: Slot
    target: str
    exercise: int = 0
    statement: str = ""


def make_question(topic: str, seed: int) -> Question:
    """The question of a topic and a seed; equal for equal arguments.

    LookupError for an unknown topic, ValueError for a seed that is not a whole number.
    """
    subject = topic_named(topic)
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ValueError(f"seed: {seed!r} is not a whole number.")
    planned, random = plan(topic, seed), Random(f"{topic}-{seed}")
    if planned.slot == "statement":
        return _statement(subject, planned, seed)
    exercise = subject.exercises[planned.exercise]
    case = choose_case(exercise, planned.target, random)
    question = _case(subject, exercise, case, planned.target, seed)
    if planned.slot == "fault":
        return _fault(exercise, question, random, sound=_shows_sound_claim(seed))
    return question


def topic_named(name: str) -> Topic:
    """A topic; LookupError that lists the topics for any other name."""
    if name not in TOPICS:
        raise LookupError(f"There is no topic {name!r}. The topics are {', '.join(TOPICS)}.")
    return TOPICS[name]


def plan(topic: str, seed: int) -> Plan:
    """What the question of a topic and a seed is about, without making it."""
    subject = topic_named(topic)
    cases, faults, statements = _plans(subject)
    turn, place = divmod(seed, len(ROUND))
    slot = ROUND[place]
    if slot == "fault" and faults:
        return faults[turn % len(faults)]
    if slot == "statement" and statements:
        return statements[turn % len(statements)]
    taken = [at for at, kind in enumerate(ROUND) if not _has_own(kind, faults, statements)]
    return cases[(turn * len(taken) + taken.index(place)) % len(cases)]


def next_seed(topic: str, after: int, target: str, slot: Slot | None = None) -> int | None:
    """The next seed whose question is after the same misconception, of the same slot when one is given."""
    for seed in range(after + 1, after + AHEAD):
        planned = plan(topic, seed)
        if planned.target == target and (slot is None or planned.slot == slot):
            return seed
    return None


def choose_case(exercise: Exercise[Any], target: str, random: Random) -> Any:
    """Of several cases in which the target goes wrong, the one that tells most misconceptions apart."""
    best, best_score, found = None, -1, 0
    for _ in range(TRIES):
        case = exercise.propose(random, target)
        wrong = exercise.wrong_answers(case)
        if target not in wrong:
            continue
        found += 1
        alone = sum(answer == wrong[target] for answer in wrong.values()) == 1
        seldom = sum(name in wrong for name in exercise.twice)
        score = len({tuple(sorted(answer.items(), key=str)) for answer in wrong.values()}) + 3 * seldom + ALONE * alone
        if score > best_score:
            best, best_score = case, score
        if found == MOST_CANDIDATES or (found >= CANDIDATES and best_score >= ALONE):
            break
    if best is None:
        raise RuntimeError(f"no case of this exercise shows {target}")
    return best


def case_question(topic: str, exercise: Exercise[Any], case: Any, target: str = "") -> Question:
    """The question a given case makes, outside the row of seeds."""
    return _case(topic_named(topic), exercise, case, target, None)


def _case(topic: Topic, exercise: Exercise[Any], case: Any, target: str, seed: int | None) -> Question:
    sheet = exercise.lay_out(case)
    steps = exercise.explain(case)
    wrong = exercise.wrong_answers(case)
    return Question(
        id=f"{topic.name}/{seed}",
        topic=topic.name,
        kind=exercise.kind,
        facts=sheet.facts,
        ask=sheet.ask,
        fields=sheet.fields,
        accepted=tuple(in_order(sheet.fields, values) for values in exercise.solve(case)),
        mistakes=tuple(Mistake(name, in_order(sheet.fields, values)) for name, values in wrong.items()),
        steps=steps,
        difficulty=sheet.difficulty,
        sources=tuple(dict.fromkeys(step.source for step in steps)),
        related=tuple(dict.fromkeys((topic.page, *sheet.related))),
        seed=seed,
        target=target,
        tool=sheet.tool,
        case=case,
    )


def _fault(exercise: Exercise[Any], asked: Question, random: Random, *, sound: bool) -> Question:
    """The same case with a claim already made: what, if anything, went wrong with it."""
    mistakes = {mistake.misconception: mistake.answer for mistake in asked.mistakes}
    shown = asked.answer if sound else mistakes[asked.target]
    told = asked.show(shown) if len(asked.fields) > 1 else f"{asked.fields[0].label}: {asked.show(shown)}"
    makers = [] if sound else [name for name, answer in mistakes.items() if answer == shown]
    others = [name for name in exercise.methods if mistakes.get(name) != shown]
    named = random.sample(others, min(DISTRACTORS + sound, len(others))) + ([] if sound else [asked.target])
    random.shuffle(named)
    options = [Option(name, misconception(name).fault) for name in named]
    field = Field("fault", "What is wrong", "one", (*options, Option(NOTHING, "Nothing is wrong with it.")))
    right = NOTHING if sound else asked.target
    verdict = _what_is_wrong(asked, sound)
    return Question(
        id=asked.id,
        topic=asked.topic,
        kind="fault",
        facts=f"{asked.facts}\n\nA colleague answered: **{told}**.",
        ask="What is wrong with this answer?",
        fields=(field,),
        accepted=(((field.name, right),),),
        mistakes=tuple(Mistake(name, ((field.name, NOTHING),)) for name in makers),
        steps=(*asked.steps, verdict),
        difficulty=min(3, asked.difficulty + 1),
        sources=asked.sources,
        related=asked.related,
        seed=asked.seed,
        target="" if sound else asked.target,
        tool=asked.tool,
        case=asked.case,
    )


def _what_is_wrong(asked: Question, sound: bool) -> Step:
    source = asked.steps[-1].source if sound else misconception(asked.target).source
    expected = " or ".join(asked.show(answer) for answer in asked.accepted)
    if sound:
        return Step(f"The answer given is permitted: {expected}.", source)
    return Step(f"{misconception(asked.target).fault} Permitted: {expected}.", source)


def _statement(topic: Topic, planned: Plan, seed: int) -> Question:
    """A statement people meet, to be judged."""
    check = library().fact_checks[planned.statement]
    field = Field("verdict", "This is", "one", tuple(Option(*pair) for pair in STATEMENT_OPTIONS.items()))
    believers = {name: _believed(name, planned.statement) for name in topic.misconceptions}
    since = f" It has not been true since {check.since}." if check.since else ""
    return Question(
        id=f"{topic.name}/{seed}",
        topic=topic.name,
        kind="statement",
        facts=f"> {check.statement}",
        ask=f"Is that so, for outpatient therapy in {DAY:%B %Y}?",
        fields=(field,),
        accepted=(((field.name, _VERDICTS[check.verdict]),),),
        mistakes=tuple(Mistake(name, ((field.name, says),)) for name, says in believers.items() if says),
        steps=(Step(f"{check.answer}{since}", check.sources[0]),),
        difficulty=1,
        sources=check.sources,
        related=(check.id, *check.related),
        seed=seed,
        target=planned.target,
        case=check.id,
    )


def _believed(name: str, statement: str) -> str:
    """What the holder of a misconception makes of a statement; empty where it settles nothing."""
    held = misconception(name)
    if statement in held.states:
        return "true"
    return "false" if statement in held.doubts else ""


def _shows_sound_claim(seed: int) -> bool:
    return seed // len(ROUND) % SOUND_CLAIM_EVERY == SOUND_CLAIM_EVERY - 1


@cache
def _plans_of(name: str) -> tuple[tuple[Plan, ...], tuple[Plan, ...], tuple[Plan, ...]]:
    topic = TOPICS[name]
    found = [(at, target, exercise) for at, exercise in enumerate(topic.exercises) for target in exercise.methods]
    again = [item for item in found if item[1] in item[2].twice]
    cases = tuple(Plan("case", target, at) for at, target, _ in (*again, *found))
    faults = tuple(Plan("fault", target, at) for at, target, exercise in found if exercise.review)
    return cases, faults, tuple(_statements(topic))


def _plans(topic: Topic) -> tuple[tuple[Plan, ...], tuple[Plan, ...], tuple[Plan, ...]]:
    return _plans_of(topic.name)


def _statements(topic: Topic) -> Iterator[Plan]:
    for name in topic.misconceptions:
        held = misconception(name)
        for slug in (*held.states, *held.doubts):
            yield Plan("statement", name, statement=slug)


def _has_own(slot: Slot, faults: tuple[Plan, ...], statements: tuple[Plan, ...]) -> bool:
    return (slot == "fault" and bool(faults)) or (slot == "statement" and bool(statements))
