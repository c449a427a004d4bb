"""When to ask again: the spaced-repetition scheduler FSRS-6, with days as its smallest step.

A card is what its answers make of it, taken in the order they were given; the store keeps cards only to find
the due ones quickly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import fsrs
from fsrs import Rating

from logic.progress.answers import Answer, Confidence

RULE, SCENARIO, MISCONCEPTION = "rule", "scenario", "misconception"
QUICK_SECONDS = 60
LONGEST_DAYS = 180

_SCHEDULER = fsrs.Scheduler(
    desired_retention=0.9,
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
    maximum_interval=LONGEST_DAYS,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to remember and when to ask about it again.

    `item` is "rule:counting", "scenario:two-therapists" or "misconception:each-code-alone"; `rule` is the rule it
    belongs to. `stability` is the days until recall is expected to fall to 90 %, `difficulty` runs from 1 to 10.
    Times are in UTC.
    """

    item: str
    rule: str
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime

    @property
    def kind(self) -> str:
        return self.item.partition(":")[0]

    @property
    def name(self) -> str:
        return self.item.partition(":")[2]

    def retrievability(self, now: datetime) -> float:
        """The chance of recalling it now, from 0 to 1."""
        return float(_SCHEDULER.get_card_retrievability(_to_fsrs(self), now))


def rating_of(correct: bool, confidence: Confidence, seconds: float | None) -> Rating:
    """A wrong answer is asked again soon, a right guess counts as hard; easy takes certainty within a minute."""
    if not correct:
        return Rating.Again
    if confidence is Confidence.LOW:
        return Rating.Hard
    quick = seconds is not None and seconds <= QUICK_SECONDS
    return Rating.Easy if confidence is Confidence.HIGH and quick else Rating.Good


def reviews_of(answer: Answer) -> dict[str, Rating]:
    """What an answer reviews, and how well: its rule, its scenario and the misconceptions it shows or avoids."""
    rating = rating_of(answer.correct, answer.confidence, answer.seconds)
    reviews = {f"{RULE}:{answer.rule}": rating}
    if answer.scenario:
        reviews[f"{SCENARIO}:{answer.scenario}"] = rating
    if answer.correct:
        reviews |= {f"{MISCONCEPTION}:{name}": rating for name in answer.probes}
    return reviews | {f"{MISCONCEPTION}:{name}": Rating.Again for name in answer.misconceptions}


def advance(cards: Mapping[str, Card], answer: Answer) -> dict[str, Card]:
    """The cards that an answer given after all others changes. A misconception never shown gets none."""
    changed = {}
    for item, rating in reviews_of(answer).items():
        card = cards.get(item)
        if card or rating is Rating.Again or not item.startswith(MISCONCEPTION):
            changed[item] = _review(card, item, answer, rating)
    return changed


def replay(answers: Iterable[Answer]) -> dict[str, Card]:
    """All cards that these answers make, by item."""
    cards: dict[str, Card] = {}
    for answer in in_order(answers):
        cards |= advance(cards, answer)
    return cards


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """Answers as they were given; equal times are ordered by id, so that every copy agrees."""
    return sorted(answers, key=lambda answer: (answer.answered_at, answer.id))


def _review(card: Card | None, item: str, answer: Answer, rating: Rating) -> Card:
    before = _to_fsrs(card) if card else fsrs.Card(card_id=0, due=answer.answered_at)
    after, _ = _SCHEDULER.review_card(before, rating, answer.answered_at)
    assert after.stability is not None and after.difficulty is not None
    return Card(item, answer.rule, after.stability, after.difficulty, after.due, answer.answered_at)


def _to_fsrs(card: Card) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last_review,
    )
