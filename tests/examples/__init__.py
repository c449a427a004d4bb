"""Worked examples as data: a biller can read and add to them without Python."""

from pathlib import Path
from typing import Any

from logic.content.strict_yaml import parse


def examples(name: str) -> list[dict[str, Any]]:
    """The examples of one file, in its order."""
    return list(parse((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")))
