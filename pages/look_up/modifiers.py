"""Modifiers: what each one says, when it goes on a line and when it stays off."""

from __future__ import annotations

from datetime import date

import streamlit as st

from logic.content import Modifier, library
from pages.shared.entry import (
    asked_for,
    dates_text,
    related_block,
    section_blocks,
    show_blocks,
    show_entry_sources,
    show_intro,
    show_one_or_all,
    show_practice,
    status_badge,
)
from pages.shared.links import body_text, link_row

GROUPS = {
    "discipline": "Discipline: whose plan of care",
    "assistant": "Assistant: who furnished it",
    "distinct service": "Distinct service: a pair that was separate",
    "threshold": "Threshold: past the yearly amount",
    "liability": "Liability: who pays after a denial",
    "telehealth": "Telehealth: how it was furnished",
    "other": "Others people ask about",
}


def show_list() -> None:
    st.title("Modifiers")
    st.markdown(
        "Two characters after a code that say something the code cannot. Each answers one question; a line carries "
        "only those whose question was asked."
    )
    for group, heading in GROUPS.items():
        st.header(heading, anchor=group.replace(" ", "-"))
        with st.container(gap="xxsmall"):
            for modifier in library().modifiers.values():
                if modifier.group == group:
                    link_row(modifier.id, f"**{modifier.modifier}**", modifier.name, width=56)


def show_modifier(modifier: Modifier, on: date) -> None:
    st.title(modifier.title, anchor=False)
    st.markdown(f"{status_badge(modifier.in_force, on)} :gray-badge[{modifier.group}]")
    st.markdown(body_text(next(iter(modifier.sections.values()))))
    st.markdown(f"**Who wants it**: {modifier.payers}\n\n**Dates**: {dates_text(modifier.in_force)}")
    show_intro(modifier)
    show_blocks([*section_blocks(modifier, skip=next(iter(modifier.sections))), *related_block(modifier)])
    show_practice(modifier, on)
    show_entry_sources(modifier, on)


show_one_or_all(library().modifiers, asked_for("modifier").upper(), "a modifier", show_modifier, show_list)
