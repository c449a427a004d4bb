"""What the engine has to say about a claim beside its lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "notice"]
Topic = Literal[
    "code",
    "discipline",
    "units",
    "choice",
    "assistant",
    "edit",
    "same time",
    "limit",
    "coverage",
    "liability",
    "threshold",
    "payer",
    "estimate",
]

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "notice": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know or to change.

    error: as entered, a line is not paid or the claim comes back. warning: probably wrong, or it depends on
    something not stated. notice: right as it stands, with what it rests on. `source` is an id in
    content/rules/sources.yaml, `page` the address of the content page that explains it.
    """

    severity: Severity
    codes: tuple[str, ...]
    message: str
    source: str
    page: str
    topic: Topic


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, each finding once; findings of one severity keep their order."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: _ORDER[finding.severity]))
