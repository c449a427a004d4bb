"""What a question is: facts in words, fields to fill, every permitted answer, and what each misconception answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from logic.steps import Step

Value = int | str | frozenset[str]
Values = Mapping[str, Value]
Answer = tuple[tuple[str, Value], ...]
Kind = Literal["units", "modifiers", "code", "level", "together", "statement", "fault", "note", "permitted", "decision"]

MOST_UNITS = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `value` is what an answer holds."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: a whole `number` from 0 to `most`, `one` of the options, or `many` of them, none included.

    The value of a number is an int, of one option its text, of many a frozenset of texts. `short` is the label
    where an answer is told in a line.
    """

    name: str
    label: str
    kind: Literal["number", "one", "many"]
    options: tuple[Option, ...] = ()
    most: int = MOST_UNITS
    short: str = ""

    def read(self, given: object) -> Value:
        """What was filled in, as an answer holds it; ValueError says what is missing or not offered."""
        if self.kind == "number":
            return self._number(given)
        if self.kind == "one":
            return self._offered(given)
        if given is None or isinstance(given, str) or not isinstance(given, Iterable):
            raise ValueError(f"{self.label}: give a list of what you choose; it may be empty.")
        return frozenset(self._offered(item) for item in given)

    def show(self, value: Value) -> str:
        """A value in the words of the options."""
        if isinstance(value, frozenset):
            chosen = [option.label for option in self.options if option.value in value]
            return ("; " if any("," in label for label in chosen) else ", ").join(chosen) or "none"
        if isinstance(value, str):
            return next(option.label for option in self.options if option.value == value)
        return str(value)

    def _number(self, given: object) -> int:
        whole = int(given) if isinstance(given, float) and given.is_integer() else given
        if isinstance(whole, bool) or not isinstance(whole, int):
            raise ValueError(f"{self.label}: enter a whole number, 0 included.")
        if not 0 <= whole <= self.most:
            raise ValueError(f"{self.label}: enter a number from 0 to {self.most}.")
        return whole

    def _offered(self, given: object) -> str:
        if given is None:
            raise ValueError(f"{self.label}: choose one of the options.")
        if given not in [option.value for option in self.options]:
            offered = ", ".join(option.value for option in self.options)
            raise ValueError(f"{self.label}: {given!r} is not offered; choose from {offered}.")
        return str(given)


@dataclass(frozen=True, slots=True)
class Mistake:
    """The answer a learner gives who holds one misconception."""

    misconception: str
    answer: Answer


@dataclass(frozen=True)
class Question:
    """One question, equal to any other made with the same arguments.

    `id` says how to make it again: counting/7 or scenarios/slug. `facts` and `ask` together are its text, in
    Markdown. `accepted` holds every permitted answer, `answer` first. `mistakes` are the wrong answers that are
    understood. `target` names the misconception the case was chosen for. `tool` is the address of the tool that
    works the case out, empty where there is none. `case` is what the topic made it from.
    """

    id: str
    topic: str
    kind: Kind
    facts: str
    ask: str
    fields: tuple[Field, ...]
    accepted: tuple[Answer, ...]
    mistakes: tuple[Mistake, ...]
    steps: tuple[Step, ...]
    difficulty: int
    sources: tuple[str, ...]
    related: tuple[str, ...]
    seed: int | None
    target: str = ""
    tool: str = ""
    title: str = ""
    case: object = None

    @property
    def text(self) -> str:
        return f"{self.facts}\n\n{self.ask}"

    @property
    def answer(self) -> Answer:
        """One permitted answer: each field's name with its value."""
        return self.accepted[0]

    @property
    def options(self) -> tuple[Option, ...]:
        """What there is to choose from, for a question with a single field; empty for several fields."""
        return self.fields[0].options if len(self.fields) == 1 else ()

    @property
    def probes(self) -> tuple[str, ...]:
        """The misconceptions a wrong answer to this question can show."""
        return tuple(mistake.misconception for mistake in self.mistakes)

    @property
    def tool_address(self) -> str:
        return self.tool

    def read(self, given: object) -> Answer:
        """An answer in the order of the fields.

        `given` is {field name: value} or pairs of them; a question with one field also takes the value alone.
        ValueError for a field that is missing, unknown, or filled with something that is not offered.
        """
        values = self._values(given)
        names = [field.name for field in self.fields]
        unknown = [str(name) for name in values if name not in names]
        if unknown:
            raise ValueError(f"The question has no field {', '.join(unknown)}; its fields are {', '.join(names)}.")
        missing = [field.label for field in self.fields if field.name not in values]
        if missing:
            raise ValueError(f"Still to fill in: {', '.join(missing)}.")
        return tuple((field.name, field.read(values[field.name])) for field in self.fields)

    def show(self, answer: Answer) -> str:
        """An answer in a line of words."""
        values = dict(answer)
        if len(self.fields) == 1:
            return self.fields[0].show(values[self.fields[0].name])
        return "; ".join(f"{field.short or field.label}: {field.show(values[field.name])}" for field in self.fields)

    def _values(self, given: object) -> dict[object, object]:
        if isinstance(given, Mapping):
            return dict(given)
        single = isinstance(given, str | int | float | set | frozenset)
        if single or (isinstance(given, list | tuple) and all(isinstance(item, str) for item in given)):
            if len(self.fields) == 1:
                return {self.fields[0].name: given}
            raise ValueError(f"The question has {len(self.fields)} fields; give each of them a value.")
        try:
            return dict(given)  # type: ignore[call-overload, no-any-return]
        except (TypeError, ValueError):
            raise ValueError("An answer gives each field of the question a value.") from None


def in_order(fields: Iterable[Field], values: Values) -> Answer:
    """Values by field name as an answer, in the order of the fields."""
    return tuple((field.name, values[field.name]) for field in fields)
