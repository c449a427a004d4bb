"""Which questions make up a round: a quick five, a topic, what is due, mistakes again, or an exam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from random import Random
from typing import Literal, Protocol

from logic.practice.scenarios import FOLDER, scenarios_of
from logic.practice.topics import TOPICS

QUICK, DRILL, MOST_DUE, MOST_MISTAKES, EXAM = 5, 8, 12, 10, 20
EXAM_MINUTES = 30
MADE_IN_A_ROW = 2

Stage = Literal["worked", "last step", "whole"]


class Answered(Protocol):
    """An answer given before, oldest first in every history; logic.progress keeps them."""

    @property
    def rule(self) -> str: ...

    @property
    def question(self) -> str: ...

    @property
    def correct(self) -> bool: ...


class Remembered(Protocol):
    """A card of a learner's memory."""

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def rule(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Task:
    """One question of a round. `question` is its id, such as counting/7 or scenarios/two-therapists.

    `stage` says how much help it comes with: a worked example to read, the working up to its last step, or none.
    """

    question: str
    stage: Stage = "whole"


def quick_round(history: Sequence[Answered], due: Iterable[Remembered]) -> tuple[Task, ...]:
    """Five questions over five topics: what is due first, then topics never tried, then the longest untouched."""
    wanted = dict.fromkeys(card.rule for card in due if card.rule in TOPICS)
    last = {answer.rule: at for at, answer in enumerate(history)}
    rest = sorted(TOPICS, key=lambda topic: (last.get(topic, -1), list(TOPICS).index(topic)))
    topics = dict.fromkeys([*wanted, *rest])
    return _tasks(islice(topics, QUICK), history)


def topic_round(topic: str, history: Sequence[Answered]) -> tuple[Task, ...]:
    """Eight questions on one topic; a topic that is new starts with a worked example and one half-worked question.

    LookupError for an unknown topic.
    """
    if topic not in TOPICS:
        raise LookupError(f"There is no topic {topic!r}. The topics are {', '.join(TOPICS)}.")
    tasks = _tasks([topic] * DRILL, history)
    if any(answer.rule == topic for answer in history):
        return tasks
    stages: tuple[Stage, ...] = ("worked", "last step")
    return tuple(Task(task.question, stage) for task, stage in zip(tasks, stages, strict=False)) + tasks[len(stages) :]


def due_round(due: Iterable[Remembered], history: Sequence[Answered]) -> tuple[Task, ...]:
    """What is about to be forgotten: a new question for each rule due, and each hand-written case that is due."""
    cards = list(due)
    cases = [Task(f"{FOLDER}/{card.name}") for card in cards if card.kind == "scenario"]
    rules = dict.fromkeys(card.rule for card in cards if card.kind != "scenario" and card.rule in TOPICS)
    return (*_tasks(rules, history), *cases)[:MOST_DUE]


def mistakes_round(history: Sequence[Answered]) -> tuple[Task, ...]:
    """Questions whose last answer was wrong, the latest first."""
    last = {answer.question: answer.correct for answer in history}
    wrong = [question for question in dict.fromkeys(a.question for a in reversed(history)) if not last[question]]
    return tuple(Task(question) for question in wrong[:MOST_MISTAKES])


def exam_round(history: Sequence[Answered]) -> tuple[Task, ...]:
    """Twenty questions spread evenly over the topics, in an order that another exam does not repeat."""
    topics = list(islice(cycle(TOPICS), EXAM))
    tasks = list(_tasks(topics, history))
    Random(len(history)).shuffle(tasks)
    return tuple(tasks)


ROUNDS: dict[str, Callable[[Sequence[Answered], Sequence[Remembered]], tuple[Task, ...]]] = {
    "quick": quick_round,
    "due": lambda history, due: due_round(due, history),
    "mistakes": lambda history, due: mistakes_round(history),
    "exam": lambda history, due: exam_round(history),
}


def _tasks(topics: Iterable[str], history: Sequence[Answered]) -> tuple[Task, ...]:
    """A question for each topic named, none that was asked before."""
    asked = {answer.question for answer in history}
    fresh: dict[str, Iterator[str]] = {}
    return tuple(Task(next(fresh.setdefault(topic, _unasked(topic, asked)))) for topic in topics)


def _unasked(topic: str, asked: set[str]) -> Iterator[str]:
    """New questions on a topic: two made from a seed, then one hand-written case while there are any."""
    made = (name for seed in count() if (name := f"{topic}/{seed}") not in asked)
    written = (name for slug in scenarios_of(topic) if (name := f"{FOLDER}/{slug}") not in asked)
    while True:
        yield from islice(made, MADE_IN_A_ROW)
        yield from islice(written, 1)
