"""What learners are known to believe: content/rules/misconceptions.yaml. The methods stand with their topics."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import model_validator

from logic.content import library
from logic.content.library import Fault
from logic.content.models import Sentence, Slug
from logic.dated import Record, SourceId
from logic.rule_files import RULES, read_parameters, sound


class Misconception(Record):
    """A belief that leads to wrong claims.

    `belief` is what the learner holds, `fault` what can be seen on a claim made that way, empty where no claim is
    shown. `states` are fact checks
    whose statement the learner takes for true, `doubts` those whose true statement the learner denies. `page` is
    the page that sets it right, `source` what it rests on.
    """

    name: Slug
    title: Sentence
    belief: Sentence
    fault: str = ""
    topics: tuple[Slug, ...]
    source: SourceId
    page: str
    states: tuple[Slug, ...] = ()
    doubts: tuple[Slug, ...] = ()


class _Listed(Record):
    misconceptions: tuple[Misconception, ...]

    @model_validator(mode="after")
    def _named_once(self) -> _Listed:
        names = [m.name for m in self.misconceptions]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"listed twice: {', '.join(twice)}")
        return self


@cache
def misconceptions() -> Mapping[str, Misconception]:
    """Every misconception by name. ContentError when the file has a fault."""
    faults: list[Fault] = []
    listed = sound(read_parameters(RULES / "misconceptions.yaml", _Listed, faults), faults)
    return {m.name: m for m in listed.misconceptions}


def misconception(name: str) -> Misconception:
    """One misconception; LookupError for a name that is not listed."""
    if name not in misconceptions():
        raise LookupError(f"There is no misconception {name!r} in content/rules/misconceptions.yaml.")
    return misconceptions()[name]


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in the misconceptions of a rules folder, links to pages of this project included."""
    faults: list[Fault] = []
    path = rules / "misconceptions.yaml"
    listed = read_parameters(path, _Listed, faults)
    text = path.read_text(encoding="utf-8")
    for one in listed.misconceptions if listed else ():
        pages = (one.page, *(f"fact_checks/{slug}" for slug in (*one.states, *one.doubts)))
        for page in pages:
            try:
                library().entry(page)
            except LookupError as error:
                line = text.count("\n", 0, text.find(f"name: {one.name}")) + 1
                faults.append(Fault(f"content/rules/{path.name}", line, f"{one.name}: {error}"))
    return tuple(sorted(set(faults)))
