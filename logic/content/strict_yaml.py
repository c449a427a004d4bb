"""YAML that refuses duplicate keys and remembers the line each value stands on."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]


class DuplicateKeyError(yaml.YAMLError):
    def __init__(self, key: object, line: int) -> None:
        super().__init__(f"the key {key!r} stands here for the second time")
        self.line = line


class StrictLoader(yaml.CSafeLoader):
    """The safe loader, minus silent duplicates."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise DuplicateKeyError(key, key_node.start_mark.line + 1)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def parse(text: str) -> Any:
    """The value of one YAML text; yaml.YAMLError when it is not YAML or repeats a key."""
    return yaml.load(text, Loader=StrictLoader)


def line_of(text: str, path: Path) -> int:
    """The 1-based line of the deepest part of `path` that exists in the text."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 1
    for step in path:
        following = _child(node, step)
        if following is None:
            break
        line, node = following
    return line


def error_line(error: yaml.YAMLError) -> int:
    if isinstance(error, DuplicateKeyError):
        return error.line
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None
