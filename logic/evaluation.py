"""Components of an evaluation -> 97161-97163 (PT) or 97165-97167 (OT): the lowest component decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from logic.content import library
from logic.steps import Step

Level = Literal["low", "moderate", "high"]

LEVELS: tuple[Level, ...] = ("low", "moderate", "high")
PRESENTATIONS: Mapping[str, Level] = {"stable": "low", "evolving": "moderate", "unstable": "high"}
DECISION_MAKING: Mapping[str, Level] = {level: level for level in LEVELS}
PROFILES: Mapping[str, Level] = {"brief": "low", "expanded": "moderate", "extensive": "high"}
ASSISTANCE: Mapping[str, Level] = {
    "none": "low",
    "minimal": "moderate",
    "moderate": "moderate",
    "significant": "high",
}

PT_CODES: Mapping[Level, str] = {"low": "97161", "moderate": "97162", "high": "97163"}
OT_CODES: Mapping[Level, str] = {"low": "97165", "moderate": "97166", "high": "97167"}

TABLES = "therapyplayground-complexity"
LOWEST_DECIDES = "clinicient-complexity"
SAME_PAY = "cms-rvu26c"


@dataclass(frozen=True, slots=True)
class Component:
    """One scored component. `name` is the argument it came from.

    `levels` are all levels its finding belongs to, in rising order: one, or two where OT's counts overlap.
    `parts` are the findings that make it up, where there are several.
    """

    name: str
    title: str
    found: str
    levels: tuple[Level, ...]
    parts: tuple[Component, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level the finding supports."""
        return self.levels[-1]


@dataclass(frozen=True, slots=True)
class Result:
    """The code of an evaluation. `limited_by` names the components that hold it at its level.

    It is empty at the high level, because nothing lies above it.
    """

    code: str
    level: Level
    limited_by: tuple[str, ...]
    components: tuple[Component, ...]
    steps: tuple[Step, ...]


def pt_evaluation(
    *,
    history: int,
    examination: int,
    presentation: str,
    decision_making: str,
    on: date | None = None,
) -> Result:
    """The PT evaluation code of four components.

    `history`: personal factors and comorbidities that affect the plan of care, 0 or more. `examination`:
    tested elements, 1 or more. `presentation`: stable, evolving or unstable. `decision_making`: low,
    moderate or high. ValueError for other values; LookupError when `on` is a date without these codes.
    """
    components = (
        _history(_count("history", history, at_least=0)),
        _examination(_count("examination", examination, at_least=1)),
        _worded("presentation", "Clinical presentation", presentation, PRESENTATIONS),
        _worded("decision_making", "Clinical decision making", decision_making, DECISION_MAKING),
    )
    return _result(components, PT_CODES, on)


def ot_evaluation(
    *,
    history: str,
    deficits: int,
    decision_making: str,
    assistance: str | None = None,
    comorbidities: bool | None = None,
    on: date | None = None,
) -> Result:
    """The OT evaluation code of three components.

    `history`: how far the profile and the history were reviewed: brief, expanded or extensive. `deficits`:
    performance deficits that limit activity or participation, 1 or more. `decision_making`: low, moderate or
    high. Two findings belong to decision making and are scored when given: `assistance`, the help or
    changed tasks needed to finish the evaluation (none, minimal, moderate or significant), and
    `comorbidities`, whether any affect performance. ValueError for other values; LookupError when `on` is a
    date without these codes.
    """
    components = (
        _worded("history", "Profile and history", history, PROFILES),
        _deficits(_count("deficits", deficits, at_least=1)),
        _ot_decision_making(decision_making, assistance, comorbidities),
    )
    return _result(components, OT_CODES, on)


def _history(count: int) -> Component:
    found = f"{count} personal {_plural(count, 'factor or comorbidity', 'factors or comorbidities')}"
    level: Level = "low" if count == 0 else "moderate" if count <= 2 else "high"
    return Component("history", "History", f"{found} affecting the plan", (level,))


def _examination(count: int) -> Component:
    level: Level = "low" if count <= 2 else "moderate" if count == 3 else "high"
    return Component("examination", "Examination", f"{count} tested {_plural(count, 'element')}", (level,))


def _deficits(count: int) -> Component:
    fits = (1 <= count <= 3, 3 <= count <= 5, count >= 5)
    levels = tuple(level for level, fit in zip(LEVELS, fits, strict=True) if fit)
    return Component("deficits", "Performance deficits", f"{count} {_plural(count, 'deficit')}", levels)


def _ot_decision_making(analysis: str, assistance: str | None, comorbidities: bool | None) -> Component:
    parts = [_worded("decision_making", "Analysis", analysis, DECISION_MAKING)]
    if comorbidities is not None:
        if not isinstance(comorbidities, bool):
            raise ValueError(f"comorbidities: {comorbidities!r} is not yes or no; give True, False or None.")
        found = "present and affecting performance" if comorbidities else "none affecting performance"
        levels: tuple[Level, ...] = ("moderate", "high") if comorbidities else ("low", "moderate")
        parts.append(Component("comorbidities", "Comorbidities", found, levels))
    if assistance is not None:
        parts.append(_worded("assistance", "Help or changed tasks", assistance, ASSISTANCE))
    level = _lowest(parts)
    found = ", ".join(f"{part.title.lower()} {part.found}" for part in parts)
    return Component("decision_making", "Clinical decision making", found, (level,), tuple(parts))


def _result(components: tuple[Component, ...], codes: Mapping[Level, str], on: date | None) -> Result:
    level = _lowest(components)
    code = codes[level]
    if on is not None:
        library().code_on(code, on)
    limited_by = tuple(c.name for c in components if c.level == level and level != LEVELS[-1])
    return Result(code, level, limited_by, components, tuple(_steps(components, code, level)))


def _steps(components: Sequence[Component], code: str, level: Level) -> Iterator[Step]:
    for component in components:
        yield Step(_supports(component), TABLES)
    for component in components:
        if len(component.levels) > 1:
            others = [c for c in components if c is not component]
            yield Step(_overlap(component, others, level), TABLES)
    yield Step(f"A level needs all its components, so the lowest decides: {code}, {level}.", LOWEST_DECIDES)
    holding = [c.title.lower() for c in components if c.level == level]
    if level == LEVELS[-1]:
        yield Step("All components support the high level, so none of them limits the code.", LOWEST_DECIDES)
    else:
        yield Step(
            f"The evaluation stands at {level} because of its {' and its '.join(holding)}. The record made at "
            "the evaluation decides the level; the level never decides what goes into the record.",
            LOWEST_DECIDES,
        )
    yield Step("The typical minutes of a level are a guide only; time never decides it.", TABLES)
    yield Step("Medicare's 2026 relative values are the same for all three levels.", SAME_PAY)


def _supports(component: Component) -> str:
    what = "Its lowest part" if len(component.parts) > 1 else "That"
    return f"{component.title}: {component.found}. {what} supports {' or '.join(component.levels)}."


def _overlap(component: Component, others: Sequence[Component], level: Level) -> str:
    lower, upper = component.levels
    seen = ", ".join(f"{other.title.lower()} {other.level}" for other in others)
    return (
        f"{component.found} fit both {lower} and {upper}, because the two ranges share that number. "
        f"The other components settle it ({seen}): the outcome is {level}."
    )


def _lowest(components: Sequence[Component]) -> Level:
    return min((c.level for c in components), key=LEVELS.index)


def _count(name: str, value: object, *, at_least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{name}: {value!r} is not a whole number.")
    if value < 0:
        raise ValueError(f"{name}: {value} is less than none. Enter {at_least} or more.")
    if value < at_least:
        raise ValueError(
            f"{name}: 0 is below what even the lowest level asks for. An evaluation documents at least 1; "
            "without any there is no evaluation code to choose."
        )
    return value


def _worded(name: str, title: str, value: object, permitted: Mapping[str, Level]) -> Component:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in permitted:
        raise ValueError(f"{name}: {value!r} is not one of {', '.join(permitted)}.")
    return Component(name, title, word, (permitted[word],))


def _plural(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"
