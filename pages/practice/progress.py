"""Progress: what is known, what was believed, what falls due, and the learner's own data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from logic.practice import TOPICS, misconception
from logic.progress import Calibration, Card, MemoryUnavailable, Met, Progress, Strength, memory_for
from pages.practice import progress_charts
from pages.shared.charts import draw
from pages.shared.learner import (
    can_sign_in,
    current_learner,
    enter_recovery_code,
    forget_me,
    look,
    remember_here_address,
    show_problem,
)

TITLES = {name: topic.title for name, topic in TOPICS.items()}
LARGEST_FILE_MB = 10


@dataclass(frozen=True)
class Seen:
    """Everything the page shows of a learner's progress, read at once."""

    strength: tuple[Strength, ...]
    due: tuple[Card, ...]
    misconceptions: tuple[Met, ...]
    calibration: tuple[Calibration, ...]
    by_day: dict[date, int]


def see(progress: Progress) -> Seen:
    return Seen(
        progress.strength(),
        progress.due(),
        progress.misconceptions(),
        progress.calibration(),
        progress.due_by_day(zone=ZoneInfo(st.context.timezone or "UTC")),
    )


def show_picture(seen: Seen) -> None:
    rows = progress_charts.strength_rows(seen.strength, TITLES)
    weakest = rows[0]["topic"]
    st.header(f"Weakest now: {weakest}", anchor=False)
    draw(
        progress_charts.strength_template,
        {"strength": rows},
        alt="Chance of recalling each rule today. " + "; ".join(f"{r['topic']} {r['label']}" for r in rows) + ".",
        height=80 + 34 * len(rows),
    )
    with st.container(horizontal=True):
        for label, mode in ((f"Practice what is due ({len(seen.due)})", "due"), ("Quick five", "quick")):
            st.page_link(
                "pages/practice/questions.py", label=label, icon=":material/school:", query_params={"topic": mode}
            )


def show_misconceptions(met: tuple[Met, ...]) -> None:
    st.subheader("Beliefs met and cured", anchor=False)
    if not met:
        st.markdown("No known misunderstanding has shown in your answers.")
        return
    lines = ["| belief | shown | now |", "| --- | :-: | --- |"]
    for one in met:
        state = "cured" if one.cured else f"{one.avoided_since} right since"
        lines.append(f"| {misconception(one.name).title} | {one.times} | {state} |")
    st.markdown("\n".join(lines))
    st.caption("Cured: twice in a row right where that belief would have gone wrong.")


def show_calibration(calibration: tuple[Calibration, ...]) -> None:
    st.subheader("How sure, how right", anchor=False)
    rows = progress_charts.calibration_rows(calibration)
    said = "; ".join(f"{row['sure']}: {row['label']} right" for row in rows)
    draw(progress_charts.calibration_template, {"calibration": rows}, alt=f"Accuracy by confidence. {said}.")
    st.caption(
        "Where certain answers are often wrong, a belief is hiding. Where guesses are right, trust yourself more."
    )


def show_due(plan: dict[date, int]) -> None:
    st.subheader("What falls due", anchor=False)
    rows = progress_charts.due_rows(plan)
    said = "; ".join(f"{row['day']}: {row['cards']}" for row in rows if row["cards"]) or "nothing"
    draw(progress_charts.due_template, {"due": rows}, alt=f"Questions that fall due in the next two weeks. {said}.")
    st.caption("A day missed costs nothing: what is due waits.")


def show_data() -> None:
    st.header("Your data", anchor=False)
    learner = current_learner()
    st.markdown(
        "No account is needed. Kept: which question, right or not, how sure, how long, and when. Nothing about you, "
        "and nothing typed into the tools."
    )
    download, move, remove = st.tabs(["Download or restore", "Another device", "Delete"])
    with download:
        st.download_button(
            "Download my progress",
            look(lambda progress: progress.export()),
            "rehabcode-progress.json",
            "application/json",
            icon=":material/download:",
        )
        restore()
    with move:
        if learner:
            show_recovery(learner)
        type_recovery_code()
        sign_in()
    with remove:
        delete()


def restore() -> None:
    file = st.file_uploader("Restore a progress file", type="json", max_upload_size=LARGEST_FILE_MB)
    if file and st.button("Add these answers", icon=":material/upload:"):
        try:
            brought = look(lambda progress: progress.restore(file.getvalue()))
        except ValueError as problem:
            st.error(str(problem))
        else:
            st.success(f"{brought.added} answers added; {brought.already_here} were here before.")


def show_recovery(learner: str) -> None:
    st.markdown("A recovery code opens your progress on another device. A new code replaces the old one.")
    if st.button("Make a recovery code", icon=":material/key:"):
        try:
            st.session_state["recovery_code"] = memory_for(learner).new_recovery_code()
        except MemoryUnavailable as problem:
            st.warning(str(problem))
    if code := st.session_state.get("recovery_code"):
        st.code(code, language=None)
        st.caption("Write it down now. It is kept only in a form that cannot be read back.")


def type_recovery_code() -> None:
    with st.form("recovery"):
        code = st.text_input("I have a recovery code", placeholder="XXXX-XXXX-XXXX-XXXX-XXXX")
        if not st.form_submit_button("Open that progress"):
            return
    try:
        enter_recovery_code(code)
    except (ValueError, LookupError, MemoryUnavailable) as problem:
        st.error(str(problem.args[0]))
        return
    st.session_state["recovered"] = True
    st.rerun()


def sign_in() -> None:
    if can_sign_in() and not st.user.get("is_logged_in"):
        st.button("Sign in instead", on_click=st.login, icon=":material/login:")
    elif can_sign_in():
        st.button("Sign out", on_click=st.logout, icon=":material/logout:")


def delete() -> None:
    st.markdown("Deletes every answer, card and code kept about you. It cannot be undone.")
    sure = st.checkbox("I want my progress deleted")
    if st.button("Delete my data", disabled=not sure, icon=":material/delete:"):
        try:
            forget_me()
        except MemoryUnavailable as problem:
            st.error(f"Nothing was deleted. {problem}")
            return
        for name in ("round", "verdict", "recovery_code"):
            st.session_state.pop(name, None)
        st.session_state["deleted"] = True
        st.rerun()


st.title("Progress")
show_problem()
if st.session_state.pop("deleted", False):
    st.success("Your data is deleted.")
if st.session_state.pop("recovered", False):
    st.success("This is the progress behind your code.")
    if address := remember_here_address():
        st.markdown(f"[Remember it in this browser]({address})")
seen = look(see)
if seen.strength:
    show_picture(seen)
    show_misconceptions(seen.misconceptions)
    show_calibration(seen.calibration)
    show_due(seen.by_day)
else:
    st.info("Nothing to show yet. A quick five takes about five minutes and fills this page.")
    st.page_link("pages/practice/questions.py", label="Start practicing", icon=":material/school:")
show_data()
