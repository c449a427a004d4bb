"""The front page: one search box over everything, and the doors of the house."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from logic.content import library
from logic.search import search
from pages.shared.address import shown
from pages.shared.date_of_service import date_of_service
from pages.shared.entry import show_hit
from pages.shared.links import page_link
from pages.shared.notes import ama_notice

EXAMPLES = ("97112", "balance training", "8-minute rule", "which modifier for an assistant", "N31.9")


def take_example() -> None:
    if st.session_state.example:
        st.session_state.q = st.session_state.example
        st.session_state.example = None


def show_hits(text: str) -> None:
    with st.spinner("Searching; the first time takes a few seconds"):
        hits = search(text)
    if not hits:
        st.info(
            f"Nothing found for `{shown(text)}`. Try a code (97112), a modifier (KX), a diagnosis "
            "(N31.9 or foot drop), or the question in fewer and plainer words."
        )
    for hit in hits:
        show_hit(hit)


def show_doors() -> None:
    for column, door in zip(st.columns(3, border=True), DOORS, strict=True):
        with column:
            st.header(door.name, anchor=False)
            st.markdown(door.promise)
            with st.container(gap="xxsmall"):
                for script, label in door.pages.items():
                    st.page_link(f"pages/{script}.py", label=label, query_params={"on": str(date_of_service())})


def show_97112() -> None:
    with st.container(border=True):
        st.header("97112 in one minute", anchor=False)
        st.markdown(
            "The muscle is strong enough, the joint moves far enough, and still the patient sways. That is control, "
            "and training it one-on-one is 97112. On the same foam pad, exercise to tire the hip is 97110, stepping "
            "over it like a tub edge is 97530. The aim decides, never the equipment."
        )
        code = library().code("97112")
        page_link(code, "The whole page of 97112", icon=":material/arrow_forward:")
        page_link(library().fact_checks["avoid-97112"], "Should a clinic avoid 97112?", icon=":material/arrow_forward:")


@dataclass(frozen=True)
class Door:
    """A part of the house: what it promises, and its pages with their labels."""

    name: str
    promise: str
    pages: dict[str, str]


DOORS = (
    Door(
        "Look up",
        "What a code, a modifier or a diagnosis means, and which common statements are right.",
        {
            "look_up/codes": "Codes",
            "look_up/compare": "Compare codes",
            "look_up/modifiers": "Modifiers",
            "look_up/guides": "Guides",
            "look_up/fact_checks": "Fact checks",
            "look_up/diagnoses": "Diagnoses",
        },
    ),
    Door(
        "Work out",
        "Your own case, with every step and the rule it rests on.",
        {
            "work_out/units": "Minutes to units",
            "work_out/claim_desk": "Claim desk",
            "work_out/pairs": "Same-day pairs",
            "work_out/evaluation": "Evaluation level",
            "work_out/kx": "KX planner",
        },
    ),
    Door(
        "Practice",
        "Questions that find out which rule you have wrong, and say why.",
        {"practice/questions": "Practice", "practice/progress": "Progress"},
    ),
)


st.title("RehabCode")
st.markdown(
    "Outpatient therapy coding, explained: what a code means, how minutes become units, which modifier a line "
    "needs, and why. Every answer shows its working, its dates and its source."
)
text = st.text_input(
    "Search codes, modifiers, diagnoses and questions",
    type="search",
    live="250ms",
    key="q",
    bind="query-params",
    placeholder="97112, KX, balance training",
)
if text.strip():
    show_hits(text)
else:
    st.pills("Try", EXAMPLES, key="example", on_change=take_example)
    show_doors()
    show_97112()
    ama_notice()
