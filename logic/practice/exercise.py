"""What a topic brings along: cases drawn at random, the engine's answer, and a method for each misconception."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, TypeVar

from logic.practice.question import Field, Kind, Values
from logic.steps import Step

C = TypeVar("C")
Method = Callable[[C], Values | None]


@dataclass(frozen=True)
class Sheet:
    """How a case is put to a learner: `facts` state everything the answer rests on, `ask` is the question."""

    facts: str
    ask: str
    fields: tuple[Field, ...]
    difficulty: int = 1
    related: tuple[str, ...] = ()
    tool: str = ""


@dataclass(frozen=True)
class Exercise(Generic[C]):
    """One way of asking about a topic.

    `propose` draws a case in which the named misconception may go wrong. `solve` gives every permitted answer by
    the engine, `explain` its working. `methods` compute what the holder of a misconception answers, or None
    where the misconception settles nothing. `examples` are the shortest cases in which each of them breaks.
    `review` says whether a claim made the wrong way may be shown, to find its fault. `twice` names
    misconceptions that have two turns for one turn of the others, because few cases of another turn show them.
    """

    kind: Kind
    propose: Callable[[Random, str], C]
    solve: Callable[[C], tuple[Values, ...]]
    explain: Callable[[C], tuple[Step, ...]]
    lay_out: Callable[[C], Sheet]
    methods: Mapping[str, Method[C]]
    examples: Mapping[str, C]
    review: bool = False
    twice: tuple[str, ...] = ()

    def wrong_answers(self, case: C) -> dict[str, Values]:
        """What each misconception answers where that is not permitted."""
        accepted = self.solve(case)
        given = ((name, method(case)) for name, method in self.methods.items())
        return {name: answer for name, answer in given if answer is not None and answer not in accepted}


@dataclass(frozen=True)
class Topic:
    """A topic of practice. `page` is the address of the guide that teaches it."""

    name: str
    title: str
    page: str
    exercises: tuple[Exercise[Any], ...]

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Every misconception its exercises can show, in their order."""
        return tuple(dict.fromkeys(name for exercise in self.exercises for name in exercise.methods))
