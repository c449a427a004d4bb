"""What a learner believes, from many graded answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

FEWEST = 3
SHARE = Fraction(2, 3)


class Evidence(Protocol):
    """A graded answer: a Verdict, or an answer kept by logic.progress."""

    @property
    def misconceptions(self) -> Sequence[str]: ...

    @property
    def probes(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception that explains a learner's answers.

    `explained` answers follow from it and from no stronger belief. It showed in `shown` of the `chances` it had.
    `or_else` names misconceptions that explain exactly the same answers, so that nothing tells them apart yet.
    """

    misconception: str
    explained: int
    shown: int
    chances: int
    or_else: tuple[str, ...] = ()


def diagnose(answers: Iterable[Evidence]) -> tuple[Belief, ...]:
    """The beliefs that explain a learner's wrong answers, the surest first; empty when none is sure.

    A misconception is reported when it showed in at least two of three answers in which it could have, and
    explains at least three that no surer belief explains. The surer of two is the one that showed in the larger
    share of its chances, then the one that explains more. One slip or a guess therefore names nobody's belief.
    """
    graded = tuple(answers)
    chances = Counter(name for answer in graded for name in set(answer.probes))
    shown = Counter(name for answer in graded for name in set(answer.misconceptions))
    likely = [name for name in shown if Fraction(shown[name], max(chances[name], 1)) >= SHARE]
    open_answers = {at for at, answer in enumerate(graded) if answer.misconceptions}
    found: list[Belief] = []
    while True:
        explained = {name: {at for at in open_answers if name in graded[at].misconceptions} for name in likely}
        sure = [name for name in likely if len(explained[name]) >= FEWEST]
        if not sure:
            return tuple(found)
        best = max(sure, key=lambda name: (Fraction(shown[name], chances[name]), len(explained[name])))
        same = tuple(
            name
            for name in sure
            if name != best
            and explained[name] == explained[best]
            and shown[name] * chances[best] == shown[best] * chances[name]
        )
        found.append(Belief(best, len(explained[best]), shown[best], chances[best], same))
        open_answers -= explained[best]
