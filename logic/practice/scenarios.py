"""Hand-written cases as questions: content/scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random

from logic.content import Scenario, library
from logic.content.library import Fault, citations
from logic.practice.beliefs import misconceptions
from logic.practice.make import make_question
from logic.practice.question import Field, Mistake, Option, Question, in_order
from logic.practice.topics import TOPICS
from logic.steps import Step

FOLDER = "scenarios"
FIELD = "answer"

_CITED = re.compile(r"(.+?)((?:\s*\[@[^\]\s]+\])+)", re.DOTALL)


def question_named(id: str) -> Question:
    """The question of an id such as counting/7 or scenarios/group-then-alone; LookupError when there is none."""
    folder, _, name = id.partition("/")
    if folder == FOLDER:
        return scenario_question(name)
    if not re.fullmatch(r"-?\d{1,9}", name):
        raise LookupError(f"There is no question {id!r}. A question is named like counting/7.")
    return make_question(folder, int(name))


def scenario_question(slug: str) -> Question:
    """The question of a hand-written case; LookupError for a slug that is not in content/scenarios."""
    scenario = _scenario(slug)
    fields = _fields(scenario)
    sections = scenario.sections
    steps = (*_steps(sections["Why"]), *_steps(sections["Common wrong answer"], "Often answered: "))
    return Question(
        id=scenario.id,
        topic=scenario.topic,
        kind="modifiers" if scenario.lines else "decision",
        facts=f"{_setting(scenario)} {sections['Facts']}",
        ask=scenario.question,
        fields=fields,
        accepted=tuple(in_order(fields, values) for values in _accepted(scenario)),
        mistakes=tuple(_mistakes(scenario, fields)),
        steps=steps,
        difficulty=scenario.difficulty,
        sources=scenario.sources,
        related=scenario.related,
        seed=None,
        title=scenario.name,
        case=scenario.id,
    )


def scenarios_of(topic: str) -> tuple[str, ...]:
    """The slugs of a topic's hand-written cases, the easier ones first."""
    found = [scenario for scenario in library().scenarios.values() if scenario.topic == topic]
    return tuple(scenario.slug for scenario in sorted(found, key=lambda s: (s.difficulty, s.slug)))


def check(rules: Path) -> tuple[Fault, ...]:
    """Every scenario of this project that names an unknown topic or misconception, or a reason without a source."""
    faults: list[Fault] = []
    for scenario in library().scenarios.values():
        file = f"content/scenarios/{scenario.slug}.md"
        if scenario.topic not in TOPICS:
            faults.append(Fault(file, 1, f"topic: {scenario.topic!r} is not one of {', '.join(TOPICS)}"))
        for belief in _beliefs(scenario):
            if belief not in misconceptions():
                faults.append(Fault(file, 1, f"belief: there is no misconception {belief!r}"))
        for heading in ("Why", "Common wrong answer"):
            for paragraph in scenario.sections[heading].split("\n\n"):
                if not paragraph.rstrip().endswith("]"):
                    faults.append(Fault(file, 1, f"{heading}: {paragraph[:40]!r} does not end with a source"))
    return tuple(sorted(set(faults)))


def _scenario(slug: str) -> Scenario:
    if slug not in library().scenarios:
        raise LookupError(f"There is no scenario {slug!r} in content/scenarios.")
    return library().scenarios[slug]


def _setting(scenario: Scenario) -> str:
    parts = [scenario.payer]
    if scenario.setting == "hospital":
        parts.append("outpatient facility")
    if scenario.date_of_service:
        parts.append(f"date of service {scenario.date_of_service}")
    alone = " Other payers may differ." if scenario.payer_specific else ""
    return f"{', '.join(parts)}.{alone}"


def _fields(scenario: Scenario) -> tuple[Field, ...]:
    if scenario.options:
        options = [Option(option.text, option.text) for option in scenario.options]
        Random(scenario.slug).shuffle(options)
        return (Field(FIELD, "Answer", "one", tuple(options)),)
    offered = tuple(Option(name, name) for name in scenario.offered)
    return tuple(
        Field(line.code, f"Modifiers on {line.code} × {line.units}", "many", offered, short=line.code)
        for line in scenario.lines
    )


def _marked(lines: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {code: frozenset(names) for code, names in lines.items()}


def _accepted(scenario: Scenario) -> Iterator[Mapping[str, str | frozenset[str]]]:
    if scenario.options:
        yield {FIELD: next(option.text for option in scenario.options if option.right)}
        return
    yield _marked({line.code: line.modifiers for line in scenario.lines})
    yield from (_marked(lines) for lines in scenario.also_right)


def _mistakes(scenario: Scenario, fields: tuple[Field, ...]) -> Iterator[Mistake]:
    for option in scenario.options:
        if option.belief:
            yield Mistake(option.belief, ((FIELD, option.text),))
    for mistake in scenario.mistakes:
        yield Mistake(mistake.belief, in_order(fields, _marked(mistake.lines)))


def _beliefs(scenario: Scenario) -> tuple[str, ...]:
    chosen = (option.belief for option in scenario.options if option.belief)
    return (*chosen, *(mistake.belief for mistake in scenario.mistakes))


def _steps(text: str, start: str = "") -> Iterator[Step]:
    """The sentences up to each citation as a step, with the first source it names."""
    for found in _CITED.finditer(text):
        yield Step(f"{start}{' '.join(found[1].split())}", citations(found[2])[0])
