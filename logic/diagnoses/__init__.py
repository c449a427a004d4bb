"""Offline look-up of ICD-10-CM, the diagnosis codes kept by the CDC's National Center for Health Statistics."""

from logic.diagnoses.lookup import look_up, search_diagnoses
from logic.diagnoses.records import Edition, Finding, Hit, Note, Place, edition, edition_warning

__all__ = [
    "Edition",
    "Finding",
    "Hit",
    "Note",
    "Place",
    "edition",
    "edition_warning",
    "look_up",
    "search_diagnoses",
]
