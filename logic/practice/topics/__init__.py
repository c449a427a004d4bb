"""The topics of practice, in the order in which they are learned."""

from __future__ import annotations

from collections.abc import Mapping

from logic.practice.exercise import Topic
from logic.practice.topics import (
    abn,
    assistants,
    code_choice,
    counting,
    dates,
    disciplines,
    documentation,
    edits,
    evaluation,
    kx,
    maintenance,
    rule_differences,
    ties,
)

TOPICS: Mapping[str, Topic] = {
    module.TOPIC.name: module.TOPIC
    for module in (
        counting,
        ties,
        rule_differences,
        disciplines,
        assistants,
        edits,
        kx,
        abn,
        evaluation,
        code_choice,
        documentation,
        maintenance,
        dates,
    )
}
