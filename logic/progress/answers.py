"""What a learner's memory is made of: answers. Everything else is worked out from them."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class Confidence(StrEnum):
    """How sure the learner was before seeing the answer."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def _in_utc(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    if not EARLIEST <= at < LATEST:
        raise ValueError(f"{at:%Y-%m-%d} is not a day from {EARLIEST:%Y} to {LATEST.year - 1}")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
QuestionName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,119}$")]


class Answer(BaseModel):
    """One answer of one learner.

    `rule` names what was asked about ("counting"), `scenario` the hand-written case it came from, `question` how
    to make the same question again ("counting/7"). `misconceptions` are those the answer showed; `probes` are
    those the question would have shown. `seconds` is the thinking time. `answered_at` is kept in UTC. ValueError
    for a right answer that shows a misconception.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: UUID = Field(default_factory=uuid4)
    answered_at: Instant = Field(default_factory=lambda: datetime.now(UTC))
    rule: Name
    scenario: Name | None = None
    question: QuestionName
    correct: bool
    confidence: Confidence = Confidence.MEDIUM
    seconds: float | None = Field(default=None, ge=0, le=86_400)
    misconceptions: tuple[Name, ...] = Field(default=(), max_length=64)
    probes: tuple[Name, ...] = Field(default=(), max_length=64)

    @model_validator(mode="after")
    def _right_answers_show_no_misconception(self) -> Answer:
        if self.correct and self.misconceptions:
            raise ValueError(f"a right answer cannot show a misconception, here {', '.join(self.misconceptions)}")
        return self
