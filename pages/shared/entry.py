"""A page of content: found by its address, drawn in reading order, ended with its neighbors and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import TypeVar

import streamlit as st

from logic.content import Code, Diagnosis, Entry, FactCheck, Modifier, library
from logic.content.models import InForce
from logic.practice import TOPICS
from logic.practice.about import topic_about
from logic.search import Hit, search
from pages.shared.address import shown
from pages.shared.date_of_service import date_of_service
from pages.shared.links import body_text, id_link, link_row, short_label
from pages.shared.notes import cite, plain, show_sources

E = TypeVar("E", bound=Entry)

FEW_BLOCKS = 5
_EMPTY_CORNER = re.compile(r"^\| *\|(?=.*\n\|[ :|-]+$)", re.MULTILINE)
NAME_WIDTH = 120
ICONS = {
    "code": ":material/tag:",
    "modifier": ":material/label:",
    "guide": ":material/menu_book:",
    "fact check": ":material/fact_check:",
    "diagnosis": ":material/stethoscope:",
}


@dataclass(frozen=True)
class Block:
    """A heading and what draws the part of the page under it."""

    heading: str
    show: Callable[[], None]


def asked_for(parameter: str) -> str:
    """The key in the address as typed; empty for the list of all."""
    return st.query_params.get(parameter, "").strip()


def show_not_found(typed: str, what: str) -> None:
    """Says that an address names no page, and links the nearest ones."""
    st.warning(f"`{shown(typed)}` in the address is not {what} in this reference. All of them are listed below.")
    nearest = search(typed.replace("-", " "), 4)
    if nearest:
        st.markdown("Perhaps one of these:")
    for hit in nearest:
        show_hit(hit)


def show_hit(hit: Hit) -> None:
    """A search result: its title as a link, cut short where a phone has no room for it, and what the page says."""
    label = short_label(hit.id, hit.title)
    rest = f"{hit.kind.capitalize()} · " if label == hit.title else f"**{hit.title}** "
    with st.container(gap=None):
        id_link(hit.id, f"**{label}**", icon=ICONS[hit.kind])
        st.markdown(f":small[{plain(f'{rest}{hit.snippet}')}]")


def section_blocks(entry: Entry, skip: str = "") -> list[Block]:
    """The sections of an entry, in reading order."""
    return [Block(heading, partial(_show_text, text)) for heading, text in entry.sections.items() if heading != skip]


def placed(blocks: list[Block], new: Block, *after: str) -> list[Block]:
    """The blocks with a new one behind the first of the named headings that is there, else at the end."""
    headings = [block.heading for block in blocks]
    at = next((headings.index(heading) + 1 for heading in after if heading in headings), len(blocks))
    return [*blocks[:at], new, *blocks[at:]]


def show_blocks(blocks: Sequence[Block]) -> None:
    """Headed blocks one below the other; a long page starts with links to them."""
    if len(blocks) > FEW_BLOCKS:
        links = " · ".join(f"[{block.heading}](#{anchor(block.heading)})" for block in blocks)
        st.markdown(f":small[On this page: {links}]")
    for block in blocks:
        st.header(block.heading, anchor=anchor(block.heading))
        block.show()


def show_intro(entry: Entry) -> None:
    if entry.intro:
        _show_text(entry.intro)


def related_block(entry: Entry) -> list[Block]:
    return (
        [Block("Related", partial(show_neighbors, [library().entry(id) for id in entry.related]))]
        if entry.related
        else []
    )


def _show_text(text: str) -> None:
    """Markdown, with quoted notes as cards of their own and no table header without text."""
    for quoted, lines in groupby(
        _EMPTY_CORNER.sub("| – |", body_text(text)).split("\n"), key=lambda line: line.startswith(">")
    ):
        part = "\n".join(line.removeprefix(">").removeprefix(" ") if quoted else line for line in lines)
        if not part.strip():
            continue
        with st.container(border=True) if quoted else nullcontext():
            st.markdown(part)


def show_neighbors(entries: Iterable[Entry]) -> None:
    """A line for each entry that leads to it: what it is, and its name."""
    with st.container(gap="xxsmall"):
        for entry in entries:
            _show_neighbor(entry)


def _show_neighbor(entry: Entry) -> None:
    match entry:
        case Code() | Diagnosis():
            label, text = entry.key, entry.name
        case Modifier():
            label, text = f"Modifier {entry.key}", entry.name
        case FactCheck():
            label, text = "Fact check", entry.statement
        case _:
            label, text = "Guide", entry.title
    link_row(entry.id, f"**{label}**", text, width=NAME_WIDTH)


def show_one_or_all(
    entries: Mapping[str, E], typed: str, what: str, show: Callable[[E, date], None], show_all: Callable[[], None]
) -> None:
    """The entry an address names; the list of all for none, and for a name that is unknown, which is said."""
    if typed in entries:
        show(entries[typed], date_of_service())
        return
    if typed:
        show_not_found(typed, what)
    show_all()


def show_practice(entry: Entry, on: date) -> None:
    """Links to the drills that train what the page explains, or to a mixed round where none does."""
    own = [topic.name for topic in TOPICS.values() if topic.page == entry.id]
    for topic in own or [topic_about(entry.id)]:
        st.page_link(
            "pages/practice/questions.py",
            label=f"Practice this: {TOPICS[topic].title}" if topic else "Practice: a quick five",
            icon=":material/school:",
            query_params={"topic": topic or "quick", "on": str(on)},
        )


def show_entry_sources(entry: Entry, on: date, *more: str) -> None:
    show_sources([*entry.sources, *more], on)


def anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def status_badge(in_force: InForce, on: date) -> str:
    """Whether something may stand on a claim for that day, as a Markdown badge."""
    if in_force.covers(on):
        until = status_text(in_force, on).removeprefix("in force")
        return f":{'orange' if in_force.scheduled else 'green'}-badge[in force on {on}{until}]"
    gone = in_force.to is not None and on > in_force.to and not in_force.scheduled
    return f":{'red' if gone else 'orange'}-badge[{status_text(in_force, on)}]"


def status_text(in_force: InForce, on: date) -> str:
    """The same in words, without the day."""
    start, end = in_force.from_, in_force.to
    if start and on < start:
        return f"not yet in force: starts {start}"
    if end and on > end:
        return f"was scheduled to end {end}" if in_force.scheduled else f"ended {end}"
    if end:
        return f"in force, scheduled to end {end}" if in_force.scheduled else f"in force until {end}"
    return "in force"


def dates_text(in_force: InForce) -> str:
    """First and last day, with their sources."""
    first = (
        f"First day {in_force.from_}. {cite(in_force.from_source)}"
        if in_force.from_ and in_force.from_source
        else "Its first day is older than our sources."
    )
    last = f" Last day {in_force.to}. {cite(in_force.to_source)}" if in_force.to and in_force.to_source else ""
    note = f" {in_force.note}" if in_force.note else ""
    return f"{first}{last}{note}"
