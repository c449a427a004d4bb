"""Guides: one topic each, the answer first."""

from __future__ import annotations

from datetime import date

import streamlit as st

from logic.content import Guide, library
from pages.shared.entry import (
    asked_for,
    related_block,
    section_blocks,
    show_blocks,
    show_entry_sources,
    show_intro,
    show_one_or_all,
    show_practice,
)
from pages.shared.links import page_link, short_label
from pages.shared.notes import plain

TOOLS = {
    "counting-minutes": ("pages/work_out/units.py", "Count the minutes of a visit"),
    "which-counting-rule": ("pages/work_out/units.py", "Count a visit under both rules"),
    "assistants": ("pages/work_out/claim_desk.py", "Build the lines of a visit"),
    "ncci-edits": ("pages/work_out/pairs.py", "Check the codes of one day"),
    "evaluation-levels": ("pages/work_out/evaluation.py", "Work out a level"),
    "kx-threshold": ("pages/work_out/kx.py", "Plan a patient's year"),
}


def show_list() -> None:
    st.title("Guides")
    st.markdown("One topic each, the answer first. Dates of service, payers and sources are named where they matter.")
    for guide in library().guides.values():
        with st.container(gap="xxsmall"):
            page_link(guide, f"**{short_label(guide.id, guide.name)}**")
            st.markdown(plain(guide.answer))


def show_guide(guide: Guide, on: date) -> None:
    st.title(guide.name, anchor=False)
    with st.container(border=True):
        st.markdown(f"**The answer.** {plain(guide.answer)}")
        if guide.slug in TOOLS:
            script, label = TOOLS[guide.slug]
            st.page_link(script, label=label, icon=":material/calculate:", query_params={"on": str(on)})
        show_practice(guide, on)
    show_intro(guide)
    show_blocks([*section_blocks(guide), *related_block(guide)])
    show_entry_sources(guide, on)


show_one_or_all(library().guides, asked_for("guide").lower(), "a guide", show_guide, show_list)
