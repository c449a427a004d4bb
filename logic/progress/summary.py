"""What answers say about a learner: strength, calibration, misconceptions, and what is due on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import fmean

from logic.progress.answers import Answer, Confidence
from logic.progress.schedule import MISCONCEPTION, Card, in_order

CURED_AFTER = 2


@dataclass(frozen=True, slots=True)
class Strength:
    """How well a rule is remembered now: the mean chance of recall over its `cards` cards, from 0 to 1."""

    rule: str
    retrievability: float
    cards: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often answers given with one confidence were right."""

    confidence: Confidence
    answers: int
    right: int

    @property
    def share(self) -> float | None:
        """The part that was right, from 0 to 1; None without answers."""
        return self.right / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Met:
    """A misconception that showed: how often, when last, and the right answers since where it could have shown."""

    name: str
    times: int
    last: datetime
    avoided_since: int

    @property
    def cured(self) -> bool:
        return self.avoided_since >= CURED_AFTER


def due_cards(cards: Iterable[Card], now: datetime) -> tuple[Card, ...]:
    """The cards to ask about now, the one most likely forgotten first."""
    due = [card for card in cards if card.due <= now]
    return tuple(sorted(due, key=lambda card: (card.retrievability(now), card.due, card.item)))


def strengths(cards: Iterable[Card], now: datetime) -> tuple[Strength, ...]:
    """Every practiced rule, weakest first. A card of a misconception does not count."""
    by_rule: dict[str, list[float]] = defaultdict(list)
    for card in cards:
        if card.kind != MISCONCEPTION:
            by_rule[card.rule].append(card.retrievability(now))
    found = [Strength(rule, fmean(chances), len(chances)) for rule, chances in by_rule.items()]
    return tuple(sorted(found, key=lambda strength: (strength.retrievability, strength.rule)))


def calibrate(answers: Sequence[Answer]) -> tuple[Calibration, ...]:
    """One row for each confidence, lowest first."""
    rows = []
    for confidence in Confidence:
        given = [answer.correct for answer in answers if answer.confidence is confidence]
        rows.append(Calibration(confidence, len(given), sum(given)))
    return tuple(rows)


def misconceptions_met(answers: Iterable[Answer]) -> tuple[Met, ...]:
    """Every misconception that showed; those not yet cured first, then the latest first."""
    met: dict[str, Met] = {}
    for answer in in_order(answers):
        for name in dict.fromkeys(answer.misconceptions):
            times = met[name].times if name in met else 0
            met[name] = Met(name, times + 1, answer.answered_at, 0)
        for name in dict.fromkeys(answer.probes):
            if answer.correct and name in met:
                seen = met[name]
                met[name] = Met(name, seen.times, seen.last, seen.avoided_since + 1)
    return tuple(sorted(met.values(), key=lambda m: (m.cured, -m.last.timestamp(), m.name)))


def due_by_day(cards: Iterable[Card], now: datetime, days: int = 14, zone: tzinfo = UTC) -> dict[date, int]:
    """How many cards each of the next days brings, today first; what is due already counts for today."""
    today = now.astimezone(zone).date()
    plan = {today + timedelta(days=n): 0 for n in range(days)}
    for card in cards:
        day = max(today, card.due.astimezone(zone).date())
        if day in plan:
            plan[day] += 1
    return plan
