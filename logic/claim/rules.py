"""What a claim needs to know beside the other rules: content/rules/claims.yaml and payers.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from logic.content.library import Fault
from logic.content.models import CodeText, Discipline, Sentence
from logic.dated import Record, SourceId
from logic.rule_files import RULES, read_parameters, sound

Distinct = Literal["time", "encounter", "structure", "practitioner"]
RuleName = Literal["counting", "discipline", "assistant", "edits", "limits"]

MEDICARE = "medicare"


class Statement(Record):
    """The modifier that says what set two services apart, and the same in words."""

    modifier: str
    means: str
    source: SourceId


class Since(Record):
    from_: date = Field(alias="from")
    source: SourceId


class Codes(Record):
    codes: frozenset[CodeText]
    source: SourceId

    def __contains__(self, code: str) -> bool:
        return code in self.codes


class OfficeVisits(Record):
    first: CodeText
    last: CodeText
    modifier: str
    source: SourceId

    def __contains__(self, code: str) -> bool:
        return self.first <= code <= self.last


class Tied(Record):
    codes: dict[Discipline, frozenset[CodeText]]
    source: SourceId

    def discipline_of(self, code: str) -> Discipline | None:
        """The only discipline a code belongs to; None when it is not tied to one."""
        return next((discipline for discipline, codes in self.codes.items() if code in codes), None)


class PeriodCodes(Record):
    marked: frozenset[CodeText]
    not_marked: frozenset[CodeText]
    source: SourceId


class ClaimRules(Record):
    distinct: dict[Distinct, Statement]
    several: str
    either_column: Since
    re_evaluations: Codes
    office_visits: OfficeVisits
    tied: Tied
    period_codes: PeriodCodes
    not_for_therapists: Codes


class Payer(Record):
    """A payer; `note` is what is known of it beside that it has to be asked."""

    id: str
    name: str
    note: str = ""
    source: SourceId | None = None

    @property
    def is_medicare(self) -> bool:
        """Whether this is Original Medicare, whose rules the engine knows."""
        return self.id == MEDICARE


class Question(Record):
    """What to ask a payer about one rule, and where Medicare's own rule was read."""

    id: RuleName
    about: str
    ask: Sentence
    page: str
    compare: SourceId


class Payers(Record):
    payers: tuple[Payer, ...] = Field(min_length=1)
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Payers:
        for name, ids in (("payers", [p.id for p in self.payers]), ("questions", [q.id for q in self.questions])):
            if len(set(ids)) != len(ids):
                raise ValueError(f"{name}: an id is listed twice")
        if MEDICARE not in {payer.id for payer in self.payers}:
            raise ValueError(f"payers: there is no {MEDICARE}")
        return self


def payers() -> Mapping[str, Payer]:
    """Every payer a claim can be made for, by id."""
    return {payer.id: payer for payer in _payers().payers}


def questions() -> Mapping[RuleName, Question]:
    """What to ask a payer other than Original Medicare, by rule."""
    return {question.id: question for question in _payers().questions}


@cache
def claim_rules() -> ClaimRules:
    """The project's own claim rules. ContentError when the file has a fault."""
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "claims.yaml", ClaimRules, faults), faults)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in claims.yaml and payers.yaml."""
    faults: list[Fault] = []
    read_parameters(rules / "claims.yaml", ClaimRules, faults)
    read_parameters(rules / "payers.yaml", Payers, faults)
    return tuple(faults)


@cache
def _payers() -> Payers:
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "payers.yaml", Payers, faults), faults)
