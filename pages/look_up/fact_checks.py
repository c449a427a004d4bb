"""Fact checks: statements people meet, each with a verdict, and why."""

from __future__ import annotations

from datetime import date

import streamlit as st

from logic.content import FactCheck, Verdict, library
from logic.search import search
from pages.shared.entry import (
    asked_for,
    related_block,
    section_blocks,
    show_blocks,
    show_entry_sources,
    show_intro,
    show_one_or_all,
)
from pages.shared.links import page_link
from pages.shared.notes import plain

COLORS = {
    Verdict.RIGHT: "green",
    Verdict.INCOMPLETE: "blue",
    Verdict.PAYER: "violet",
    Verdict.OUT_OF_DATE: "orange",
    Verdict.WRONG: "red",
}
VERDICTS = [verdict.value for verdict in Verdict]


def badge(check: FactCheck) -> str:
    since = f" since {check.since}" if check.since else ""
    return f":{COLORS[check.verdict]}-badge[{check.verdict.value}{since}]"


def show_list() -> None:
    st.title("Fact checks")
    st.markdown("Statements people meet in manuals, classes and forums. Is it right, and for which date and payer?")
    words = st.text_input(
        "Find a statement",
        type="search",
        live="250ms",
        key="about",
        bind="query-params",
        placeholder="59, 8 minutes, assistant",
    )
    guessing = st.toggle("Guess first: hide the verdicts", key="guess", bind="query-params")
    wanted = None if guessing else st.pills("Verdict", VERDICTS, key="verdict", bind="query-params")
    found = [check for check in matching(words) if wanted in (None, check.verdict.value)]
    st.markdown(f"**{len(found)} of {len(library().fact_checks)} statements**")
    if guessing:
        st.markdown("Is it right, incomplete, up to the payer, out of date or wrong? Decide, then open it.")
    if not found:
        st.info("No statement fits. Take the verdict away, or use fewer words.")
    with st.container(gap="xsmall"):
        for check in found:
            with st.expander(plain(check.statement) + ("" if guessing else f" {badge(check)}")):
                st.markdown(f"{badge(check)} {plain(check.answer)}")
                page_link(check, "Why, and what to do today", icon=":material/arrow_forward:")


def matching(words: str) -> list[FactCheck]:
    if not words.strip():
        return list(library().fact_checks.values())
    hits = search(words, 200)
    return [library().fact_checks[hit.id.partition("/")[2]] for hit in hits if hit.kind == "fact check"]


def show_check(check: FactCheck, on: date) -> None:
    st.title(f"“{plain(check.statement)}”", anchor=False)
    st.markdown(f"{badge(check)} **{plain(check.answer)}**")
    show_intro(check)
    show_blocks([*section_blocks(check), *related_block(check)])
    show_entry_sources(check, on)


show_one_or_all(library().fact_checks, asked_for("check").lower(), "a fact check", show_check, show_list)
