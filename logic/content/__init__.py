"""Everything a person may correct without touching code, loaded and checked once per process."""

from logic.content.library import ContentError, Library, check, citations, library, load, render_links
from logic.content.models import (
    DISCIPLINE_MODIFIER,
    Code,
    Diagnosis,
    Entry,
    FactCheck,
    Guide,
    Modifier,
    Scenario,
    Source,
    SourceKind,
    Timing,
    Verdict,
)

__all__ = [
    "DISCIPLINE_MODIFIER",
    "Code",
    "ContentError",
    "Diagnosis",
    "Entry",
    "FactCheck",
    "Guide",
    "Library",
    "Modifier",
    "Scenario",
    "Source",
    "SourceKind",
    "Timing",
    "Verdict",
    "check",
    "citations",
    "library",
    "load",
    "render_links",
]
