"""Evaluation level: the code of a PT or OT evaluation, and the component that decides it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from logic.content import library
from logic.evaluation import (
    ASSISTANCE,
    DECISION_MAKING,
    LEVELS,
    OT_CODES,
    PRESENTATIONS,
    PROFILES,
    PT_CODES,
    Result,
    ot_evaluation,
    pt_evaluation,
)
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.links import body_text
from pages.shared.notes import ama_notice, show_sources, show_steps
from pages.work_out.case import Case, one_of, whole
from pages.work_out.evaluation_chart import describe_ladder, ladder_rows, ladder_template

DISCIPLINES = {"PT": "Physical therapy", "OT": "Occupational therapy"}
NOT_ENTERED = "not-entered"
CONDITIONS = {NOT_ENTERED: None, "none": False, "present": True}
MOST = 20
PRESENTATION_GLOSS = {
    "stable": "the picture is what you would expect, and holds still",
    "evolving": "its features are changing",
    "unstable": "nobody can say yet where it is going",
}
PROFILE_GLOSS = {
    "brief": "about the problem at hand",
    "expanded": "a wider look at records and history",
    "extensive": "the history gone through in depth",
}
ANALYSIS_GLOSS = {
    "low": "the problem assessed, few options weighed",
    "moderate": "a detailed assessment, several options",
    "high": "a comprehensive assessment, many options",
}
SOURCES = (
    *("therapyplayground-complexity", "codingahead-97161", "clinicient-complexity", "webpt-2017-evals", "cms-rvu26c"),
    *("cms-benefit-15-220.3", "recalled"),
)
PT_FIELDS = ("history", "examination", "presentation", "decisions")
OT_FIELDS = ("profile", "deficits", "analysis", "help", "conditions")
CASE = Case(
    "evaluation",
    {
        "discipline": one_of(tuple(DISCIPLINES), "PT"),
        "history": whole(0, MOST, 2),
        "examination": whole(0, MOST, 4),
        "presentation": one_of(tuple(PRESENTATIONS), "stable"),
        "decisions": one_of(LEVELS, "moderate"),
        "profile": one_of(tuple(PROFILES), "expanded"),
        "deficits": whole(0, MOST, 3),
        "analysis": one_of(LEVELS, "moderate"),
        "help": one_of((*ASSISTANCE, NOT_ENTERED), "minimal"),
        "conditions": one_of(tuple(CONDITIONS), "present"),
    },
)


def count(label: str, name: str, gloss: str) -> None:
    st.number_input(label, 0, MOST, step=1, **CASE.widget(name))
    st.caption(gloss)


def choose(label: str, name: str, glosses: dict[str, str]) -> None:
    st.radio(label, list(glosses), captions=list(glosses.values()), **CASE.widget(name))


def pick(label: str, name: str, options: list[str], gloss: str) -> None:
    st.radio(label, options, format_func=lambda o: o.replace("-", " "), horizontal=True, **CASE.widget(name))
    st.caption(gloss)


def enter_pt() -> None:
    left, right = st.columns(2)
    with left:
        count(
            "Personal factors and other conditions",
            "history",
            "Those that change this plan of care. A well-controlled condition that changes nothing does not count.",
        )
        choose("Clinical presentation", "presentation", PRESENTATION_GLOSS)
    with right:
        count(
            "Elements tested",
            "examination",
            "One element is one thing tested: a body structure or function, a limited activity, or a restriction in "
            "taking part in life. Body regions are not counted.",
        )
        pick(
            "Clinical decision making",
            "decisions",
            list(DECISION_MAKING),
            "How much had to be weighed to choose the care, judged with a standardized instrument or a measured "
            "outcome.",
        )


def enter_ot() -> None:
    left, right = st.columns(2)
    with left:
        choose("Profile and history", "profile", PROFILE_GLOSS)
        count(
            "Performance deficits",
            "deficits",
            "Physical, cognitive or psychosocial, each limiting an activity or taking part in life.",
        )
    with right:
        choose("Decision making", "analysis", ANALYSIS_GLOSS)
        pick(
            "Help or changed tasks",
            "help",
            [*ASSISTANCE, NOT_ENTERED],
            "What it took for the patient to finish the evaluation. Part of decision making.",
        )
        pick(
            "Conditions that affect performance",
            "conditions",
            list(CONDITIONS),
            "Other conditions that bear on what the patient does. Part of decision making.",
        )


def evaluate(discipline: str, on: date) -> tuple[Result, dict[str, str]]:
    """The result, and for each component the few words that stand on its ladder."""
    if discipline == "PT":
        result = pt_evaluation(
            history=CASE["history"],
            examination=CASE["examination"],
            presentation=CASE["presentation"],
            decision_making=CASE["decisions"],
            on=on,
        )
        entered = {
            "history": plural(CASE["history"], "factor"),
            "examination": f"{CASE['examination']} tested",
            "presentation": CASE["presentation"],
        }
    else:
        result = ot_evaluation(
            history=CASE["profile"],
            deficits=CASE["deficits"],
            decision_making=CASE["analysis"],
            assistance=None if CASE["help"] == NOT_ENTERED else CASE["help"],
            comorbidities=CONDITIONS[CASE["conditions"]],
            on=on,
        )
        entered = {"history": CASE["profile"], "deficits": plural(CASE["deficits"], "deficit")}
    return result, {component.name: component.level for component in result.components} | entered


def plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def why(result: Result) -> str:
    """Which components limited the code, in one sentence."""
    titles = [c.title.lower() for c in result.components if c.name in result.limited_by]
    if not titles:
        return "Every component supports the high level, so none limits it."
    if len(titles) == len(result.components):
        return f"All {len(titles)} components support the {result.level} level."
    verb = "holds" if len(titles) == 1 else "hold"
    return f"Its {' and its '.join(titles)} {verb} it there; the other components reach higher."


def show_answer(discipline: str) -> None:
    try:
        result, findings = evaluate(discipline, date_of_service())
    except (ValueError, LookupError) as error:
        st.error(str(error))
        return
    st.header(f"{result.code}: {result.level} complexity", anchor=False)
    st.markdown(f"**{why(result)}** Minutes never decide it.")
    codes = PT_CODES if discipline == "PT" else OT_CODES
    draw(ladder_template, ladder_rows(result, dict(codes), findings), alt=describe_ladder(result), height=330)
    st.subheader("Why", anchor=False)
    show_steps(result.steps)


st.title("Evaluation level")
st.markdown("Rate each component by itself, from the record. The lowest one decides the code.")
CASE.open()
discipline = st.radio(
    "Discipline", list(DISCIPLINES), format_func=DISCIPLINES.__getitem__, horizontal=True, **CASE.widget("discipline")
)
if discipline == "PT":
    enter_pt()
else:
    enter_ot()
show_answer(discipline)
CASE.write("discipline", *(PT_FIELDS if discipline == "PT" else OT_FIELDS))
with st.expander("When to use this, and its pitfalls", icon=":material/lightbulb:"):
    st.markdown(
        body_text(
            "- After the evaluation, from what the note says. The record decides the level; the level never decides "
            "what goes into the record.\n"
            "- Test what the decision about care needs. Testing more in order to reach a level is not care, and a "
            "reviewer sees it.\n"
            "- Do not take the highest component, nor an average, nor the minutes. [@clinicient-complexity]\n"
            "- Not every diagnosis on the list counts, only what changes this plan of care. [@codingahead-97161]\n"
            "- Medicare pays the three levels of a discipline the same; another payer may not. [@cms-rvu26c]\n"
            "- A re-evaluation has no levels, and a progress report has no code. [@cms-benefit-15-220.3]\n"
            "- The glosses of stable, evolving and unstable are ours. [@recalled]\n"
            "- Read more: [low, moderate or high](guides/evaluation-levels)."
        )
    )
official = library().source("cms-benefit-15-220.3")
st.markdown(
    "Check the definitions in the CPT book of the year; APTA and AOTA retell them for their members. Medicare's own "
    f"text is in the [Benefit Policy Manual, chapter 15, section 220.3]({official.url})."
)
show_sources(SOURCES)
st.caption(
    "Nothing typed here is stored. The address of this page holds the whole case, so copying it shares the case."
)
ama_notice()
