"""Who is practicing, and where the answers go: into the database, or into this window while that cannot be.

A learner is known by the signed cookie that server.py sets, by a sign-in account where one is configured, or by a
recovery code typed into this window.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

import streamlit as st

from logic.progress import Answer, Card, MemoryUnavailable, Progress, UnsavedMemory, learner_with_code, memory_for
from logic.progress.identity import COOKIE, account_learner_id, make_ticket, read_cookie

NO_COOKIE = (
    "Progress cannot be kept here, because this browser has no RehabCode cookie. Your answers count in this window "
    "only; download them before you close it. Whoever runs this app: start it with server.py to keep progress."
)

PAUSE_SECONDS = 3

_BY_CODE, _WAITING, _PROBLEM = "learner_by_code", "answers_waiting", "progress_problem"

T = TypeVar("T")


def current_learner() -> str | None:
    """The learner id of this session; None for a visitor whose progress cannot be kept."""
    return st.session_state.get(_BY_CODE) or _account() or browser_learner()


def browser_learner() -> str | None:
    """The learner id in this browser's cookie; None without one that this server signed."""
    try:
        return read_cookie(st.context.cookies.get(COOKIE))
    except OSError:
        return None


def can_sign_in() -> bool:
    """Whether st.login has a provider to go to."""
    return "is_logged_in" in st.user


def keep(answer: Answer) -> Card:
    """Keeps an answer before its feedback shows, and gives the card of its rule.

    While the database is away the answer waits in this window; what is kept or read next brings it along.
    """
    return look(lambda memory: memory.record(answer))


def look(find: Callable[[Progress], T]) -> T:
    """What `find` reads in the learner's progress; while the database is away, in what this window knows."""
    learner, waiting = current_learner(), _waiting()
    _, failed = st.session_state.get(_PROBLEM, ("", -PAUSE_SECONDS))
    if learner is None or monotonic() - failed < PAUSE_SECONDS:
        return find(waiting)
    try:
        memory = memory_for(learner)
        if held := waiting.history():
            memory.take_in(held)
            waiting.delete()
        found = find(memory)
    except MemoryUnavailable as problem:
        st.session_state[_PROBLEM] = (str(problem), monotonic())
        return find(waiting)
    st.session_state.pop(_PROBLEM, None)
    return found


def show_problem() -> None:
    """Says why progress is not kept, if it is not."""
    if current_learner() is None:
        st.info(NO_COOKIE, icon=":material/cookie_off:")
        return
    look(lambda memory: memory.due())
    if problem := st.session_state.get(_PROBLEM):
        st.warning(problem[0], icon=":material/cloud_off:")


def enter_recovery_code(code: str) -> None:
    """Makes this window the learner with this code.

    ValueError or LookupError says what is wrong with the code, MemoryUnavailable why it cannot be checked now.
    """
    st.session_state[_BY_CODE] = learner_with_code(code)


def remember_here_address() -> str | None:
    """An address that makes this browser remember the learner of the code just entered; None without a cookie."""
    here, learner = browser_learner(), st.session_state.get(_BY_CODE)
    return f"api/remember?ticket={make_ticket(learner, here)}" if here and learner and learner != here else None


def forget_me() -> None:
    """Deletes everything kept about the learner, in the database and in this window."""
    if learner := current_learner():
        memory_for(learner).delete()
    _waiting().delete()
    st.session_state.pop(_BY_CODE, None)


def _waiting() -> UnsavedMemory:
    memory: UnsavedMemory = st.session_state.setdefault(_WAITING, UnsavedMemory())
    return memory


def _account() -> str | None:
    user = st.user
    if not user.get("is_logged_in") or not user.get("sub"):
        return None
    return account_learner_id(str(user.get("iss", "")), str(user["sub"]))
