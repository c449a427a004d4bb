"""Working and sources, drawn the same way on every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from logic.content import Source, library
from logic.steps import Step

AMA_NOTICE = (
    "CPT codes are copyright of the American Medical Association. This reference names codes and explains them in "
    "its own words; it does not reproduce CPT descriptors."
)


def cite(source_id: str) -> str:
    """A source as a short Markdown link that stands after a sentence."""
    source = library().source(source_id)
    if not source.verified:
        return ":orange-badge[not verified]"
    return f":small[[{source.label}](sources?source={source.id})]"


def show_steps(steps: Iterable[Step]) -> None:
    st.markdown(steps_text(steps))


def steps_text(steps: Iterable[Step]) -> str:
    """Numbered sentences in Markdown; each names its source, or all of them name the one they share."""
    steps = tuple(steps)
    shared = {step.source for step in steps}
    if len(shared) != 1:
        return "\n".join(f"{n}. {plain(step.text)} {cite(step.source)}" for n, step in enumerate(steps, 1))
    lines = "\n".join(f"{n}. {plain(step.text)}" for n, step in enumerate(steps, 1))
    return f"{lines}\n\nSource: {cite(*shared)}"


def plain(text: str) -> str:
    """Text whose dollar signs stay dollar signs: Markdown on screen would read a pair of them as a formula."""
    return text.replace("$", "\\$")


def show_sources(ids: Iterable[str], on: date | None = None) -> None:
    """A small list of sources with kind and dates."""
    with st.expander("Sources", icon=":material/menu_book:"):
        st.markdown("\n".join(f"- {describe(library().source(id), on or date.today())}" for id in dict.fromkeys(ids)))


def describe(source: Source, on: date) -> str:
    """One source in one line of Markdown: title, kind, dates, how it was read."""
    title = f"[{source.title}]({source.url})" if source.url else source.title
    read = "cited part read" if source.read else "text not read"
    due = " :orange-badge[due for review]" if source.due(on) else ""
    note = f" {source.note}" if source.note else ""
    return (
        f"{title}. {source.publisher}; {source.kind.value}; {read}; checked {source.checked_on}, "
        f"review by {source.review_by}.{due}{note}"
    )


def ama_notice() -> None:
    st.caption(AMA_NOTICE)
