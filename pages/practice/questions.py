"""Practice: rounds of questions that find out what a learner believes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import streamlit as st

from logic.practice import TOPICS, Question, Verdict, diagnose, grade, misconception, question_named
from logic.practice.rounds import EXAM, EXAM_MINUTES, QUICK, ROUNDS, Task, topic_round
from logic.progress import Answer, Confidence
from pages.practice import asking
from pages.shared.address import shown
from pages.shared.learner import keep, look, show_problem
from pages.shared.notes import ama_notice, plain

MODES = {
    "quick": ("Quick five", f"{QUICK} questions over what is due, new or long untouched.", ":material/bolt:"),
    "due": ("What is due", "The rules you are about to forget, asked again in time.", ":material/event_repeat:"),
    "mistakes": ("My mistakes again", "Questions whose last answer was wrong.", ":material/replay:"),
    "exam": (
        "Timed exam",
        f"{EXAM} questions in {EXAM_MINUTES} minutes, the report at the end.",
        ":material/timer:",
    ),
}
NOTHING = {
    "due": "Nothing is due now. A quick five keeps you moving.",
    "mistakes": "There is no mistake to redo: your last answer to every question was right, or you have not started.",
}


@dataclass(frozen=True)
class Done:
    """One answered question of the round."""

    question: Question
    given: str
    verdict: Verdict
    confidence: Confidence


@dataclass
class Round:
    """A round under way; `at` is the task on screen."""

    mode: str
    tasks: tuple[Task, ...]
    at: int = 0
    done: list[Done] = field(default_factory=list)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    asked: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def ends(self) -> datetime:
        return self.started + timedelta(minutes=EXAM_MINUTES)

    @property
    def over(self) -> bool:
        return self.at >= len(self.tasks) or (self.mode == "exam" and datetime.now(UTC) >= self.ends)


def start(mode: str) -> None:
    """Makes a new round: one of the modes, or the name of a topic."""
    history = look(lambda progress: progress.history())
    if mode in TOPICS:
        tasks = topic_round(mode, history)
    else:
        tasks = ROUNDS[mode](history, look(lambda progress: progress.due()))
    st.session_state["round"] = Round(mode, tasks) if tasks else None
    st.session_state["round_note"] = "" if tasks else NOTHING.get(mode, "")


def leave() -> None:
    st.session_state["round"] = None
    st.session_state.pop("verdict", None)
    st.query_params.pop("topic", None)
    st.session_state["opened_topic"] = None


def step_on(round_: Round) -> None:
    round_.at += 1
    round_.asked = datetime.now(UTC)
    st.session_state.pop("verdict", None)


def ask_similar(round_: Round, question: Question, seed: int) -> None:
    """Puts one more question after the same belief next in the round."""
    rest = round_.tasks[round_.at + 1 :]
    round_.tasks = (*round_.tasks[: round_.at + 1], Task(f"{question.topic}/{seed}"), *rest)
    step_on(round_)


def choose() -> None:
    """The doors of practice."""
    if note := st.session_state.get("round_note"):
        st.info(note)
    for card, (mode, (title, text, icon)) in zip(
        [c for _ in range(2) for c in st.columns(2)], MODES.items(), strict=True
    ):
        with card.container(border=True):
            st.markdown(f"**{title}**  \n{text}")
            st.button(f"Start: {title.lower()}", key=f"start_{mode}", icon=icon, on_click=start, args=(mode,))
    st.subheader("Drill one topic", anchor=False)
    st.markdown("A topic that is new to you starts with a worked example, then one with the last step left to you.")
    topic = st.selectbox("Topic", list(TOPICS), format_func=lambda name: TOPICS[name].title, key="drill_topic")
    st.button("Start the drill", icon=":material/target:", on_click=start, args=(topic,))


def show_round(round_: Round) -> None:
    task = round_.tasks[round_.at]
    question = question_named(task.question)
    title = TOPICS[question.topic].title
    st.progress(round_.at / len(round_.tasks), text=f"Question {round_.at + 1} of {len(round_.tasks)}: {title}")
    if round_.mode == "exam":
        left = max(round_.ends - datetime.now(UTC), timedelta())
        st.caption(f":material/timer: {left.seconds // 60} minutes left when this question opened.")
    if task.stage == "worked":
        st.markdown("**A worked example first**")
        asking.show_example(question)
        st.button("Next: one with the last step left to you", type="primary", on_click=step_on, args=(round_,))
    elif verdict := st.session_state.get("verdict"):
        show_feedback(round_, question, *verdict)
    else:
        show_question(round_, task, question)
    st.button("Leave this round", icon=":material/close:", on_click=leave)


def show_question(round_: Round, task: Task, question: Question) -> None:
    if task.stage == "last step":
        asking.show_start(question)
    answer = asking.ask(question, key=f"ask_{round_.started.timestamp()}_{round_.at}")
    if answer is None:
        return
    given, confidence = answer
    verdict = grade(question, given)
    remember(round_, question, verdict, confidence)
    text = asking.shown_answer(question, given)
    round_.done.append(Done(question, text, verdict, confidence))
    if round_.mode == "exam":
        step_on(round_)
    else:
        st.session_state["verdict"] = (verdict, text)
    st.rerun()


def remember(round_: Round, question: Question, verdict: Verdict, confidence: Confidence) -> None:
    """Keeps the answer; the feedback comes only after it is on disk."""
    folder, _, name = question.id.partition("/")
    keep(
        Answer(
            rule=question.topic,
            scenario=name if folder == "scenarios" else None,
            question=question.id,
            correct=verdict.correct,
            confidence=confidence,
            seconds=min((datetime.now(UTC) - round_.asked).total_seconds(), 86_400),
            misconceptions=verdict.misconceptions,
            probes=verdict.probes,
        )
    )


def show_feedback(round_: Round, question: Question, verdict: Verdict, given: str) -> None:
    asking.show_facts(question)
    st.markdown(plain(f"**{question.ask}**"))
    asking.show_verdict(question, verdict, given)
    last = round_.at + 1 == len(round_.tasks)
    with st.container(horizontal=True):
        st.button("See the report" if last else "Next question", type="primary", on_click=step_on, args=(round_,))
        if verdict.similar_seed is not None and not verdict.correct:
            st.button(
                "Try a similar one",
                icon=":material/repeat:",
                on_click=ask_similar,
                args=(round_, question, verdict.similar_seed),
            )


def show_report(round_: Round) -> None:
    right = sum(done.verdict.correct for done in round_.done)
    st.header(f"{right} of {len(round_.done)} right", anchor=False)
    missing = len([task for task in round_.tasks if task.stage != "worked"]) - len(round_.done)
    if round_.mode == "exam" and missing > 0:
        st.markdown(f"The time ran out with {missing} questions open.")
    lines = ["| topic | right | of |", "| --- | :-: | :-: |"]
    for topic in dict.fromkeys(done.question.topic for done in round_.done):
        its = [done.verdict.correct for done in round_.done if done.question.topic == topic]
        lines.append(f"| {TOPICS[topic].title} | {sum(its)} | {len(its)} |")
    st.markdown("\n".join(lines))
    for belief in diagnose(look(lambda progress: progress.history())):
        st.markdown(
            f":material/psychology: **{misconception(belief.misconception).title}.** This belief explains "
            f"{belief.explained} of your answers so far."
        )
    for number, done in enumerate(round_.done, 1):
        mark = "right" if done.verdict.correct else "not right"
        with st.expander(f"{number}. {TOPICS[done.question.topic].title}: {mark}"):
            asking.show_facts(done.question)
            st.markdown(plain(f"**{done.question.ask}**"))
            asking.show_verdict(done.question, done.verdict, done.given)
    st.button("Back to the start of practice", type="primary", on_click=leave)


def open_topic() -> None:
    """A link such as practice?topic=counting starts that drill, once."""
    topic = st.query_params.get("topic")
    if topic and topic != st.session_state.get("opened_topic"):
        st.session_state["opened_topic"] = topic
        if topic in TOPICS or topic in MODES:
            start(topic)
        else:
            st.warning(f"`{shown(topic)}` is not a topic here. Choose one below.")


st.title("Practice")
show_problem()
open_topic()
under_way = st.session_state.get("round")
if under_way is None:
    st.markdown(
        "Five minutes show which rule you have wrong. Every answer is explained by the same rules the tools use."
    )
    choose()
elif under_way.over:
    show_report(under_way)
else:
    show_round(under_way)
ama_notice()
