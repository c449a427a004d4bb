"""What each kind of content file holds. Field names are the keys a contributor writes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from logic.dated import Record, SourceId

CodeText = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9]{3}[0-9A-Z]$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Sentence = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
ModifierText = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2}$")]
Discipline = Literal["PT", "OT", "SLP"]
DISCIPLINE_MODIFIER: dict[str, str] = {"PT": "GP", "OT": "GO", "SLP": "GN"}


class SourceKind(StrEnum):
    STATUTE = "statute"
    REGULATION = "regulation"
    COURT = "court"
    CMS_MANUAL = "CMS manual"
    CMS_DATA = "CMS data file"
    CMS_PAGE = "CMS page"
    NCHS_DATA = "CDC/NCHS data file"
    CONTRACTOR = "contractor"
    ASSOCIATION = "association"
    PAYER = "payer"
    VENDOR = "vendor"
    DERIVED = "worked out here"
    RECALLED = "recalled"


class Source(Record):
    """Where a fact comes from. `short` is its name in a citation.

    `read`: at least the part a fact rests on was read in the source itself, not in a retelling.
    """

    id: SourceId
    title: Sentence
    publisher: str
    url: str = ""
    kind: SourceKind
    checked_on: date
    review_by: date
    read: bool
    note: str = ""
    short: str = ""

    @property
    def label(self) -> str:
        """A few words that stand for the source in running text."""
        return self.short or self.publisher

    @property
    def verified(self) -> bool:
        return self.kind is not SourceKind.RECALLED

    def due(self, on: date) -> bool:
        return on > self.review_by


class Entry(Record):
    """A page of content: front matter plus a Markdown body cut at its second-level headings."""

    folder: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()

    sources: tuple[SourceId, ...] = Field(min_length=1)
    related: tuple[str, ...] = ()
    also_asked: tuple[str, ...] = ()
    intro: str = ""
    sections: dict[str, str] = {}

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def id(self) -> str:
        """The address of the page inside the content, such as codes/97112."""
        return f"{self.folder}/{self.key}"

    def required_sections(self) -> tuple[str, ...]:
        return self.needs


class Timing(Record):
    """How a code is counted.

    timed: by the minute, `unit_minutes` each. untimed: once. period: minutes gathered over days, so one
    visit cannot count it. unlisted: the payer decides. `after` names the code whose units come first.
    """

    kind: Literal["timed", "untimed", "period", "unlisted"]
    unit_minutes: int | None = Field(default=None, gt=0)
    after: CodeText | None = None
    note: str = ""

    @model_validator(mode="after")
    def _minutes_only_when_timed(self) -> Timing:
        if (self.kind == "timed") != (self.unit_minutes is not None):
            raise ValueError("a timed code needs unit_minutes, and only a timed code has them")
        if self.after and self.kind != "timed":
            raise ValueError("only a timed code can come after another one")
        return self


class InForce(Record):
    """First and last date of service; a missing `from` means the start is older than our sources."""

    from_: date | None = Field(default=None, alias="from")
    from_source: SourceId | None = None
    to: date | None = None
    to_source: SourceId | None = None
    scheduled: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _dates_have_sources(self) -> InForce:
        if (self.from_ is None) != (self.from_source is None):
            raise ValueError("give from and from_source together")
        if (self.to is None) != (self.to_source is None):
            raise ValueError("give to and to_source together")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("the last day stands before the first")
        return self

    def covers(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


class TherapyStatus(Record):
    """Medicare's therapy label: always, sometimes, or none of it."""

    status: Literal["always", "sometimes", "not therapy", "bundled", "not valid for Medicare", "retired"]
    source: SourceId


class LookAlike(Record):
    code: CodeText
    ask: Sentence


class Code(Entry):
    folder: ClassVar[str] = "codes"
    needs: ClassVar[tuple[str, ...]] = ("Plain meaning", "Common mistake")
    full_needs: ClassVar[tuple[str, ...]] = (
        "Plain meaning",
        "Use it when",
        "Leave it when",
        "A strong note",
        "A weak note",
        "Common mistake",
    )

    code: CodeText
    name: Sentence
    depth: Literal["full", "short"]
    system: Literal["CPT Category I", "CPT Category III", "HCPCS Level II"]
    category: Sentence
    disciplines: tuple[Discipline, ...] = ()
    modifiers: tuple[Literal["GP", "GO", "GN"], ...] = ()
    timing: Timing
    attendance: Sentence
    therapy: TherapyStatus
    in_force: InForce
    replaces: tuple[CodeText, ...] = ()
    replaced_by: tuple[CodeText, ...] = ()
    covers: tuple[str, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    diagnoses: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"

    def required_sections(self) -> tuple[str, ...]:
        return self.full_needs if self.depth == "full" else self.needs


class Modifier(Entry):
    folder: ClassVar[str] = "modifiers"
    needs: ClassVar[tuple[str, ...]] = ("What it says", "Use it when", "Leave it off when", "Common mistake")

    modifier: ModifierText
    name: Sentence
    group: Literal["distinct service", "discipline", "assistant", "threshold", "liability", "telehealth", "other"]
    in_force: InForce
    payers: Sentence

    @property
    def key(self) -> str:
        return self.modifier

    @property
    def title(self) -> str:
        return f"Modifier {self.modifier}: {self.name}"


class Guide(Entry):
    folder: ClassVar[str] = "guides"

    slug: Slug
    name: Sentence
    answer: Sentence
    order: int = 100

    @property
    def key(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        return self.name


class Verdict(StrEnum):
    RIGHT = "right"
    INCOMPLETE = "right but incomplete"
    PAYER = "depends on the payer"
    OUT_OF_DATE = "out of date"
    WRONG = "wrong"


class FactCheck(Entry):
    """A statement people meet. `seed` lists the numbers of the starting statements it answers."""

    folder: ClassVar[str] = "fact_checks"
    needs: ClassVar[tuple[str, ...]] = ("Why", "What to do today")

    slug: Slug
    statement: Sentence
    verdict: Verdict
    since: date | None = None
    answer: Sentence
    seed: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _out_of_date_has_a_date(self) -> FactCheck:
        if self.verdict is Verdict.OUT_OF_DATE and self.since is None:
            raise ValueError("an out-of-date statement needs since: the first day it was no longer true")
        return self

    @property
    def key(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        return self.statement


class Diagnosis(Entry):
    folder: ClassVar[str] = "diagnoses"
    needs: ClassVar[tuple[str, ...]] = ("In a therapy claim",)

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?-?$")]
    name: Sentence
    answer: Sentence

    @property
    def key(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}"


class ScenarioOption(Record):
    """One thing to choose; `belief` is the misconception that leads to a wrong one."""

    text: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    right: bool = False
    belief: Slug | None = None

    @model_validator(mode="after")
    def _only_wrong_ones_have_beliefs(self) -> ScenarioOption:
        if self.right and self.belief:
            raise ValueError("a right option follows from no misconception")
        return self


class ScenarioLine(Record):
    """A claim line to be marked with modifiers; `units` is told, not asked."""

    code: CodeText
    units: int = Field(default=1, ge=1)
    modifiers: tuple[ModifierText, ...]


class ScenarioMistake(Record):
    """How the holder of a misconception marks the lines: modifiers by code."""

    belief: Slug
    lines: dict[CodeText, tuple[ModifierText, ...]]


class Scenario(Entry):
    """A hand-written practice case: either `options`, one of them right, or `lines` to mark with modifiers.

    `also_right` are further permitted ways to mark the lines. `offered` are the modifiers to choose from.
    `payer_specific` marks a case that says nothing about other payers.
    """

    folder: ClassVar[str] = "scenarios"
    needs: ClassVar[tuple[str, ...]] = ("Facts", "Why", "Common wrong answer")

    slug: Slug
    name: Sentence
    topic: Slug
    difficulty: Literal[1, 2, 3]
    payer: Sentence = "Original Medicare"
    payer_specific: bool = False
    setting: Literal["practitioner", "hospital"] = "practitioner"
    date_of_service: date | None = None
    question: Sentence
    options: tuple[ScenarioOption, ...] = ()
    lines: tuple[ScenarioLine, ...] = ()
    also_right: tuple[dict[CodeText, tuple[ModifierText, ...]], ...] = ()
    mistakes: tuple[ScenarioMistake, ...] = ()
    offered: tuple[ModifierText, ...] = ()

    @model_validator(mode="after")
    def _can_be_asked(self) -> Scenario:
        if bool(self.options) == bool(self.lines):
            raise ValueError("a scenario has either options or lines")
        if self.options and (sum(option.right for option in self.options) != 1 or len(self.options) < 2):
            raise ValueError("of two or more options, exactly one is right")
        codes = [line.code for line in self.lines]
        if len(set(codes)) < len(codes):
            raise ValueError("each code stands on one line; use options for a code on two lines")
        marked = [*self.also_right, *(mistake.lines for mistake in self.mistakes)]
        if any(set(lines) != set(codes) for lines in marked):
            raise ValueError(f"also_right and mistakes mark every line: {', '.join(codes)}")
        used = {m for lines in marked for names in lines.values() for m in names}
        used |= {m for line in self.lines for m in line.modifiers}
        if self.lines and not used < set(self.offered):
            raise ValueError("offered names every modifier that is used, and at least one that is not")
        return self

    @property
    def key(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        return self.name


ENTRY_KINDS: tuple[type[Entry], ...] = (Code, Modifier, Guide, FactCheck, Diagnosis, Scenario)
