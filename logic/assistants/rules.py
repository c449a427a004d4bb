"""Which test decides the assistant modifiers on a date of service: content/rules/assistants.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from logic.content.library import Fault
from logic.dated import Dated, Period, Record
from logic.rule_files import RULES, read_parameters, sound

Rule = Literal["ten percent", "midpoint"]

ASSISTANT_MODIFIER: Mapping[str, str] = {"PT": "CQ", "OT": "CO"}


class AssistantRules(Record):
    shared_unit: Dated[Rule]


def assistant_rule(on: date) -> Period[Rule] | None:
    """The test for a unit shared with an assistant, with its source; None before there was a modifier."""
    try:
        return _rules().shared_unit.period(on)
    except LookupError:
        return None


def first_day() -> date:
    """The first date of service on which an assistant modifier is reported."""
    return _rules().shared_unit.values[0].from_


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in the assistant rules of a rules folder."""
    faults: list[Fault] = []
    read_parameters(rules / "assistants.yaml", AssistantRules, faults)
    return tuple(faults)


@cache
def _rules() -> AssistantRules:
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "assistants.yaml", AssistantRules, faults), faults)
