"""A learner's progress as a file: JSON to keep, and to bring back here or elsewhere.

The file holds answers only: cards are made from them again, so a file cannot claim what its answers do not show.
It does not say whose progress it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from logic.progress.answers import Answer, Instant
from logic.progress.schedule import in_order

VERSION = 1
MOST_BYTES = 20 * 1024 * 1024
MOST_ANSWERS = 50_000


class _Head(BaseModel):
    format: Literal["rehabcode-progress"]
    version: int


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["rehabcode-progress"] = "rehabcode-progress"
    version: Literal[1] = 1
    saved_at: Instant
    answers: Annotated[tuple[Answer, ...], Field(max_length=MOST_ANSWERS)]


def write_file(answers: Iterable[Answer], now: datetime | None = None) -> bytes:
    """The progress file of these answers: UTF-8 JSON, oldest answer first, the newest 50,000 at most."""
    kept = in_order(answers)[-MOST_ANSWERS:]
    file = _File.model_construct(saved_at=now or datetime.now(UTC), answers=tuple(kept))
    return file.model_dump_json().encode()


def read_file(content: bytes, now: datetime | None = None) -> tuple[Answer, ...]:
    """The answers in a progress file; ValueError says what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise ValueError(
            f"This file is too large to be a progress file: it has {len(content) / 2**20:.0f} MB, and the most is "
            f"{MOST_BYTES / 2**20:.0f} MB."
        )
    _refuse_other_formats(content)
    try:
        answers = _File.model_validate_json(content).answers
    except ValidationError as error:
        raise ValueError(_first_fault(error)) from None
    latest = (now or datetime.now(UTC)) + timedelta(days=1)
    for answer in answers:
        if answer.answered_at > latest:
            raise ValueError(
                f"This file has an answer from {answer.answered_at:%Y-%m-%d}, which is in the future. Check the "
                "clock of the device it came from."
            )
    return answers


def _refuse_other_formats(content: bytes) -> None:
    try:
        head = _Head.model_validate_json(content)
    except ValidationError:
        raise ValueError(
            "This is not a progress file. Choose the file you downloaded here; its name ends in .json."
        ) from None
    if head.version != VERSION:
        raise ValueError(
            f"This file was made by another RehabCode: its version is {head.version}, and this one reads {VERSION}."
        )


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False)[0]
    field, *place = fault["loc"] or ("file",)
    where = f"answer {place[0] + 1}, {place[-1]}" if place and isinstance(place[0], int) else str(field)
    if fault["loc"] == ("answers",) and fault["type"] == "too_long":
        return f"This file holds more than {MOST_ANSWERS:,} answers, more than one file may bring."
    reason = fault["msg"][0].lower() + fault["msg"][1:]
    return f"This progress file is damaged at {where}: {reason}. Nothing was taken from it."
