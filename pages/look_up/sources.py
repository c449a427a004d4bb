"""Sources: where every fact comes from, how it was read, and when it is due to be checked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import streamlit as st

from logic.content import Entry, Source, SourceKind, library
from logic.content.library import citations
from pages.shared.address import shown
from pages.shared.date_of_service import date_of_service
from pages.shared.entry import show_neighbors
from pages.shared.notes import describe

KINDS = [kind.value for kind in SourceKind]
FEW = 30


@cache
def citing() -> dict[str, tuple[Entry, ...]]:
    """The pages that rest on each source."""
    found: dict[str, list[Entry]] = {}
    for entry in library().entries():
        texts = (entry.intro, *entry.sections.values())
        for id in dict.fromkeys([*entry.sources, *(id for text in texts for id in citations(text))]):
            found.setdefault(id, []).append(entry)
    return {id: tuple(entries) for id, entries in found.items()}


def show_source(source: Source, on: date) -> None:
    with st.container(border=True):
        st.header(source.label, anchor=False)
        st.markdown(describe(source, on))
        if not source.verified:
            st.markdown("What rests on this is marked :orange-badge[not verified] on every page.")
        pages = citing().get(source.id, ())
        if not pages:
            st.markdown("No page of text cites it; a table or a tool rests on it.")
        else:
            heading = f"{len(pages)} page{'s' if len(pages) > 1 else ''} cite it"
            with st.expander(heading, expanded=len(pages) <= FEW, on_change="rerun") as expander:
                if expander.open:
                    show_neighbors(pages)


def show_all(on: date) -> None:
    sources = list(library().sources.values())
    kind = st.pills("Kind", KINDS, key="kind", bind="query-params")
    with st.container(horizontal=True):
        due = st.toggle(f"Due for review on {on}", key="due", bind="query-params")
        unread = st.toggle("Text not read", key="unread", bind="query-params")
    found = [
        source
        for source in sources
        if kind in (None, source.kind.value) and (not due or source.due(on)) and (not unread or not source.read)
    ]
    st.markdown(f"**{len(found)} of {len(sources)} sources.** {counts(sources, on)}")
    for name in KINDS:
        if listed := [source for source in found if source.kind.value == name]:
            with st.expander(f"{name[0].upper()}{name[1:]} ({len(listed)})", expanded=len(found) <= FEW):
                st.markdown("\n".join(f"- {describe(source, on)}" for source in listed))
    if not found:
        st.info("No source fits all of this. Take a filter away.")


def counts(sources: Iterable[Source], on: date) -> str:
    read = sum(source.read for source in sources)
    due = sum(source.due(on) for source in sources)
    return f"The cited part of {read} was read. {due or 'None'} {'is' if due == 1 else 'are'} due for review on {on}."


on, typed = date_of_service(), st.query_params.get("source", "")
st.title("Sources")
st.markdown(
    "Every fact names one of these. A fact that was only recalled is marked as not verified; a source past its review "
    "date says so."
)
if typed in library().sources:
    show_source(library().sources[typed], on)
elif typed:
    st.warning(f"There is no source `{shown(typed)}` here. All of them are listed below.")
show_all(on)
