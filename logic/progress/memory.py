"""A learner's memory: what was answered, what is due, how strong each rule is.

Two kinds share one set of methods. `Memory` keeps everything in the database. `UnsavedMemory` lives as long as
the object does, for visitors without a cookie and for while the database is away; `Memory.take_in` saves it later.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from logic.progress import recovery, summary, transfer
from logic.progress.answers import Answer
from logic.progress.identity import check_learner_id
from logic.progress.schedule import RULE, Card, advance, in_order, replay, reviews_of
from logic.progress.store import Store, answers, cards, learners, store_at

_ANSWER_COLUMNS = [column for column in answers.c if column.name != "learner_id"]
_CARD_COLUMNS = [column for column in cards.c if column.name != "learner_id"]
_CARD_FIELDS = [column.name for column in _CARD_COLUMNS]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What a progress file brought: answers that were new here, and answers that were here before."""

    added: int
    already_here: int


class Progress(ABC):
    """What both kinds of memory can tell."""

    @abstractmethod
    def record(self, answer: Answer) -> Card:
        """Keeps an answer and gives the card of its rule. The same answer (by id) counts once."""

    @abstractmethod
    def history(self) -> tuple[Answer, ...]:
        """Every answer, oldest first."""

    @abstractmethod
    def cards(self) -> tuple[Card, ...]:
        """Every card, in the order of their items."""

    @abstractmethod
    def take_in(self, given: Iterable[Answer]) -> Restored:
        """Adds answers from elsewhere; those known by id change nothing."""

    @abstractmethod
    def delete(self) -> None:
        """Removes everything that is kept about the learner."""

    def due(self, now: datetime | None = None) -> tuple[Card, ...]:
        """The cards to ask about now, the one most likely forgotten first."""
        now = _utc(now)
        return summary.due_cards(self.cards(), now)

    def due_by_day(self, now: datetime | None = None, days: int = 14, zone: tzinfo = UTC) -> dict[date, int]:
        """How many cards each of the next days brings, today first, in the learner's time zone."""
        return summary.due_by_day(self.cards(), _utc(now), days, zone)

    def strength(self, now: datetime | None = None) -> tuple[summary.Strength, ...]:
        """Every practiced rule, weakest first."""
        return summary.strengths(self.cards(), _utc(now))

    def calibration(self) -> tuple[summary.Calibration, ...]:
        """How often answers of each confidence were right."""
        return summary.calibrate(self.history())

    def misconceptions(self) -> tuple[summary.Met, ...]:
        """Every misconception that showed, those not yet cured first."""
        return summary.misconceptions_met(self.history())

    def export(self, now: datetime | None = None) -> bytes:
        """The progress file: UTF-8 JSON."""
        return transfer.write_file(self.history(), now)

    def restore(self, content: bytes, now: datetime | None = None) -> Restored:
        """Adds the answers of a progress file; ValueError says what is wrong with it."""
        return self.take_in(transfer.read_file(content, now))


class Memory(Progress):
    """One learner's progress in the database. Every method reads and writes this learner's rows only.

    Each method raises MemoryUnavailable when the database cannot be used; what returned without it is on disk.
    """

    def __init__(self, learner_id: str, store: Store) -> None:
        self.learner_id = check_learner_id(learner_id)
        self._store = store

    def record(self, answer: Answer) -> Card:
        with self._store.writing() as connection:
            self._lock(connection)
            if self._insert(connection, [answer]):
                if self._is_latest(connection, answer):
                    known = self._cards(connection, reviews_of(answer))
                    self._put(connection, advance(known, answer))
                else:
                    self._rebuild(connection)
            item = f"{RULE}:{answer.rule}"
            return self._cards(connection, [item])[item]

    def history(self) -> tuple[Answer, ...]:
        with self._store.reading() as connection:
            return tuple(self._answers(connection))

    def cards(self) -> tuple[Card, ...]:
        with self._store.reading() as connection:
            return tuple(self._cards(connection).values())

    def due(self, now: datetime | None = None) -> tuple[Card, ...]:
        now = _utc(now)
        query = select(*_CARD_COLUMNS).where(cards.c.learner_id == self.learner_id, cards.c.due <= now)
        with self._store.reading() as connection:
            return summary.due_cards((_to_card(row) for row in connection.execute(query)), now)

    def take_in(self, given: Iterable[Answer]) -> Restored:
        """Adds answers from elsewhere; those known by id change nothing. ValueError beyond 50,000 answers in all."""
        brought = {answer.id: answer for answer in given}
        if not brought:
            return Restored(0, 0)
        with self._store.writing() as connection:
            self._lock(connection)
            added = self._insert(connection, list(brought.values()))
            kept = connection.execute(select(func.count()).where(answers.c.learner_id == self.learner_id)).scalar_one()
            if added and kept > transfer.MOST_ANSWERS:
                raise ValueError(
                    f"With these answers you would have {kept:,}, and at most {transfer.MOST_ANSWERS:,} are kept. "
                    "Nothing was taken in."
                )
            if added:
                self._rebuild(connection)
        return Restored(added, len(brought) - added)

    def new_recovery_code(self) -> str:
        """A code that brings this progress to another device; the one before stops working."""
        code = recovery.new_code()
        with self._store.writing() as connection:
            self._lock(connection)
            mine = learners.c.id == self.learner_id
            connection.execute(update(learners).where(mine).values(recovery_hash=recovery.hash_code(code)))
        return code

    def delete(self) -> None:
        """Removes every row about the learner, the recovery code's included."""
        with self._store.writing() as connection:
            connection.execute(delete(cards).where(cards.c.learner_id == self.learner_id))
            connection.execute(delete(answers).where(answers.c.learner_id == self.learner_id))
            connection.execute(delete(learners).where(learners.c.id == self.learner_id))
        self._store.forget_deleted()

    def _lock(self, connection: Connection) -> None:
        """Makes the learner's row, and holds back other writers for this learner until the transaction ends."""
        seen = datetime.now(UTC)
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(learners).values(id=self.learner_id, last_seen=seen)
        connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"last_seen": seen}))

    def _insert(self, connection: Connection, given: Sequence[Answer]) -> int:
        """Adds the answers not yet known; how many those were."""
        added = 0
        mine = answers.c.learner_id == self.learner_id
        for start in range(0, len(given), _BATCH):
            batch = given[start : start + _BATCH]
            known = select(answers.c.id).where(mine, answers.c.id.in_([answer.id for answer in batch]))
            here = set(connection.execute(known).scalars())
            rows = [{"learner_id": self.learner_id, **_to_row(answer)} for answer in batch if answer.id not in here]
            if rows:
                connection.execute(insert(answers), rows)
            added += len(rows)
        return added

    def _is_latest(self, connection: Connection, answer: Answer) -> bool:
        others = (answers.c.learner_id == self.learner_id, answers.c.id != answer.id)
        later = select(answers.c.id).where(*others, answers.c.answered_at >= answer.answered_at).limit(1)
        return connection.execute(later).first() is None

    def _answers(self, connection: Connection) -> list[Answer]:
        query = select(*_ANSWER_COLUMNS).where(answers.c.learner_id == self.learner_id)
        return in_order(_to_answer(row) for row in connection.execute(query))

    def _cards(self, connection: Connection, items: Iterable[str] | None = None) -> dict[str, Card]:
        query = select(*_CARD_COLUMNS).where(cards.c.learner_id == self.learner_id)
        if items is not None:
            query = query.where(cards.c.item.in_(list(items)))
        found = sorted(map(_to_card, connection.execute(query)), key=lambda card: card.item)
        return {card.item: card for card in found}

    def _put(self, connection: Connection, changed: dict[str, Card]) -> None:
        """Writes cards over those of the same items."""
        mine = cards.c.learner_id == self.learner_id
        connection.execute(delete(cards).where(mine, cards.c.item.in_(list(changed))))
        rows = [{name: getattr(card, name) for name in _CARD_FIELDS} for card in changed.values()]
        connection.execute(insert(cards), [{"learner_id": self.learner_id, **row} for row in rows])

    def _rebuild(self, connection: Connection) -> None:
        """Makes every card again from all answers."""
        connection.execute(delete(cards).where(cards.c.learner_id == self.learner_id))
        self._put(connection, replay(self._answers(connection)))


class UnsavedMemory(Progress):
    """Progress that ends with the visit."""

    def __init__(self) -> None:
        self._answers: dict[Any, Answer] = {}

    def record(self, answer: Answer) -> Card:
        self._answers.setdefault(answer.id, answer)
        return replay(self._answers.values())[f"{RULE}:{answer.rule}"]

    def history(self) -> tuple[Answer, ...]:
        return tuple(in_order(self._answers.values()))

    def cards(self) -> tuple[Card, ...]:
        return tuple(sorted(replay(self._answers.values()).values(), key=lambda card: card.item))

    def take_in(self, given: Iterable[Answer]) -> Restored:
        before, brought = len(self._answers), {answer.id: answer for answer in given}
        self._answers = brought | self._answers
        added = len(self._answers) - before
        return Restored(added, len(brought) - added)

    def delete(self) -> None:
        self._answers.clear()


def memory_for(learner_id: str, url: str | None = None) -> Memory:
    """The memory of one learner, in the database at this address or the one the environment names."""
    return Memory(learner_id, store_at(url))


def learner_with_code(code: str, url: str | None = None) -> str:
    """The learner id behind a recovery code.

    ValueError for a text that cannot be a code (without asking the database), LookupError for one that nobody has.
    """
    hashed = recovery.hash_code(code)
    with store_at(url).reading() as connection:
        found = connection.execute(select(learners.c.id).where(learners.c.recovery_hash == hashed)).scalar()
    if found is None:
        raise LookupError(
            "No progress is kept under this recovery code. A newer code replaces an older one, and deleted progress "
            "has none."
        )
    return str(found)


def _to_row(answer: Answer) -> dict[str, Any]:
    lists = {"misconceptions": list(answer.misconceptions), "probes": list(answer.probes)}
    return {**answer.model_dump(), **lists, "confidence": answer.confidence.value}


def _to_answer(row: Row[Any]) -> Answer:
    return Answer.model_validate(dict(row._mapping))


def _to_card(row: Row[Any]) -> Card:
    return Card(**row._mapping)


def _utc(now: datetime | None) -> datetime:
    return now.astimezone(UTC) if now else datetime.now(UTC)
