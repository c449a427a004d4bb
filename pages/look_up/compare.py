"""Two to four codes side by side: what differs first, then the questions that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import streamlit as st

from logic.content import Code, library
from logic.edits import edits_among, table_warning
from pages.look_up.code_facts import fact, facts
from pages.shared.address import shown
from pages.shared.date_of_service import date_of_service
from pages.shared.entry import status_text
from pages.shared.links import body_text, link, link_row, pair_address
from pages.shared.notes import ama_notice, cite, show_sources

EXAMPLE = ("97112", "97110", "97530")
FEWEST, MOST = 2, 4


def choose_codes() -> list[Code]:
    """The codes on screen, read from the address and written to it after a change."""
    address = st.query_params.get("codes")
    if address is not None and address != st.session_state.get("compare_written"):
        read_address(address)
    elif "compared" not in st.session_state:
        st.session_state.compared = list(EXAMPLE)
    for problem in st.session_state.get("compare_problems", ()):
        st.warning(problem)
    chosen = st.multiselect(
        "Codes to compare",
        list(library().codes),
        key="compared",
        format_func=lambda code: library().codes[code].title,
        max_selections=MOST,
        placeholder="Choose two to four codes",
        on_change=forget_problems,
    )
    written = ".".join(chosen)
    if st.query_params.get("codes") != written:
        st.query_params["codes"] = written
    st.session_state.compare_written = written
    return [library().codes[code] for code in chosen]


def read_address(text: str) -> None:
    """Fills the field from an address such as 97110.97112, and says what of it is no code."""
    found, problems = [], []
    parts = list(dict.fromkeys(part for part in text.split(".") if part))
    for part in parts:
        try:
            found.append(library().code(part).code)
        except LookupError:
            problems.append(f"`{shown(part)}` in the address is not a code in this reference; it was left out.")
    codes = list(dict.fromkeys(found))
    if len(codes) > MOST:
        problems.append(f"The address holds {len(codes)} codes; the first {MOST} are compared.")
    st.session_state.compared = codes[:MOST]
    st.session_state.compare_problems = tuple(problems[:MOST])


def forget_problems() -> None:
    st.session_state.compare_problems = ()


def show_comparison(codes: Sequence[Code], on: date) -> None:
    st.header("The questions that tell them apart", anchor="questions")
    st.markdown(questions(codes))
    rows = [tuple(fact(f"On {on}", status_text(code.in_force, on)) for code in codes)]
    rows.extend(zip(*(facts(code, on) for code in codes), strict=True))
    differing = [row for row in rows if len({fact.brief for fact in row}) > 1]
    st.header("What differs in the data", anchor="differs")
    if differing:
        columns = {"Fact": [f"**{row[0].label}**" for row in differing]}
        columns |= {code.code: [row[at].brief for row in differing] for at, code in enumerate(codes)}
        st.table(columns, hide_index=True, alt=f"What differs between {', '.join(code.code for code in codes)}")
    else:
        st.markdown("Nothing: the service itself decides.")
    if equal := [row for row in rows if row not in differing]:
        same = "; ".join(f"{row[0].label}: {row[0].brief}" for row in equal)
        st.markdown(f"**The same for all of them**: {same}")
    st.header("On one day", anchor="one-day")
    st.markdown(same_day(codes, on))
    st.header("What each one is", anchor="meaning")
    for code in codes:
        link_row(code.id, f"**{code.code}**", f"**{code.name}**")
        st.markdown(body_text(code.sections["Plain meaning"]))


def questions(codes: Sequence[Code]) -> str:
    """Each code's own questions about the others."""
    lines = [
        f"- {other.ask} Then {link(f'codes/{other.code}', other.code)}, not {first.code}."
        for first, second in permutations(codes, 2)
        for other in first.look_alikes
        if other.code == second.code
    ]
    return "\n".join(lines) or "No question about these codes is written yet: compare what each one is, below."


def same_day(codes: Sequence[Code], on: date) -> str:
    named = [code.code for code in codes]
    try:
        edits = edits_among(named, on)
    except LookupError as error:
        return str(error)
    lines = [
        f"- **{edit.column1} pays, {edit.column2} denies**: "
        + (
            "59 or an X modifier may open it if the services were separate."
            if edit.indicator
            else "no modifier opens it."
        )
        + f" {cite(edit.source)}"
        for edit in edits
    ]
    pairs = "\n".join(lines) or f"No edit between these codes is in force on {on}: no modifier is asked for."
    closer = f"[Look closer at the pairs of these codes]({pair_address(*named)})."
    return "\n\n".join(part for part in (pairs, table_warning(on, "practitioner", named) or "", closer) if part)


on = date_of_service()
st.title("Compare codes")
st.markdown("Two to four codes on one date of service: what differs, and the question that decides.")
codes = choose_codes()
if len(codes) < FEWEST:
    st.info("Choose at least two codes.")
else:
    show_comparison(codes, on)
    show_sources([source for code in codes for source in code.sources[:3]], on)
ama_notice()
