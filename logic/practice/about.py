"""Which topic of practice trains what a content page explains."""

from __future__ import annotations

from collections.abc import Mapping

from logic.content import Code, Modifier, library
from logic.practice.beliefs import misconceptions
from logic.practice.topics import TOPICS

_BY_GROUP: Mapping[str, str] = {
    "distinct service": "edits",
    "discipline": "disciplines",
    "assistant": "assistants",
    "threshold": "kx",
    "liability": "abn",
}


def topic_about(address: str) -> str | None:
    """The topic for a page such as guides/kx-threshold; None where practice has nothing on it.

    The page a topic names as its own comes first, then what kind of modifier it is, then the page a misconception
    is set right on, then what kind of code it is. LookupError for a page that does not exist.
    """
    entry = library().entry(address)
    for topic in TOPICS.values():
        if topic.page == address:
            return topic.name
    if isinstance(entry, Modifier) and entry.group in _BY_GROUP:
        return _BY_GROUP[entry.group]
    for belief in misconceptions().values():
        if belief.page == address:
            return belief.topics[0]
    if isinstance(entry, Code):
        if entry.category.lower() in ("evaluation", "re-evaluation"):
            return "evaluation"
        return "counting" if entry.timing.kind == "timed" else "code-choice"
    return None
