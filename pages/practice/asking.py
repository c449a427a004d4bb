"""One question on screen: its facts, its fields, and what came of the answer."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from logic.content import library
from logic.practice import CounterExample, Question, Verdict, misconception
from logic.practice.question import Field
from logic.progress import Confidence
from pages.shared.entry import show_neighbors
from pages.shared.links import page_link
from pages.shared.notes import plain, show_sources, show_steps

SURE = {Confidence.LOW: "Guessing", Confidence.MEDIUM: "Fairly sure", Confidence.HIGH: "Certain"}
ADDRESS_OF_TOOL = "Open this case in the tool that works it out"


def ask(question: Question, key: str, button: str = "Answer") -> tuple[object, Confidence] | None:
    """Draws a question as a form. What was filled in and how sure the learner is; None until it is sent complete."""
    show_facts(question)
    with st.form(key, border=True):
        st.markdown(plain(f"**{question.ask}**"))
        given = {field.name: _draw(field, f"{key}_{field.name}") for field in question.fields}
        sure = st.radio(
            "How sure are you?",
            list(Confidence),
            index=list(Confidence).index(Confidence.MEDIUM),
            format_func=SURE.__getitem__,
            horizontal=True,
            key=f"{key}_sure",
        )
        if not st.form_submit_button(button, type="primary"):
            return None
    try:
        question.read(given)
    except ValueError as problem:
        st.warning(str(problem))
        return None
    return given, sure


def show_facts(question: Question) -> None:
    if question.title:
        st.markdown(plain(f"**{question.title}**"))
    st.markdown(plain(question.facts))


def show_verdict(question: Question, verdict: Verdict, given: str) -> None:
    """What happened, the permitted answers, the working, and where the belief behind a wrong answer breaks."""
    if verdict.correct:
        st.success(plain(verdict.message), icon=":material/check:")
    else:
        st.error(plain(verdict.message), icon=":material/close:")
    st.markdown(plain(f"Your answer: {given}.  \n{_permitted(verdict)}"))
    for example in verdict.counter_examples:
        _show_counter_example(example)
    st.markdown("**The working**")
    show_steps(verdict.steps)
    if question.tool:
        st.markdown(f":material/open_in_new: [{ADDRESS_OF_TOOL}]({question.tool})")
    show_neighbors(library().entry(address) for address in question.related[:3])
    show_sources(verdict.sources)


def show_example(question: Question) -> None:
    """A worked example: the question with its answer and the whole working."""
    show_facts(question)
    st.markdown(plain(f"**{question.ask}**"))
    st.markdown(plain(f"Answer: **{question.show(question.answer)}**"))
    show_steps(question.steps)


def show_start(question: Question) -> None:
    """The working up to its last step, which is left to the learner."""
    if len(question.steps) > 1:
        st.markdown("**The working so far. The last step is yours.**")
        show_steps(question.steps[:-1])


def shown_answer(question: Question, given: object) -> str:
    return question.show(question.read(given))


def _draw(field: Field, key: str) -> object:
    labels: Mapping[str, str] = {option.value: plain(option.label) for option in field.options}
    if field.kind == "number":
        return st.number_input(field.label, 0, field.most, None, key=key, width=200)
    if field.kind == "one":
        return st.radio(field.label, list(labels), index=None, format_func=labels.__getitem__, key=key)
    return st.pills(field.label, list(labels), selection_mode="multi", format_func=labels.__getitem__, key=key)


def _permitted(verdict: Verdict) -> str:
    if len(verdict.expected) == 1:
        return f"Permitted: {verdict.expected[0]}."
    return "Permitted, each of them: " + " or ".join(verdict.expected) + "."


def _show_counter_example(example: CounterExample) -> None:
    belief = misconception(example.misconception)
    with st.container(border=True):
        st.markdown(plain(f"**{belief.title}**  \n{belief.belief}"))
        right = " or ".join(example.right)
        st.markdown(plain(f"Where it breaks: {example.text}\n\nIt gives {example.wrong}. Right is {right}."))
        page_link(library().entry(belief.page), label="Read the rule", icon=":material/menu_book:")
