"""One sentence of an answer's working, with the source it rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`source` is an id in content/rules/sources.yaml."""

    text: str
    source: str
