"""Minutes of therapist and assistant -> claim lines with CQ or CO, under Original Medicare's rule."""

from logic.assistants.rules import ASSISTANT_MODIFIER, Rule, assistant_rule
from logic.assistants.split import Option, Split, split_units
from logic.assistants.ten_percent import TenPercent

__all__ = [
    "ASSISTANT_MODIFIER",
    "Option",
    "Rule",
    "Split",
    "TenPercent",
    "assistant_rule",
    "split_units",
]
