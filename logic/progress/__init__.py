"""What a learner knows and when to ask again, kept in a database; one learner never reaches another's."""

from logic.progress.answers import Answer, Confidence
from logic.progress.memory import Memory, Progress, Restored, UnsavedMemory, learner_with_code, memory_for
from logic.progress.schedule import Card
from logic.progress.store import MemoryUnavailable, prepare
from logic.progress.summary import Calibration, Met, Strength

__all__ = [
    "Answer",
    "Calibration",
    "Card",
    "Confidence",
    "Memory",
    "MemoryUnavailable",
    "Met",
    "Progress",
    "Restored",
    "Strength",
    "UnsavedMemory",
    "learner_with_code",
    "memory_for",
    "prepare",
]
