"""Diagnoses: ICD-10-CM by code or words, with the notes each code inherits and the pages written about some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import streamlit as st

from logic.content import Diagnosis, library
from logic.diagnoses import Finding, Note, Place, edition, edition_warning, look_up, search_diagnoses
from pages.shared.address import shown
from pages.shared.date_of_service import date_of_service
from pages.shared.entry import (
    Block,
    asked_for,
    related_block,
    section_blocks,
    show_blocks,
    show_entry_sources,
    show_intro,
    show_neighbors,
)
from pages.shared.links import link_row, page_address
from pages.shared.notes import cite, show_sources

MOST_CHILDREN = 60
NOTES = {
    "excludes1": ("Excludes1", "Not coded together with it: the code named here is used instead."),
    "excludes2": ("Excludes2", "Not part of it: both may be coded when the patient has both."),
    "use_additional": ("Use additional code", "Add the code that completes it."),
    "code_first": ("Code first", "The named condition comes before it on the claim."),
    "code_also": ("Code also", "Another code may be needed; the order depends on the visit."),
    "includes": ("Includes", "Conditions that belong here."),
    "remarks": ("Remarks", "From the tabular list."),
}
WAIT = "Reading ICD-10-CM; the first time takes a few seconds"


def edition_text() -> str:
    held = edition()
    text = f"ICD-10-CM, fiscal year {held.fiscal_year}: dates of service {held.starts} to {held.ends}."
    return f":small[{text}] {cite(held.source)}"


def show_list(on: date) -> None:
    st.title("Diagnoses")
    st.markdown(
        "Any ICD-10-CM code or words, looked up offline. A diagnosis says what the patient has; it never "
        "chooses the procedure code."
    )
    words = st.text_input(
        "Find a diagnosis",
        type="search",
        live="250ms",
        key="words",
        bind="query-params",
        placeholder="N31.9, unsteady, frozen shoulder",
    )
    if words.strip():
        show_hits(words)
    st.markdown(edition_text())
    warn(on)
    st.header("Explained for therapy claims", anchor="explained")
    with st.container(gap="xxsmall"):
        for _, diagnosis in sorted(library().diagnoses.items()):
            link_row(diagnosis.id, f"**{diagnosis.code}**", diagnosis.name)


def show_hits(words: str) -> None:
    try:
        with st.spinner(WAIT):
            hits = search_diagnoses(words)
    except RuntimeError as error:
        st.error(str(error))
        return
    if not hits:
        st.info(f"Nothing found for `{shown(words)}`. Type the start of a code, or fewer and plainer words.")
    with st.container(gap="xxsmall"):
        for hit in hits:
            term = f" ({hit.term})" if hit.term else ""
            header = "" if hit.billable else " :small[header, not billable]"
            link_row(f"diagnoses/{hit.code}", f"**{hit.code}**", f"{hit.title}{term}{header}")


def warn(on: date) -> None:
    if warning := edition_warning(on):
        st.warning(warning, icon=":material/event_busy:")


def show_diagnosis(code: str, finding: Finding | None, page: Diagnosis | None, on: date) -> None:
    st.title(page.title if page else f"{code} {finding.title if finding else ''}", anchor=False)
    if finding:
        year = edition().fiscal_year
        billable = f":green-badge[billable in fiscal year {year}]"
        header = f":orange-badge[header, not billable in fiscal year {year}]"
        st.markdown(billable if finding.billable else header)
    if page:
        st.markdown(f"**{page.answer}**")
        show_intro(page)
    warn(on)
    blocks = section_blocks(page) if page else []
    if finding:
        blocks.append(Block("In the tabular list", lambda: show_finding(finding)))
    if codes := procedures(code):
        blocks.append(Block("Procedure codes it is often seen with", lambda: show_procedures(codes)))
    show_blocks([*blocks, *(related_block(page) if page else [])])
    if page:
        show_entry_sources(page, on, edition().source)
    else:
        show_sources([edition().source], on)
    st.page_link(
        "pages/look_up/diagnoses.py",
        label="Look up another diagnosis",
        icon=":material/search:",
        query_params={"on": str(on)},
    )


def show_finding(finding: Finding) -> None:
    """Where the code stands and every note that holds for it, with the code each note stands on."""
    st.markdown(chain([*reversed(finding.parents)], finding))
    if finding.inclusion_terms:
        st.markdown(f"**Also called**: {'; '.join(finding.inclusion_terms)}")
    for field, (name, meaning) in NOTES.items():
        if notes := getattr(finding, field):
            st.markdown(f"**{name}** :small[{meaning}]\n\n{note_list(notes, finding.code)}")
    if finding.children:
        st.markdown("**Continues with**")
        with st.container(gap="xxsmall"):
            for child in finding.children[:MOST_CHILDREN]:
                header = "" if child.billable else " :small[header]"
                link_row(f"diagnoses/{child.code}", f"**{child.code}**", f"{child.title}{header}")
        if len(finding.children) > MOST_CHILDREN:
            st.caption(f"{len(finding.children) - MOST_CHILDREN} more are not listed here.")
    st.markdown(edition_text())


def chain(parents: Sequence[Place], finding: Finding) -> str:
    """From the chapter down to the code, one line a step."""
    lines = []
    for place in parents:
        name = f"[{place.code}]({page_address(f'diagnoses/{place.code}')})" if place.level == "header" else place.code
        lines.append(f"{'  ' * len(lines)}- {name} {place.title}")
    lines.append(f"{'  ' * len(lines)}- **{finding.code} {finding.title}**")
    return "\n".join(lines)


def note_list(notes: Iterable[Note], code: str) -> str:
    return "\n".join(f"- {note.text}" + ("" if note.on == code else f" :small[stands on {note.on}]") for note in notes)


def procedures(code: str) -> list[str]:
    """Procedure codes that name this diagnosis, or a code below this header, among those often seen with them."""
    return [c.code for c in library().codes.values() if any(d == code or d.startswith(code) for d in c.diagnoses)]


def show_procedures(codes: Iterable[str]) -> None:
    st.markdown(f"Practice knowledge, not a payer's list; the treatment decides the code. {cite('recalled')}")
    show_neighbors(library().codes[code] for code in codes)


def find(typed: str) -> tuple[Finding | None, str]:
    """The tabular list's record, and why there is none otherwise."""
    try:
        with st.spinner(WAIT):
            return look_up(typed), ""
    except (ValueError, LookupError, RuntimeError) as error:
        return None, str(error)


on, typed = date_of_service(), asked_for("diagnosis")
finding, problem = find(typed) if typed else (None, "")
code = finding.code if finding else typed.upper()
page = library().diagnoses.get(code)
if finding or page:
    show_diagnosis(code, finding, page, on)
else:
    if problem:
        st.warning(problem)
    show_list(on)
