"""Reads content/, checks all of it, and reports every fault with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import TypeAdapter, ValidationError

from logic.content import strict_yaml
from logic.content.models import (
    ENTRY_KINDS,
    Code,
    Diagnosis,
    Entry,
    FactCheck,
    Guide,
    Modifier,
    Scenario,
    Source,
)

ROOT = Path(__file__).parents[2] / "content"
E = TypeVar("E", bound=Entry)

_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)\s]+)\)")
_CITATION = re.compile(r"\[@([^\]\s]+)\]")
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_ADDRESS = re.compile(r"^(codes|modifiers|guides|fact_checks|diagnoses)/([^?#]+)$")


@dataclass(frozen=True, order=True)
class Fault:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(ValueError):
    """All faults of all files, one a line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = faults


@dataclass(frozen=True)
class Library:
    """The content, by kind and key. Mappings are in the order a reader expects."""

    sources: Mapping[str, Source]
    codes: Mapping[str, Code]
    modifiers: Mapping[str, Modifier]
    guides: Mapping[str, Guide]
    fact_checks: Mapping[str, FactCheck]
    diagnoses: Mapping[str, Diagnosis]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    _covered: Mapping[str, str] = field(default_factory=dict)

    def code(self, text: str) -> Code:
        """The record of a code, or of the retired range it belongs to; LookupError when unknown."""
        key = text.strip().upper()
        found = self.codes.get(key) or self.codes.get(self._covered.get(key, ""))
        if found is None:
            raise LookupError(f"{text!r} is not a code in this reference; a code has five characters, such as 97112.")
        return found

    def code_on(self, text: str, on: date) -> Code:
        """The record of a code in force on the day; LookupError that names the successor otherwise."""
        code = self.code(text)
        if code.in_force.covers(on):
            return code
        start, end = code.in_force.from_, code.in_force.to
        if start and on < start:
            old = f" Before that it was {', '.join(code.replaces)}." if code.replaces else ""
            raise LookupError(f"{code.code} starts on {start}; it is not valid on {on}.{old}")
        followed = [other.code for other in self.in_place_of(code, on)]
        new = f" Use {' or '.join(followed)}." if followed else ""
        raise LookupError(f"{code.code} ended on {end}; it is not valid on {on}.{new}")

    def in_place_of(self, code: Code, on: date) -> tuple[Code, ...]:
        """The codes in force on a day that followed a code, or went before it, through those that ended since."""
        over = code.in_force.to is not None and on > code.in_force.to
        waiting, found = [code], dict[str, Code]()
        for one in waiting:
            for key in one.replaced_by if over else one.replaces:
                other = self.codes.get(key)
                if other and other.in_force.covers(on):
                    found[other.code] = other
                elif other and other not in waiting:
                    waiting.append(other)
        return tuple(found.values())

    def entries(self) -> Iterator[Entry]:
        """Every page; scenarios are asked in practice and have none."""
        for kind in (self.codes, self.modifiers, self.guides, self.fact_checks, self.diagnoses):
            yield from kind.values()

    def entry(self, address: str) -> Entry:
        """The page at an address such as guides/jimmo; LookupError when there is none."""
        match = _ADDRESS.match(address)
        kind: Mapping[str, Entry] = getattr(self, match[1]) if match else {}
        if match is None or match[2] not in kind:
            raise LookupError(f"there is no page {address!r} in this reference")
        return kind[match[2]]

    def source(self, id: str) -> Source:
        if id not in self.sources:
            raise LookupError(f"there is no source {id!r} in content/rules/sources.yaml")
        return self.sources[id]


def citations(text: str) -> tuple[str, ...]:
    """Source ids cited in a Markdown text, in order of first appearance."""
    return tuple(dict.fromkeys(_CITATION.findall(text)))


def render_links(text: str, address: Callable[[str], str], cite: Callable[[str], str]) -> str:
    """The Markdown with page addresses and citations replaced by what the caller makes of them."""
    text = _LINK.sub(lambda m: f"]({address(m[1])})", text)
    return _CITATION.sub(lambda m: cite(m[1]), text)


@cache
def library() -> Library:
    """The project's own content. ContentError when any file has a fault."""
    return load(ROOT)


def load(root: Path) -> Library:
    """Reads a content folder; ContentError lists every file that cannot be read as what it is."""
    content, faults, _ = _read(root)
    if faults:
        raise ContentError(tuple(sorted(set(faults))))
    return content


def check(root: Path) -> tuple[Fault, ...]:
    """Every fault in a content folder, links between its pages included."""
    content, faults, texts = _read(root)
    for entry in (*content.entries(), *content.scenarios.values()):
        faults.extend(_broken_links(content, entry, *texts[entry.id]))
    return tuple(sorted(set(faults)))


def _read(root: Path) -> tuple[Library, list[Fault], dict[str, tuple[str, str]]]:
    faults: list[Fault] = []
    sources = _read_sources(root, faults)
    found: dict[type[Entry], dict[str, Entry]] = {kind: {} for kind in ENTRY_KINDS}
    texts: dict[str, tuple[str, str]] = {}
    for kind in ENTRY_KINDS:
        for path in sorted((root / kind.folder).glob("*.md")):
            name, text = _name(path, root), path.read_text(encoding="utf-8")
            entry = _read_entry(kind, name, text, faults)
            if entry is None:
                continue
            if path.stem.lower() != entry.key.lower().replace(".", "-"):
                faults.append(Fault(name, 1, f"the file of {entry.key} is named {path.name}"))
            faults.extend(_unknown_sources(sources, entry, name, text))
            found[kind][entry.key] = entry
            texts[entry.id] = (name, text)
    guides = dict(sorted(found[Guide].items(), key=lambda g: (_order(g[1]), g[0])))
    content = Library(
        sources=sources,
        codes=_only(Code, found[Code]),
        modifiers=_only(Modifier, found[Modifier]),
        guides=_only(Guide, guides),
        fact_checks=_only(FactCheck, found[FactCheck]),
        diagnoses=_only(Diagnosis, found[Diagnosis]),
        scenarios=_only(Scenario, found[Scenario]),
        _covered=_expand_covers(found[Code]),
    )
    return content, faults, texts


def _read_sources(root: Path, faults: list[Fault]) -> dict[str, Source]:
    path = root / "rules" / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    listed = _validated(TypeAdapter(tuple[Source, ...]), _name(path, root), text, faults)
    sources: dict[str, Source] = {}
    for number, source in enumerate(listed or ()):
        if source.id in sources:
            line = strict_yaml.line_of(text, (number,))
            faults.append(Fault(_name(path, root), line, f"the source {source.id} is listed twice"))
        sources[source.id] = source
    return sources


def _read_entry(kind: type[E], file: str, text: str, faults: list[Fault]) -> E | None:
    handler = YAMLHandler()
    if not handler.detect(text):
        faults.append(Fault(file, 1, "the file starts without front matter between two lines of ---"))
        return None
    head, body = handler.split(text)
    entry: E | None = _validated(TypeAdapter(kind), file, head, faults)
    if entry is None:
        return None
    intro, sections = _cut(body)
    entry = entry.model_copy(update={"intro": intro, "sections": sections})
    for heading in entry.required_sections():
        if not sections.get(heading):
            faults.append(Fault(file, 1, f"the section '## {heading}' is missing or empty"))
    return entry


def _validated(adapter: TypeAdapter[Any], file: str, text: str, faults: list[Fault]) -> Any:
    try:
        return adapter.validate_python(strict_yaml.parse(text), strict=False)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        faults.append(Fault(file, strict_yaml.error_line(error), str(problem)))
    except ValidationError as error:
        for item in error.errors():
            line = strict_yaml.line_of(text, item["loc"])
            where = ".".join(str(part) for part in item["loc"])
            faults.append(Fault(file, line, f"{where}: {item['msg']}"))
    return None


def _cut(body: str) -> tuple[str, dict[str, str]]:
    pieces = _HEADING.split(body)
    return pieces[0].strip(), {pieces[i]: pieces[i + 1].strip() for i in range(1, len(pieces), 2)}


def _unknown_sources(sources: Mapping[str, Source], entry: Entry, file: str, text: str) -> Iterator[Fault]:
    for source in dict.fromkeys([*entry.sources, *citations(text), *_dated_sources(entry)]):
        if source not in sources:
            message = f"there is no source {source!r} in content/rules/sources.yaml"
            yield Fault(file, _line_with(text, source), message)


def _broken_links(content: Library, entry: Entry, file: str, text: str) -> Iterator[Fault]:
    for address in dict.fromkeys([*entry.related, *_LINK.findall(text)]):
        try:
            content.entry(address)
        except LookupError as error:
            yield Fault(file, _line_with(text, address), str(error))
    for code in _named_codes(entry):
        if code not in content.codes:
            yield Fault(file, _line_with(text, code), f"there is no file for the code {code}")


def _line_with(text: str, part: str) -> int:
    return text.count("\n", 0, max(text.find(part), 0)) + 1


def _dated_sources(entry: Entry) -> Iterator[str]:
    if isinstance(entry, Code):
        yield entry.therapy.source
    if isinstance(entry, Code | Modifier):
        yield from (s for s in (entry.in_force.from_source, entry.in_force.to_source) if s)


def _named_codes(entry: Entry) -> Iterator[str]:
    if isinstance(entry, Code):
        yield from entry.replaced_by
        yield from (other.code for other in entry.look_alikes)
        if entry.timing.after:
            yield entry.timing.after


def _expand_covers(codes: Mapping[str, Entry]) -> dict[str, str]:
    covered: dict[str, str] = {}
    for code in _only(Code, codes).values():
        for part in code.covers:
            first, _, last = part.partition("-")
            numbers = range(int(first[1:]), int((last or first)[1:]) + 1)
            covered.update({f"{first[0]}{n:04d}": code.code for n in numbers})
    return covered


def _only(kind: type[E], entries: Mapping[str, Entry]) -> dict[str, E]:
    return {key: entry for key, entry in entries.items() if isinstance(entry, kind)}


def _order(entry: Entry) -> int:
    return entry.order if isinstance(entry, Guide) else 0


def _name(path: Path, root: Path) -> str:
    return f"content/{path.relative_to(root).as_posix()}"
